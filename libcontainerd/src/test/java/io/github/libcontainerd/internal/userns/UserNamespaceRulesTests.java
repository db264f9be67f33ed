/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.libcontainerd.internal.userns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link UserNamespaceRules}.
 */
class UserNamespaceRulesTests {

	private static final Operation OPERATION = Operation.onContainer("run", "default", "web");

	@Test
	void aRuntimeWithOtherWallsIsRefused() {
		RuntimeChoice kata = new RuntimeChoice("io.containerd.kata.v2", null, null, false);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> UserNamespaceRules.check(UserNamespace.auto(), kata, OPERATION))
			.withMessageContaining("'io.containerd.kata.v2'");
		assertThatNoException().isThrownBy(() -> UserNamespaceRules.check(UserNamespace.host(), kata, OPERATION));
		assertThatNoException()
			.isThrownBy(() -> UserNamespaceRules.check(UserNamespace.auto(), RuntimeChoice.DEFAULT, OPERATION));
	}

	@ParameterizedTest
	@ValueSource(strings = { "pid", "ipc", "uts", "mount" })
	void aNamespaceOfOthersIsRefused(String type) {
		Spec shared = Spec.defaults().toBuilder().linux((linux) -> linux.removeNamespace(type)).build();
		Spec joined = Spec.defaults().toBuilder().linux((linux) -> linux.namespace(type, "/proc/1/ns/x")).build();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> UserNamespaceRules.check(shared, OPERATION))
			.withMessageContaining("the " + type + " namespace");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> UserNamespaceRules.check(joined, OPERATION));
		assertThatNoException().isThrownBy(() -> UserNamespaceRules.check(Spec.defaults(), OPERATION));
	}

	@Test
	void aHostWithoutUserNamespacesIsTold(@TempDir Path proc) throws IOException {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> UserNamespaceRules.check(proc, OPERATION));
		Files.createDirectories(proc.resolve("self/ns"));
		Files.createFile(proc.resolve("self/ns/user"));
		assertThatNoException().isThrownBy(() -> UserNamespaceRules.check(proc, OPERATION));
		Files.createDirectories(proc.resolve("sys/user"));
		Files.writeString(proc.resolve("sys/user/max_user_namespaces"), "0\n");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> UserNamespaceRules.check(proc, OPERATION))
			.withMessageContaining("user.max_user_namespaces");
	}

}

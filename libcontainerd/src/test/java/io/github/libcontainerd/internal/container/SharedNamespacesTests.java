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

package io.github.libcontainerd.internal.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedNamespaces}.
 */
class SharedNamespacesTests {

	private static final Operation OPERATION = Operation.onContainer("restart", "ns", "web");

	@TempDir
	private Path directory;

	private SharedNamespaces shared(Path path) {
		return SharedNamespaces
			.of(Spec.builder().linux((linux) -> linux.namespace("network", path.toString())).build());
	}

	@Test
	void sameNamespaceMayBeJoinedAgain() {
		shared(Path.of("/proc/self/ns/net")).check(OPERATION);
	}

	@Test
	void pidThatIsAnothersByNowIsRefused() throws IOException {
		// As in /proc/[pid]/ns.
		Path link = Files.createSymbolicLink(this.directory.resolve("net"), Path.of("net:[1]"));
		SharedNamespaces shared = shared(link);
		shared.check(OPERATION);
		Files.delete(link);
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> shared.check(OPERATION))
			.withMessageContaining(link.toString());
		Files.createSymbolicLink(link, Path.of("net:[2]"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> shared.check(OPERATION));
	}

	@Test
	void namespaceThatIsMountedIsLeftToTheRuntime() throws IOException {
		Path file = Files.createFile(this.directory.resolve("net"));
		SharedNamespaces shared = shared(file);
		Files.delete(file);
		shared.check(OPERATION);
	}

}

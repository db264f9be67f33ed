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

package io.github.libcontainerd.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The choice of the runtime.
 */
class RealRuntimeTests extends ContractTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@ParameterizedTest
	@DisplayName("S29: a runtime by its containerd name, by the name of a program and by its path")
	@ValueSource(strings = { "io.containerd.runc.v2", "runc", "path" })
	void runtimeIsChosen(String runtime) {
		String chosen = runtime.equals("path") ? runc() : runtime;
		Container container = this.client.create("web", script("echo hi; exit 3"), CreateOption.runtime(chosen));
		assertThat(end(container.exit()).code()).isEqualTo(3);
		assertThat(this.backend.output("web")).containsExactly("stdout:hi");
	}

	private static String runc() {
		return Stream.of("/usr/bin/runc", "/usr/sbin/runc", "/usr/local/sbin/runc", "/usr/local/bin/runc")
			.filter((path) -> Files.isExecutable(Path.of(path)))
			.findFirst()
			.orElseThrow();
	}

	@Test
	@DisplayName("S29: the runtime is the program that was named")
	void programIsTheOneNamed() throws IOException {
		Path log = this.directory.resolve("called");
		Path program = this.directory.resolve("my-runc");
		Files.writeString(program, "#!/bin/sh\necho \"$@\" >> " + log + "\nexec " + runc() + " \"$@\"\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		Container container = this.client.create("web", spec("/bin/sleep", "1000"),
				CreateOption.runtime(program.toString()));
		assertThat(end(this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()).exit())
			.code()).isZero();
		this.client.signal("web", 9);
		end(container.exit());
		assertThat(Files.readString(log)).contains(" create ").contains(" exec ").contains(" delete ");
		Files.delete(log);
		Files.delete(program);
	}

	@ParameterizedTest
	@DisplayName("S29: a runtime that does not exist is a typed error and leaves nothing")
	@ValueSource(strings = { "io.containerd.nope.v9", "no-such-runc", "/no/such/runc", "/etc/passwd" })
	void badRuntime(String runtime) {
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> this.client.create("web", script("true"), CreateOption.runtime(runtime)))
			.satisfies((exception) -> assertThat(exception.operation().containerId()).isEqualTo("web"));
		assertThat(this.backend.changes("web")).isEmpty();
		assertThat(this.client.list()).isEmpty();
		assertThat(this.client.restorable()).isEmpty();
		assertThat(end(this.client.create("web", script("exit 4")).exit()).code()).isEqualTo(4);
	}

	@Test
	@DisplayName("S29: a blank runtime is refused")
	void blankRuntime() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.client.create("web", script("true"), CreateOption.runtime(" ")));
	}

}

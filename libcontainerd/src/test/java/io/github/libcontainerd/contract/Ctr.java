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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * containerd's own command line client: somebody else who uses the same daemon.
 */
final class Ctr {

	private final Path socket;

	private final String namespace;

	Ctr(TestDaemon daemon, String namespace) {
		this.socket = daemon.socket();
		this.namespace = namespace;
	}

	/**
	 * Run a command to its end.
	 * @return what it wrote
	 */
	String run(String... arguments) {
		Result result = tryToRun(arguments);
		assertThat(result.status()).as(result.output()).isZero();
		return result.output();
	}

	/**
	 * Run a command that may fail, since we do the same at the same time.
	 */
	Result tryToRun(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of("ctr", "--address", this.socket.toString(), "--namespace", this.namespace));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return new Result(process.waitFor(), command + ": " + output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The shim of a container of this namespace; it alone has these arguments.
	 */
	ProcessHandle shim(String id) {
		return shims(id).findFirst().orElseThrow();
	}

	/**
	 * Shims of a container, of which containerd may have lost sight.
	 */
	Stream<ProcessHandle> shims(String id) {
		return ProcessHandle.allProcesses().filter((handle) -> {
			List<String> arguments = arguments(handle);
			return arguments.contains("-namespace") && arguments.contains(this.namespace) && arguments.contains(id);
		});
	}

	static List<String> arguments(ProcessHandle handle) {
		try {
			return List.of(Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline")).split("\0"));
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * How a command ended.
	 */
	record Result(int status, String output) {
	}

}

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

package io.github.libcontainerd.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The processes of a namespace of containerd, as the kernel knows them.
 */
final class Processes {

	private final String namespace;

	private final Path state;

	Processes(String namespace, Path state) {
		this.namespace = namespace;
		this.state = state;
	}

	/**
	 * Return the shims, in the order of their containers.
	 */
	List<Shim> shims() {
		List<Shim> shims = new ArrayList<>();
		ProcessHandle.allProcesses().forEach((process) -> {
			List<String> command = command(process.pid());
			int namespace = command.indexOf("-namespace");
			int id = command.indexOf("-id");
			if (namespace > 0 && id > 0 && command.size() > Math.max(namespace, id) + 1
					&& command.get(0).contains("containerd-shim")
					&& command.get(namespace + 1).equals(this.namespace)) {
				shims.add(new Shim(process.pid(), command.get(id + 1)));
			}
		});
		shims.sort(Comparator.comparing(Shim::container).thenComparing(Shim::pid));
		return shims;
	}

	private static List<String> command(long pid) {
		try {
			byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
			return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Return the first process of a container; empty when it has none now.
	 */
	Optional<ProcessHandle> init(String container) {
		Path file = this.state.resolve("io.containerd.runtime.v2.task")
			.resolve(this.namespace)
			.resolve(container)
			.resolve("init.pid");
		try {
			return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
				// Its shim is its parent, so the number was not given to somebody else.
				.filter((process) -> process.parent()
					.map((parent) -> command(parent.pid()).contains(this.namespace))
					.orElse(false));
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Send a signal.
	 * @return whether there is such a process
	 */
	static boolean signal(String signal, long pid) {
		try {
			return new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot send a signal", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * A shim and the container that it is for.
	 */
	record Shim(long pid, String container) {

	}

}

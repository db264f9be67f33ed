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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a shim listens. containerd writes it into the bundle of the task, which goes when
 * the task is deleted, and also when a daemon that comes back drops an ended task: so
 * read it while the task is known to be there, best right after it was created.
 *
 * @param socket the path of the shim's socket
 * @param version of the task service that the shim is expected to serve, 2 or 3
 */
public record ShimAddress(Path socket, int version) {

	private static final String TASKS = "io.containerd.runtime.v2.task";

	private static final String SCHEME = "unix://";

	private static final JsonMapper mapper = JsonMapper.builder().build();

	/**
	 * Read the address of a task's shim.
	 * @param containerdState the state directory of containerd
	 * @param namespace the containerd namespace
	 * @param id the container
	 * @return the address; empty if there is none to see, also for want of rights, or the
	 * shim does not speak ttrpc over a unix socket
	 */
	public static Optional<ShimAddress> read(Path containerdState, String namespace, String id) {
		if (!isName(namespace) || !isName(id)) {
			return Optional.empty();
		}
		Path bundle = bundle(containerdState, namespace, id);
		// The newer file says more. When it names another protocol, the older one
		// names the same socket.
		String bootstrap = text(bundle.resolve("bootstrap.json"));
		if (bootstrap != null) {
			return ofBootstrap(bootstrap);
		}
		String address = text(bundle.resolve("address"));
		return (address != null) ? of(address.strip(), 2) : Optional.empty();
	}

	/**
	 * Return the state directory of the containerd that has started a process: its parent
	 * is the shim, which works in the bundle of its first task.
	 * @param pid the first process of a container
	 * @return the directory; empty if the process or its shim can't be seen
	 */
	public static Optional<Path> containerdState(int pid) {
		Optional<Long> shim = ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
		try {
			return shim.isEmpty() ? Optional.empty()
					: ofBundle(Files.readSymbolicLink(Path.of("/proc", shim.get().toString(), "cwd")));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static Optional<Path> ofBundle(Path bundle) {
		int names = bundle.getNameCount();
		if (names < 4 || !bundle.getName(names - 3).toString().equals(TASKS)) {
			return Optional.empty();
		}
		return Optional.ofNullable(bundle.getRoot()).map((root) -> root.resolve(bundle.subpath(0, names - 3)));
	}

	static Path bundle(Path containerdState, String namespace, String id) {
		return containerdState.resolve(TASKS).resolve(namespace).resolve(id);
	}

	/** What could lead out of the directory is no name of containerd's. */
	private static boolean isName(String name) {
		return !name.isEmpty() && name.indexOf('/') < 0 && name.indexOf('\0') < 0 && !name.equals(".")
				&& !name.equals("..");
	}

	private static @Nullable String text(Path file) {
		// Of the two there is one, and an exception costs more than to look.
		if (!file.toFile().exists()) {
			return null;
		}
		try {
			String text = Files.readString(file);
			return text.isBlank() ? null : text;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static Optional<ShimAddress> ofBootstrap(String json) {
		try {
			JsonNode root = mapper.readTree(json);
			if (!root.path("protocol").asString("ttrpc").equals("ttrpc")) {
				return Optional.empty();
			}
			return of(root.path("address").asString(""), (root.path("version").asInt(2) < 3) ? 2 : 3);
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	private static Optional<ShimAddress> of(String address, int version) {
		if (!address.startsWith(SCHEME + "/")) {
			return Optional.empty();
		}
		try {
			return Optional.of(new ShimAddress(Path.of(address.substring(SCHEME.length())), version));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

}

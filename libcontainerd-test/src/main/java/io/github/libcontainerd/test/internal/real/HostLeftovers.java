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

package io.github.libcontainerd.test.internal.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * What a containerd leaves outside its own directories.
 */
public final class HostLeftovers {

	private HostLeftovers() {
	}

	/** Shims of this daemon are the ones started with its socket's path. */
	public static void killShims(Path socket) {
		for (String shim : Commands.processesWithArgument(socket.toString())) {
			long pid = Long.parseLong(shim.substring(0, shim.indexOf(' ')));
			ProcessHandle.of(pid).ifPresent((handle) -> {
				// A shim that has just lost its last task is on its way out.
				if (!Threads.await(Duration.ofSeconds(2), () -> !handle.isAlive())) {
					handle.destroyForcibly();
				}
			});
		}
	}

	/**
	 * Kill what the daemon itself lost sight of, in a namespace that nobody else uses: a
	 * creation that timed out can leave a process that waits for its start.
	 */
	public static void killLost(String namespace) {
		for (Path cgroup : cgroups(namespace)) {
			try (var paths = Files.newDirectoryStream(cgroup, Files::isDirectory)) {
				for (Path path : paths) {
					Commands.readLines(path.resolve("cgroup.procs"))
						.forEach((pid) -> ProcessHandle.of(Long.parseLong(pid))
							.ifPresent(ProcessHandle::destroyForcibly));
					delete(path);
				}
			}
			catch (IOException ignored) {
				// It went away meanwhile.
			}
		}
		try {
			Commands.deleteTree(Path.of("/run/containerd/runc", namespace));
		}
		catch (IOException ignored) {
			// As above.
		}
	}

	public static void remove(String namespace) {
		List<Path> paths = new ArrayList<>();
		paths.add(Path.of("/run/containerd/runc", namespace));
		paths.addAll(cgroups(namespace));
		paths.forEach(HostLeftovers::delete);
	}

	private static void delete(Path path) {
		Threads.await(Duration.ofSeconds(2), () -> {
			try {
				Files.deleteIfExists(path);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

	/**
	 * The cgroup directories of a namespace in all hierarchies.
	 */
	public static List<Path> cgroups(String namespace) {
		List<Path> found = new ArrayList<>();
		Path root = Path.of("/sys/fs/cgroup");
		try (var hierarchies = Files.newDirectoryStream(root)) {
			hierarchies.forEach((hierarchy) -> {
				if (Files.isDirectory(hierarchy.resolve(namespace))) {
					found.add(hierarchy.resolve(namespace));
				}
			});
		}
		catch (IOException ex) {
			return found;
		}
		if (Files.isDirectory(root.resolve(namespace))) {
			found.add(root.resolve(namespace));
		}
		return found;
	}

}

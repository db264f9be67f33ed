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
package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a daemon that was stopped leaves in its state directory: the bundles of containers
 * that outlive it, which stay, and whatever its plug-ins have written there, which is of
 * no use without it. What something is mounted in is left alone.
 */
final class StateLeftovers {

	private static final Logger logger = LoggerFactory.getLogger(StateLeftovers.class);

	private final List<Path> mounts;

	private StateLeftovers(List<Path> mounts) {
		this.mounts = mounts;
	}

	static void remove(Path state) {
		remove(state, Path.of("/proc/self/mountinfo"));
	}

	/**
	 * Remove the directory, or what of it is not needed any more.
	 * @param mountInfo what is mounted, as the kernel writes it
	 */
	static void remove(Path state, Path mountInfo) {
		if (!Files.isDirectory(state)) {
			return;
		}
		try {
			new StateLeftovers(mounts(mountInfo)).clear(state);
		}
		catch (IOException | UncheckedIOException ex) {
			logger.warn("Could not remove {}", state, ex);
		}
	}

	private static List<Path> mounts(Path mountInfo) throws IOException {
		try (Stream<String> lines = Files.lines(mountInfo)) {
			// The kernel escapes blanks.
			return lines.map((line) -> Path.of(line.split(" ")[4].replace("\\040", " "))).toList();
		}
	}

	private void clear(Path state) throws IOException {
		Path real = state.toRealPath();
		for (Path plugin : list(real)) {
			if (plugin.getFileName().toString().startsWith("io.containerd.runtime.")) {
				remove(plugin, false);
			}
			else if (this.mounts.stream().anyMatch((mount) -> mount.startsWith(plugin))) {
				logger.warn("Left {}, where something is mounted", plugin);
			}
			else {
				remove(plugin, true);
			}
		}
		if (list(real).isEmpty()) {
			Files.delete(real);
		}
	}

	private static List<Path> list(Path directory) throws IOException {
		try (Stream<Path> content = Files.list(directory)) {
			return content.toList();
		}
	}

	/**
	 * Remove what is below a directory, and it.
	 * @param files whether files are removed too, or empty directories only
	 */
	private static void remove(Path top, boolean files) throws IOException {
		try (Stream<Path> paths = Files.walk(top)) {
			for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
				if (files || Files.isDirectory(path)) {
					try {
						Files.delete(path);
					}
					catch (DirectoryNotEmptyException ignored) {
						// A container that outlives the daemon.
					}
				}
			}
		}
	}

}

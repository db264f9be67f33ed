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
package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups as directories, one for each hierarchy. Only empty ones can be removed,
 * so what is in use is safe.
 */
public final class ControlGroups {

	private static final Logger logger = LoggerFactory.getLogger(ControlGroups.class);

	private static final Path ROOT = Path.of("/sys/fs/cgroup");

	private ControlGroups() {
	}

	/**
	 * Remove a control group from all hierarchies where it is empty.
	 * @param path the path in the hierarchies; one that systemd manages is left to it
	 */
	public static void removeEmpty(String path) {
		Path relative = Path.of("/").relativize(Path.of("/", path).normalize());
		if (path.contains(":") || relative.toString().isEmpty()) {
			return;
		}
		for (Path directory : directories(relative)) {
			try {
				if (Files.isDirectory(directory) && onlyControlFiles(directory)) {
					Files.deleteIfExists(directory);
				}
			}
			catch (IOException ex) {
				logger.debug("Left {}, which is in use: {}", directory, ex.getMessage());
			}
		}
	}

	/**
	 * Return the processes of a control group, in whichever hierarchy.
	 * @param path the path in the hierarchies
	 */
	static Set<Long> processes(String path) {
		Set<Long> found = new TreeSet<>();
		for (Path directory : directories(Path.of("/").relativize(Path.of("/", path).normalize()))) {
			try {
				Files.readAllLines(directory.resolve("cgroup.procs")).forEach((pid) -> found.add(Long.parseLong(pid)));
			}
			catch (IOException | NumberFormatException ex) {
				// There is none here.
			}
		}
		return found;
	}

	/**
	 * Whether there is a control group, in whichever hierarchy.
	 * @param path the path in the hierarchies
	 */
	static boolean exists(String path) {
		return directories(Path.of("/").relativize(Path.of("/", path).normalize())).stream()
			.anyMatch(Files::isDirectory);
	}

	/**
	 * Whether a process is in a control group, or in one below.
	 * @param path the path in the hierarchies, as a specification has it
	 * @param pid the process
	 * @return {@code false} also if that can't be seen
	 */
	static boolean contains(String path, int pid) {
		String[] systemd = path.split(":");
		String name = (systemd.length == 3) ? "/" + systemd[1] + "-" + systemd[2] + ".scope" : path;
		try (Stream<String> lines = Files.lines(Path.of("/proc", Integer.toString(pid), "cgroup"))) {
			return lines.map((line) -> line.split(":", 3)[2])
				.anyMatch((group) -> (systemd.length == 3) ? (group + "/").contains(name + "/")
						: (group + "/").startsWith(name + "/") || group.endsWith(name));
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private static List<Path> directories(Path relative) {
		List<Path> directories = new ArrayList<>();
		directories.add(ROOT.resolve(relative));
		try (Stream<Path> hierarchies = Files.list(ROOT)) {
			hierarchies.filter((path) -> !Files.isSymbolicLink(path))
				.forEach((path) -> directories.add(path.resolve(relative)));
		}
		catch (IOException ex) {
			logger.debug("Could not list {}", ROOT, ex);
		}
		return directories;
	}

	private static boolean onlyControlFiles(Path directory) throws IOException {
		try (Stream<Path> content = Files.list(directory)) {
			return content.noneMatch(Files::isDirectory);
		}
	}

}

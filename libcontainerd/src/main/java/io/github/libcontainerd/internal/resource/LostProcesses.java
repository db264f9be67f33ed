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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a runtime leaves of a container that containerd has lost. One that is killed while
 * it creates a container, or whose shim is, leaves the control group and its own notes,
 * and sometimes the process that would have waited for its start, which waits for ever.
 */
public final class LostProcesses {

	private static final Logger logger = LoggerFactory.getLogger(LostProcesses.class);

	// Where the shim has runc keep its notes unless something else is configured.
	private static final Path NOTES = Path.of("/run/containerd/runc");

	private static final long END_SECONDS = 2;

	private LostProcesses() {
	}

	/**
	 * Remove it. To be called when containerd has said that it has no such task.
	 * @param namespace the namespace of the container
	 * @param id the container
	 * @param cgroup the path of its control group; processes are ended only in one that
	 * has the name of the container
	 */
	public static void remove(String namespace, String id, String cgroup) {
		if (cgroup.equals("/" + namespace + "/" + id)) {
			end(ControlGroups.processes(cgroup), id);
		}
		ControlGroups.removeEmpty(cgroup);
		if (!ControlGroups.exists(cgroup)) {
			removeNotes(NOTES.resolve(namespace).resolve(id));
		}
	}

	/**
	 * End all of them, or none: what descends from a shim belongs to a container that
	 * some containerd of this machine has, by the same names.
	 */
	private static void end(Set<Long> pids, String id) {
		List<ProcessHandle> processes = pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).toList();
		if (processes.stream().anyMatch(LostProcesses::descendsFromShim)) {
			return;
		}
		for (ProcessHandle process : processes) {
			logger.info("Killing process {} of container '{}', which containerd has lost", process.pid(), id);
			process.destroyForcibly();
			process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
		}
	}

	static boolean descendsFromShim(ProcessHandle process) {
		return Stream.iterate(process.parent(), Optional::isPresent, (parent) -> parent.flatMap(ProcessHandle::parent))
			.flatMap(Optional::stream)
			.anyMatch(LostProcesses::isShim);
	}

	private static boolean isShim(ProcessHandle process) {
		return Arrays.asList(process.info().arguments().orElse(new String[0])).contains("-namespace");
	}

	private static void removeNotes(Path directory) {
		if (!Files.isDirectory(directory)) {
			return;
		}
		try (Stream<Path> files = Files.list(directory)) {
			List<Path> all = files.toList();
			if (all.stream().noneMatch(Files::isDirectory)) {
				for (Path file : all) {
					Files.deleteIfExists(file);
				}
				Files.deleteIfExists(directory);
			}
		}
		catch (IOException ex) {
			logger.debug("Left {}", directory, ex);
		}
	}

}

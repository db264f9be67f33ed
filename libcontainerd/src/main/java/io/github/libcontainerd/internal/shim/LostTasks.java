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
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of tasks of which containerd itself has lost sight. A containerd that is
 * killed while it creates a task may leave
 * <ul>
 * <li>a bundle without a shim: 1.6 and 1.7 leave it where it is when the shim's own
 * clean-up fails, which it does before the shim was given its task, and every later
 * creation of this id then fails,</li>
 * <li>a shim without a bundle: 2.x records where the shim listens after it was started,
 * and without that record removes the bundle only.</li>
 * </ul>
 * No call of containerd reaches either, so they are removed here, once containerd has
 * said that it has no such task. A shim is one of this daemon's when its arguments name
 * its socket, which distinguishes it from those of other daemons of this machine.
 */
public final class LostTasks {

	private static final Logger logger = LoggerFactory.getLogger(LostTasks.class);

	// A shim that has just lost its task is on its way out.
	private static final Duration OWN_END = Duration.ofSeconds(1);

	private static final Duration TERMINATION = Duration.ofSeconds(3);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private final Supplier<Path> containerdState;

	private final Path socket;

	private final String namespace;

	/**
	 * Create those of a namespace.
	 * @param containerdState the state directory of containerd, as far as it is known
	 * @param socket where containerd listens
	 * @param namespace the containerd namespace
	 */
	public LostTasks(Supplier<Path> containerdState, Path socket, String namespace) {
		this.containerdState = containerdState;
		this.socket = socket;
		this.namespace = namespace;
	}

	/**
	 * Return whether there is a bundle of a task. One look at the file system.
	 * @param id the container
	 * @return whether there is one, as far as it can be seen
	 */
	public boolean bundleExists(String id) {
		return Files.exists(bundle(id), LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Remove what is left of a task that containerd does not have any more. Blocks for a
	 * few seconds at most.
	 * @param id the container
	 */
	public void remove(String id) {
		List<ProcessHandle> shims = shims(id);
		if (!awaitEnd(shims, OWN_END)) {
			logger.info("Ending the shim of '{}' in namespace '{}', which containerd has lost", id, this.namespace);
			shims.forEach(ProcessHandle::destroy);
			if (!awaitEnd(shims, TERMINATION)) {
				shims.forEach(ProcessHandle::destroyForcibly);
				awaitEnd(shims, TERMINATION);
			}
		}
		Path bundle = bundle(id);
		if (!bundleExists(id)) {
			return;
		}
		try {
			logger.info("Removing {}, which containerd has lost", bundle);
			delete(bundle);
		}
		catch (IOException ex) {
			logger.warn("Could not remove {}; as long as it is there the container id can't be used: {}", bundle,
					ex.toString());
		}
	}

	/**
	 * Remove what a runtime that was killed has left of the start of an additional
	 * process. runc insists on making this file itself.
	 * @param id the container
	 * @param processId the process, which containerd does not have any more
	 */
	public void removeProcess(String id, String processId) {
		Path file = bundle(id).resolve("." + processId + ".pid");
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			logger.warn("Could not remove {}; as long as it is there the process id can't be used: {}", file,
					ex.toString());
		}
	}

	private Path bundle(String id) {
		return ShimAddress.bundle(this.containerdState.get(), this.namespace, id);
	}

	private List<ProcessHandle> shims(String id) {
		return ProcessHandle.allProcesses().filter((process) -> isShim(process, id)).toList();
	}

	private boolean isShim(ProcessHandle process, String id) {
		String[] arguments = process.info().arguments().orElse(new String[0]);
		return this.namespace.equals(option(arguments, "-namespace")) && id.equals(option(arguments, "-id"))
				&& isSocket(option(arguments, "-address"));
	}

	private static String option(String[] arguments, String name) {
		int index = Arrays.asList(arguments).indexOf(name);
		return (index >= 0 && index + 1 < arguments.length) ? arguments[index + 1] : "";
	}

	private boolean isSocket(String address) {
		if (address.isEmpty()) {
			return false;
		}
		Path other = Path.of(address.startsWith("unix://") ? address.substring("unix://".length()) : address);
		if (other.equals(this.socket)) {
			return true;
		}
		try {
			return Files.isSameFile(other, this.socket);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean awaitEnd(List<ProcessHandle> processes, Duration limit) {
		long deadline = System.nanoTime() + limit.toNanos();
		while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
			if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(POLL_INTERVAL.toNanos());
		}
		return true;
	}

	/**
	 * A bundle is flat, but for its root file system: that is never walked into, since
	 * something may be mounted there.
	 */
	private static void delete(Path bundle) throws IOException {
		Path work = bundle.resolve("work");
		Path target = Files.isSymbolicLink(work) ? bundle.resolve(Files.readSymbolicLink(work)) : null;
		Files.deleteIfExists(bundle.resolve("rootfs"));
		deleteFlat(bundle);
		if (target != null && Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
			deleteFlat(target);
		}
	}

	private static void deleteFlat(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.toList()) {
				if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
					throw new DirectoryNotEmptyException(file.toString());
				}
				Files.deleteIfExists(file);
			}
		}
		Files.deleteIfExists(directory);
	}

}

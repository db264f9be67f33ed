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

package io.github.libcontainerd.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.FileChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.HostLeftovers;

/**
 * Compares what a test left behind with what was there before it.
 */
public final class LeakCheck {

	private static final long COLLECTION_INTERVAL = TimeUnit.MILLISECONDS.toNanos(400);

	private static final Duration PATIENCE = Patience.seconds(8);

	private final Map<String, Supplier<Map<String, Integer>>> probes = new LinkedHashMap<>();

	private final Map<String, Map<String, Integer>> before = new LinkedHashMap<>();

	private Duration patience = PATIENCE;

	private LeakCheck() {
	}

	/**
	 * Begin a check of this JVM's threads and open files.
	 * @param threadPrefixes the beginnings of the names of the threads that count, or
	 * none for {@code containerd-} and {@code grpc-}
	 * @return the check
	 */
	public static LeakCheck begin(String... threadPrefixes) {
		List<String> prefixes = (threadPrefixes.length > 0) ? List.of(threadPrefixes) : List.of("containerd-", "grpc-");
		warmUp();
		LeakCheck check = new LeakCheck();
		check.add("thread", () -> threads(prefixes));
		check.add("open file", LeakCheck::openFiles);
		return check;
	}

	/** The JDK opens some descriptors once and for ever. */
	private static void warmUp() {
		try {
			FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ).close();
			SocketChannel.open(StandardProtocolFamily.UNIX).close();
			Selector.open().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void add(String kind, Supplier<Map<String, Integer>> probe) {
		this.probes.put(kind, probe);
		this.before.put(kind, probe.get());
	}

	/**
	 * Check for FIFOs as well.
	 * @param directory where, with all directories below
	 * @return this check
	 */
	public LeakCheck fifosBelow(Path directory) {
		add("FIFO", () -> count(fifos(directory)));
		return this;
	}

	/**
	 * Check for shims and cgroups of a namespace as well.
	 * @param namespace the namespace
	 * @return this check
	 */
	public LeakCheck namespace(String namespace) {
		add("shim", () -> count(Commands.processesWithArgument(namespace)));
		add("cgroup", () -> count(HostLeftovers.cgroups(namespace).stream().flatMap(LeakCheck::children).toList()));
		return this;
	}

	/**
	 * Check for mounts as well.
	 * @param path where, with all paths below
	 * @return this check
	 */
	public LeakCheck mountsBelow(Path path) {
		add("mount", () -> count(Commands.mountsBelow(path).stream().map(Path::toString).toList()));
		return this;
	}

	/**
	 * How long things may take to go away.
	 * @param time how long
	 * @return this check
	 */
	public LeakCheck patience(Duration time) {
		this.patience = time;
		return this;
	}

	/**
	 * What is there now and was not there before.
	 * @return one line for each, or none
	 */
	public List<String> leaks() {
		List<String> leaks = new ArrayList<>();
		this.probes.forEach((kind, probe) -> {
			Map<String, Integer> old = this.before.getOrDefault(kind, Map.of());
			probe.get().forEach((name, count) -> {
				int more = count - old.getOrDefault(name, 0);
				if (more > 0) {
					leaks.add(kind + " " + name + ((more > 1) ? " (" + more + " times)" : ""));
				}
			});
		});
		return leaks;
	}

	/**
	 * Wait until everything new is gone.
	 * @throws AssertionError with what is left if something stays
	 */
	public void assertNothingLeft() {
		// Most is gone in a moment, without a collection.
		AtomicLong collection = new AtomicLong(System.nanoTime() + COLLECTION_INTERVAL / 4);
		if (!Threads.await(this.patience, () -> nothingLeft(collection))) {
			List<String> leaks = leaks();
			if (!leaks.isEmpty()) {
				throw new AssertionError("Left behind:\n  " + String.join("\n  ", leaks));
			}
		}
	}

	/** Before Java 21 an HTTP client closes its connections only when it is garbage. */
	private boolean nothingLeft(AtomicLong collection) {
		if (leaks().isEmpty()) {
			return true;
		}
		if (System.nanoTime() - collection.get() >= 0) {
			System.gc();
			collection.set(System.nanoTime() + COLLECTION_INTERVAL);
		}
		return false;
	}

	private static Map<String, Integer> count(List<String> names) {
		Map<String, Integer> counts = new TreeMap<>();
		names.forEach((name) -> counts.merge(name, 1, Integer::sum));
		return counts;
	}

	private static Map<String, Integer> threads(List<String> prefixes) {
		Set<Thread> threads = Thread.getAllStackTraces().keySet();
		return count(threads.stream()
			.filter(Thread::isAlive)
			.map(Thread::getName)
			.filter((name) -> prefixes.stream().anyMatch(name::startsWith))
			.collect(Collectors.toList()));
	}

	/** Files of the class path and the JVM come and go at its will. */
	private static Map<String, Integer> openFiles() {
		List<String> targets = new ArrayList<>();
		try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
			for (Path descriptor : descriptors) {
				try {
					String target = Files.readSymbolicLink(descriptor).toString();
					if (!target.endsWith(".jar") && !target.endsWith(".so") && !target.startsWith("/proc/")
							&& !target.startsWith("/dev/") && !target.startsWith("/sys/")) {
						targets.add(target.replaceAll("\\[\\d+]", ""));
					}
				}
				catch (IOException ignored) {
					// It was that of this loop.
				}
			}
		}
		catch (IOException ex) {
			return Map.of();
		}
		return count(targets);
	}

	private static java.util.stream.Stream<String> children(Path cgroup) {
		try (var paths = Files.newDirectoryStream(cgroup, Files::isDirectory)) {
			List<String> names = new ArrayList<>();
			paths.forEach((path) -> names.add(path.toString()));
			return names.stream();
		}
		catch (IOException ex) {
			return java.util.stream.Stream.empty();
		}
	}

	private static List<String> fifos(Path directory) {
		List<String> found = new ArrayList<>();
		try {
			if (Files.isDirectory(directory)) {
				Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {

					@Override
					public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
						if (attributes.isOther()) {
							found.add(file.toString());
						}
						return FileVisitResult.CONTINUE;
					}

					@Override
					public FileVisitResult visitFileFailed(Path file, IOException ex) {
						return FileVisitResult.CONTINUE;
					}

				});
			}
		}
		catch (IOException ex) {
			found.add("unreadable: " + ex);
		}
		return found;
	}

}

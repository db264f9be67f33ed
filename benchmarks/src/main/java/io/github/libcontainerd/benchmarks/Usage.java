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
package io.github.libcontainerd.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * What this process has used so far, as the kernel and the JVM count it.
 *
 * @param nanos processor time of all threads, also of those that have ended
 * @param compiling how much of it the compilers took
 * @param collecting how much of it the collector took
 * @param programs processor time of programs that were started here, in nanoseconds
 * @param threads threads that were started
 * @param bytes memory that was allocated
 */
record Usage(long nanos, long compiling, long collecting, long programs, long threads, long bytes) {

	private static final long NANOS_PER_TICK = 10_000_000;

	private static final List<String> COMPILERS = List.of("C1 Compiler", "C2 Compiler", "Sweeper");

	private static final List<String> COLLECTORS = List.of("GC Thread", "G1 ", "VM Thread");

	static Usage now() {
		return new Usage(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
				ofThreads(COMPILERS), ofThreads(COLLECTORS), ofPrograms(),
				ManagementFactory.getThreadMXBean().getTotalStartedThreadCount(), Allocations.bytes());
	}

	private static long ofThreads(List<String> names) {
		long nanos = 0;
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			for (Path thread : threads) {
				nanos += ofThread(thread, names);
			}
			return nanos;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long ofThread(Path thread, List<String> names) throws IOException {
		try {
			String name = Files.readString(thread.resolve("comm"));
			return names.stream().anyMatch(name::startsWith)
					? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]) : 0;
		}
		catch (NoSuchFileException ex) {
			// It has ended.
			return 0;
		}
	}

	/**
	 * The programs whose end was seen: cutime and cstime, see proc(5).
	 */
	private static long ofPrograms() {
		try {
			String stat = Files.readString(Path.of("/proc/self/stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * NANOS_PER_TICK;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Usage plus(Usage other) {
		return new Usage(this.nanos + other.nanos, this.compiling + other.compiling, this.collecting + other.collecting,
				this.programs + other.programs, this.threads + other.threads, this.bytes + other.bytes);
	}

	Usage minus(Usage before) {
		return new Usage(this.nanos - before.nanos, this.compiling - before.compiling,
				this.collecting - before.collecting, this.programs - before.programs, this.threads - before.threads,
				this.bytes - before.bytes);
	}

	/**
	 * Processor time without the compilers, which are done with it sooner or later.
	 */
	double ownMillis(int operations) {
		return (this.nanos - this.compiling) / 1e6 / operations;
	}

	/**
	 * Describe it as the usage of one of so many operations.
	 */
	String perOperation(int operations) {
		return String.format(Locale.ROOT,
				"%.2f ms of processor time (%.2f without compilers, %.2f of that the collector), programs %.2f ms,"
						+ " %.2f threads started, %.0f kB allocated",
				this.nanos / 1e6 / operations, ownMillis(operations), this.collecting / 1e6 / operations,
				this.programs / 1e6 / operations, (double) this.threads / operations, this.bytes / 1e3 / operations);
	}

}

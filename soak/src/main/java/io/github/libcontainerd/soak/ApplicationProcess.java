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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The {@link SoakApplication} in a JVM of its own, again and again.
 */
final class ApplicationProcess implements AutoCloseable {

	private static final Duration BOOT = Duration.ofSeconds(90);

	private final List<String> arguments;

	private final Path directory;

	private int generation;

	private @Nullable Process process;

	ApplicationProcess(Path directory, List<String> arguments) {
		this.directory = directory;
		this.arguments = arguments;
	}

	/**
	 * Start the next generation and wait until it runs containers.
	 * @return whether it does; {@code false} if it has ended, or does not come up
	 */
	boolean start() {
		this.generation++;
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				SoakApplication.class.getName()));
		command.addAll(this.arguments);
		command.add("--soak.generation=" + this.generation);
		CountDownLatch booted = new CountDownLatch(1);
		try {
			Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
			this.process = started;
			Thread reader = new Thread(() -> copy(started, booted), "soak-output-" + this.generation);
			reader.setDaemon(true);
			reader.start();
			return booted.await(BOOT.toSeconds(), TimeUnit.SECONDS) && started.isAlive();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void copy(Process process, CountDownLatch booted) {
		Path log = log();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
				if (line.equals(SoakApplication.BOOTED)) {
					booted.countDown();
				}
			}
		}
		catch (IOException ignored) {
			// It was killed.
		}
		booted.countDown();
	}

	Path log() {
		return this.directory.resolve("application-" + this.generation + ".log");
	}

	long pid() {
		Process process = this.process;
		return (process != null) ? process.pid() : -1;
	}

	boolean isAlive() {
		Process process = this.process;
		return process != null && process.isAlive();
	}

	int generation() {
		return this.generation;
	}

	/**
	 * Kill it, and wait until it is gone.
	 */
	void kill() {
		Process process = this.process;
		if (process != null) {
			process.destroyForcibly();
			await(process, Duration.ofSeconds(20));
		}
	}

	private static boolean await(Process process, Duration time) {
		try {
			return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Have it end in order.
	 * @param patience how long that may take
	 * @return whether it has
	 */
	boolean finish(Duration patience) {
		Process process = this.process;
		if (process == null || !process.isAlive()) {
			return false;
		}
		try {
			process.getOutputStream().write((SoakApplication.FINISH + "\n").getBytes(StandardCharsets.UTF_8));
			process.getOutputStream().flush();
		}
		catch (IOException ex) {
			return false;
		}
		if (await(process, patience)) {
			return process.exitValue() == 0;
		}
		// Its threads, into its log.
		Processes.signal("QUIT", process.pid());
		await(process, Duration.ofSeconds(2));
		return false;
	}

	@Override
	public void close() {
		kill();
	}

}

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.internal.host.ProcessStat;

/**
 * One process of a managed containerd, started by us or adopted from an earlier process
 * of ours that was killed. A new start makes a new object (moby dd20bf4862).
 */
final class DaemonProcess {

	private static final Logger logger = LoggerFactory.getLogger(DaemonProcess.class);

	private final ProcessHandle handle;

	private final boolean adopted;

	private final Instant startedAt = Instant.now();

	private DaemonProcess(ProcessHandle handle, boolean adopted) {
		this.handle = handle;
		this.adopted = adopted;
	}

	/**
	 * Start a process, in a session of its own: a Ctrl-C in our terminal is not for it,
	 * and it outlives us when we are killed.
	 */
	static DaemonProcess start(DaemonSettings settings) {
		Path binary = Programs.require(settings.binary());
		try {
			Files.createDirectories(settings.root());
			Files.writeString(settings.config(), settings.toml(ConfigurationVersion.of(binary)));
			// Not a pipe: containerd would die of SIGPIPE once we are gone.
			ProcessBuilder builder = new ProcessBuilder("setsid", binary.toString(), "--config",
					settings.config().toString())
				.directory(settings.stateDirectory().toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(settings.logFile().toFile()));
			Map<String, String> environment = builder.environment();
			environment.keySet().removeIf((name) -> name.startsWith("NOTIFY_SOCKET"));
			Process process = builder.start();
			process.getOutputStream().close();
			// setsid execs the program, so the pid is containerd's.
			writePidFile(settings, process.toHandle());
			oomScore(settings, process.pid());
			return new DaemonProcess(process.toHandle(), false);
		}
		catch (IOException ex) {
			throw new RemoteStartException(Reason.DAEMON_FAILED, binary.toString(), String.valueOf(ex), ex);
		}
	}

	/**
	 * Adopt the process that the pid file names, if it is still the one that wrote it.
	 */
	static Optional<DaemonProcess> adopt(DaemonSettings settings) {
		try {
			if (!Files.exists(settings.pidFile())) {
				return Optional.empty();
			}
			String[] words = Files.readString(settings.pidFile()).strip().split(" ");
			Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(words[0]));
			if (handle.isPresent() && handle.get().isAlive() && words.length == 2
					&& words[1].equals(startTime(handle.get().pid()))
					&& commandLine(handle.get().pid()).contains(settings.config().toString())) {
				logger.info("Adopted the containerd with pid {} that an earlier process left running", words[0]);
				return Optional.of(new DaemonProcess(handle.get(), true));
			}
		}
		catch (IOException | NumberFormatException ex) {
			logger.debug("The pid file {} does not help", settings.pidFile(), ex);
		}
		return Optional.empty();
	}

	// The pid alone may have been given to another process since; with its start time it
	// is unique.
	private static void writePidFile(DaemonSettings settings, ProcessHandle handle) throws IOException {
		String startTime;
		try {
			startTime = startTime(handle.pid());
		}
		catch (IOException ex) {
			// It has ended already, which its supervisor will see.
			logger.debug("containerd with pid {} was gone at once", handle.pid(), ex);
			return;
		}
		Path temporary = settings.pidFile().resolveSibling("containerd.pid.new");
		Files.writeString(temporary, handle.pid() + " " + startTime);
		Files.move(temporary, settings.pidFile(), StandardCopyOption.ATOMIC_MOVE);
	}

	private static String startTime(long pid) throws IOException {
		return Long.toString(ProcessStat.of(pid).startTicks());
	}

	private static List<String> commandLine(long pid) throws IOException {
		byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
		return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
	}

	private static void oomScore(DaemonSettings settings, long pid) {
		if (settings.oomScore() == 0) {
			return;
		}
		try {
			Files.writeString(Path.of("/proc", Long.toString(pid), "oom_score_adj"),
					Integer.toString(settings.oomScore()));
		}
		catch (IOException ex) {
			logger.warn("Could not set the OOM score of containerd to {}: {}", settings.oomScore(), ex.getMessage());
		}
	}

	int pid() {
		return (int) this.handle.pid();
	}

	boolean adopted() {
		return this.adopted;
	}

	boolean alive() {
		return this.handle.isAlive();
	}

	Duration age() {
		return Duration.between(this.startedAt, Instant.now());
	}

	CompletableFuture<ProcessHandle> exited() {
		return this.handle.onExit();
	}

	void kill() {
		this.handle.destroyForcibly();
	}

	/**
	 * End the process: SIGTERM, and SIGKILL when it is still there after the grace
	 * period.
	 */
	void stop(Duration grace) {
		this.handle.destroy();
		try {
			this.handle.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		catch (TimeoutException ex) {
			logger.warn("containerd with pid {} did not end within {} s, killing it", pid(), grace.toSeconds());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			logger.debug("Could not wait for containerd", ex);
		}
		kill();
		try {
			this.handle.onExit().get(2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("containerd with pid {} can't be killed", pid());
		}
	}

}

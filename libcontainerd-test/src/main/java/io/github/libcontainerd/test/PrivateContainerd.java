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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Empty;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.version.VersionGrpc;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.Clients;
import io.github.libcontainerd.test.internal.real.HostLeftovers;
import io.github.libcontainerd.test.internal.real.ImageInstaller;
import io.github.libcontainerd.test.internal.real.Sweeper;

/**
 * A real containerd of its own: started in a fresh short directory, without CRI, and
 * removed with everything it left.
 * <p>
 * It is the system's containerd, or the one unpacked in the directory that the system
 * property {@value #PROPERTY} or the environment variable
 * {@code LIBCONTAINERD_TEST_CONTAINERD} names.
 * <p>
 * Several daemons on one machine share runc's state and the cgroup paths, so tests use
 * {@linkplain #uniqueNamespace() unique namespaces}.
 */
public final class PrivateContainerd implements AutoCloseable {

	/**
	 * The property with the directory of another version.
	 */
	public static final String PROPERTY = "libcontainerd.test.containerd";

	private static final String ENVIRONMENT = "LIBCONTAINERD_TEST_CONTAINERD";

	private static final Duration START_TIMEOUT = Patience.seconds(20);

	private static final Duration STOP_TIMEOUT = Patience.seconds(10);

	private static final List<String> DISABLED = List.of("io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images",
			"io.containerd.cri.v1.runtime", "io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp");

	private final Path directory;

	private final String path;

	private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

	private @Nullable Process process;

	private PrivateContainerd(Path directory, String path) {
		this.directory = directory;
		this.path = path;
	}

	/**
	 * Start a daemon.
	 * @return the daemon, answering
	 */
	public static PrivateContainerd launch() {
		String other = System.getProperty(PROPERTY, System.getenv().getOrDefault(ENVIRONMENT, ""));
		return launch(other.isBlank() ? null : Path.of(other));
	}

	/**
	 * Start a daemon of an unpacked version.
	 * @param installation the directory with {@code usr/bin}, or {@code null} for the
	 * system's
	 * @return the daemon, answering
	 */
	public static PrivateContainerd launch(@Nullable Path installation) {
		String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
		if (installation != null) {
			path = installation.resolve("usr/bin") + ":" + installation.resolve("usr/sbin") + ":" + path;
		}
		path += ":/usr/local/sbin:/usr/sbin:/sbin";
		String containerd = require("containerd", path);
		require("containerd-shim-runc-v2", path);
		require("runc", path);
		require("setsid", path);
		try {
			PrivateContainerd daemon = new PrivateContainerd(freshDirectory(), path);
			daemon.writeConfiguration(Commands.run(containerd, "--version"));
			try {
				daemon.start();
			}
			catch (RuntimeException ex) {
				daemon.close();
				throw ex;
			}
			return daemon;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String require(String command, String path) {
		Path file = Commands.find(command, path);
		if (file == null) {
			throw new IllegalStateException(("%s is not in %s; a test with a real containerd needs it (and root),"
					+ " for example: apt-get install containerd runc busybox-static")
				.formatted(command, path));
		}
		return file.toString();
	}

	private static Path freshDirectory() throws IOException {
		for (;;) {
			Path directory = Path.of("/tmp", "lc-" + randomHex().substring(0, 4));
			try {
				return Files.createDirectory(directory);
			}
			catch (java.nio.file.FileAlreadyExistsException ex) {
				continue;
			}
		}
	}

	private static String randomHex() {
		return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
	}

	private void writeConfiguration(String version) throws IOException {
		String disabled = "\"" + String.join("\", \"", DISABLED) + "\"";
		boolean two = version.matches("(?s).* v?2\\.\\d+.*");
		Files.writeString(this.directory.resolve("config.toml"), """
				version = %d
				root = "%s"
				state = "%s"
				disabled_plugins = [%s]
				[grpc]
				  address = "%s"
				[debug]
				  level = "info"
				""".formatted(two ? 3 : 2, this.directory.resolve("root"), stateDirectory(), disabled, socket()));
	}

	/**
	 * Start it again after {@link #kill()} or {@link #terminate()}, and wait until it
	 * answers.
	 */
	public void start() {
		if (isAlive()) {
			return;
		}
		ProcessBuilder builder = new ProcessBuilder(require("setsid", this.path), require("containerd", this.path),
				"-c", this.directory.resolve("config.toml").toString());
		builder.environment().put("PATH", this.path);
		builder.directory(this.directory.toFile());
		builder.redirectInput(new File("/dev/null"));
		builder.redirectErrorStream(true);
		builder.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("log").toFile()));
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start containerd", ex);
		}
		if (!Threads.await(START_TIMEOUT, () -> !isAlive() || answers()) || !isAlive()) {
			throw new IllegalStateException("containerd did not come up in " + this.directory + ": " + logTail(20));
		}
	}

	private boolean answers() {
		if (!Files.exists(socket())) {
			return false;
		}
		try (Clients clients = new Clients(socket())) {
			version(clients);
			return true;
		}
		catch (StatusRuntimeException ex) {
			return false;
		}
	}

	private static String version(Clients clients) {
		return VersionGrpc.newBlockingStub(clients.plain())
			.withDeadlineAfter(Patience.seconds(2).toSeconds(), TimeUnit.SECONDS)
			.version(Empty.getDefaultInstance())
			.getVersion();
	}

	/**
	 * The version it reports.
	 * @return for example {@code 1.6.20~ds1}
	 */
	public String version() {
		try (Clients clients = new Clients(socket())) {
			return version(clients);
		}
	}

	/**
	 * Its socket.
	 * @return the path, short enough for a socket address
	 */
	public Path socket() {
		return this.directory.resolve("c.sock");
	}

	/**
	 * Its directory, deleted by {@link #close()}.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Its state directory.
	 * @return the directory
	 */
	public Path stateDirectory() {
		return this.directory.resolve("state");
	}

	/**
	 * Its process id.
	 * @return the pid of the last start
	 */
	public long pid() {
		Process process = this.process;
		return (process != null) ? process.pid() : -1;
	}

	/**
	 * Whether its process lives.
	 * @return whether it lives
	 */
	public boolean isAlive() {
		Process process = this.process;
		return process != null && process.isAlive();
	}

	/**
	 * Bring an image into a namespace, unpacked and without a registry, for example
	 * {@link TestImage#busybox()}.
	 * @param namespace the namespace
	 * @param name its name, completed as Docker does
	 * @param image the image
	 */
	public void image(String namespace, String name, TestImage image) {
		try (Clients clients = new Clients(socket())) {
			new ImageInstaller(clients, namespace).install(name, image.installation("overlayfs"));
		}
	}

	/**
	 * A namespace that nobody else uses. What it leaves outside the daemon is removed by
	 * {@link #close()}.
	 * @return the name
	 */
	public String uniqueNamespace() {
		String namespace = "t-" + randomHex();
		this.namespaces.add(namespace);
		return namespace;
	}

	/**
	 * Kill the daemon with SIGKILL; shims and containers live on.
	 */
	public void kill() {
		end(true);
	}

	/**
	 * Stop the daemon with SIGTERM; shims and containers live on.
	 */
	public void terminate() {
		end(false);
	}

	private void end(boolean forcibly) {
		Process process = this.process;
		if (process == null) {
			return;
		}
		try {
			if (!forcibly) {
				process.destroy();
				process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			process.destroyForcibly().waitFor();
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The end of its log.
	 * @param lines how many lines
	 * @return the lines
	 */
	public String logTail(int lines) {
		List<String> log = Commands.readLines(this.directory.resolve("log"));
		return String.join("\n", log.subList(Math.max(0, log.size() - lines), log.size()));
	}

	/**
	 * Kill and delete what is in it, stop it, and remove what is left of it.
	 */
	@Override
	public void close() {
		List<String> problems = new ArrayList<>();
		Set<String> seen = new TreeSet<>(this.namespaces);
		try {
			if (this.process != null && Files.exists(this.directory)) {
				start();
				try (Clients clients = new Clients(socket())) {
					seen.addAll(new Sweeper(clients).sweep(problems));
				}
			}
		}
		catch (RuntimeException ex) {
			problems.add("sweep: " + ex);
		}
		terminate();
		HostLeftovers.killShims(socket());
		for (Path mount : Commands.mountsBelow(this.directory)) {
			Commands.run("umount", "-l", mount.toString());
		}
		this.namespaces.forEach(HostLeftovers::killLost);
		seen.forEach(HostLeftovers::remove);
		try {
			if (!problems.isEmpty()) {
				problems.add(logTail(20));
			}
			Commands.deleteTree(this.directory);
		}
		catch (IOException ex) {
			problems.add("directory: " + ex);
		}
		if (!problems.isEmpty()) {
			throw new IllegalStateException("Not all of " + this.directory + " could be removed: " + problems);
		}
	}

	@Override
	public String toString() {
		return "containerd in "
				+ new String(this.directory.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

}

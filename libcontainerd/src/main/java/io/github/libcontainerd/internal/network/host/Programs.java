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

package io.github.libcontainerd.internal.network.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;

/**
 * Runs programs of the host: those of its own directories only, with an environment of
 * their own, a limit of time, and not too many at once.
 */
public final class Programs {

	private static final Map<String, String> PACKAGES = Map.of("ip", "iproute2", "nft", "nftables", "unshare",
			"util-linux", "nsenter", "util-linux", "umount", "mount");

	private final List<Path> directories;

	private final Duration limit;

	private final Semaphore places = new Semaphore(2 * Runtime.getRuntime().availableProcessors() + 2, true);

	public Programs(List<Path> directories, Duration limit) {
		this.directories = List.copyOf(directories);
		this.limit = limit;
	}

	/**
	 * Create a runner for the directories that programs of a system are in.
	 */
	public static Programs ofSystem() {
		return new Programs(List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"),
				Path.of("/usr/local/sbin"), Path.of("/usr/local/bin")), Duration.ofSeconds(5));
	}

	/**
	 * Whether a program is there.
	 */
	public boolean has(String program) {
		return this.directories.stream().map((directory) -> directory.resolve(program)).anyMatch(Files::isExecutable);
	}

	private String require(String program) {
		return this.directories.stream()
			.map((directory) -> directory.resolve(program))
			.filter(Files::isExecutable)
			.findFirst()
			.map(Path::toString)
			.orElseThrow(() -> new NetworkException("run '" + program + "'", Reason.MISSING_PROGRAM,
					"there is no program '" + program + "' in " + this.directories
							+ ". Networks need ip, nft, unshare, nsenter and umount; on Debian and Ubuntu: "
							+ "apt-get install iproute2 nftables util-linux mount (this one is in "
							+ PACKAGES.getOrDefault(program, program)
							+ "). Without them, use NetworkMode.none() or NetworkMode.host()",
					null));
	}

	/**
	 * Run a program.
	 * @return what it wrote, errors included
	 */
	public Host.Output run(List<String> command, String input) {
		return run(builder(command).redirectErrorStream(true), command, input, this.limit);
	}

	/**
	 * Run a program that is told by its environment what to do.
	 * @return what it wrote, without errors
	 */
	public Host.Output run(List<String> command, Map<String, String> environment, String input, Duration limit) {
		ProcessBuilder builder = builder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(environment);
		return run(builder, command, input, limit);
	}

	private ProcessBuilder builder(List<String> command) {
		List<String> resolved = new ArrayList<>(command);
		if (!command.get(0).startsWith("/")) {
			resolved.set(0, require(command.get(0)));
		}
		ProcessBuilder builder = new ProcessBuilder(resolved);
		builder.environment().clear();
		builder.environment().put("PATH", String.join(":", this.directories.stream().map(Path::toString).toList()));
		builder.environment().put("LC_ALL", "C");
		return builder;
	}

	private Host.Output run(ProcessBuilder builder, List<String> command, String input, Duration limit) {
		this.places.acquireUninterruptibly();
		try {
			return run(builder, input, limit);
		}
		catch (IOException ex) {
			throw new NetworkException("run '" + command.get(0) + "'", Reason.FAILED, String.valueOf(ex.getMessage()),
					ex);
		}
		finally {
			this.places.release();
		}
	}

	private Host.Output run(ProcessBuilder builder, String input, Duration limit) throws IOException {
		Process process = builder.start();
		AtomicBoolean late = new AtomicBoolean();
		CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> {
			late.set(true);
			process.destroyForcibly();
		}, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
		try (InputStream output = process.getInputStream()) {
			try (OutputStream stdin = process.getOutputStream()) {
				stdin.write(input.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				// It has ended without reading; its code and its words say why.
			}
			ByteArrayOutputStream text = new ByteArrayOutputStream();
			output.transferTo(text);
			int code = process.onExit().join().exitValue();
			if (late.get()) {
				throw new IOException("it took longer than " + limit.toSeconds() + " s and was killed");
			}
			return new Host.Output(code, text.toString(StandardCharsets.UTF_8).strip());
		}
		finally {
			watch.cancel(false);
			process.destroyForcibly();
		}
	}

}

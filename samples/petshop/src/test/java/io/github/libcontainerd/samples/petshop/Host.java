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
package io.github.libcontainerd.samples.petshop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host for applications: a private containerd, and a network namespace that has nothing
 * but loopback.
 */
final class Host implements AutoCloseable {

	private final Path directory = Path.of("/tmp/lc-" + UUID.randomUUID().toString().substring(0, 8));

	private final Path network = this.directory.resolve("network");

	private final PrivateContainerd daemon;

	Host() throws IOException {
		Files.createDirectories(this.directory);
		Files.createFile(this.network);
		run("unshare", "--net=" + this.network, "ip", "link", "set", "lo", "up");
		this.daemon = PrivateContainerd.launch();
	}

	PrivateContainerd daemon() {
		return this.daemon;
	}

	/**
	 * Start an application.
	 */
	Application start(Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + this.network,
				Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1",
				"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				main.getName(), "--libcontainerd.address=" + this.daemon.socket(),
				"--libcontainerd.containerd-state=" + this.daemon.stateDirectory(),
				"--libcontainerd.state-directory=" + this.directory.resolve("state")));
		command.addAll(List.of(arguments));
		Path log = this.directory.resolve("log-" + UUID.randomUUID());
		return new Application(
				new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
	}

	/**
	 * Run a program in the network of the host and return what it prints.
	 */
	String inside(String... program) throws IOException {
		List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + this.network));
		command.addAll(List.of(program));
		return run(command.toArray(String[]::new));
	}

	/**
	 * Return what is mounted for containers.
	 */
	List<String> mounts() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/mountinfo"))
			.stream()
			.filter((line) -> line.contains(this.directory + "/state"))
			.toList();
	}

	@Override
	public void close() throws IOException {
		this.daemon.close();
		run("umount", this.network.toString());
		FileSystemUtils.deleteRecursively(this.directory);
	}

	private static String run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.onExit().join().exitValue()).as(() -> String.join(" ", command) + ": " + output + errors)
			.isZero();
		return output;
	}

	/**
	 * An application on the host.
	 */
	static final class Application implements AutoCloseable {

		private final Process process;

		private final Path log;

		Application(Process process, Path log) {
			this.process = process;
			this.log = log;
		}

		String log() throws IOException {
			return Files.readString(this.log);
		}

		boolean isAlive() {
			return this.process.isAlive();
		}

		/**
		 * End it as a user does, and wait for that.
		 */
		int stop() throws Exception {
			this.process.destroy();
			return await();
		}

		/**
		 * Kill it.
		 */
		void kill() {
			this.process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
		}

		/**
		 * Wait until it has ended by itself.
		 */
		int await() throws Exception {
			assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
			return this.process.exitValue();
		}

		@Override
		public void close() {
			kill();
		}

	}

}

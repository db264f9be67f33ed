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

package io.github.libcontainerd.boot.test.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.boot.test.TestLauncher;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.test.PostgresImage;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes with tests that have a real PostgreSQL, in a network namespace that plays the
 * host.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealTestContainerTests {

	private static final String NAMESPACE = "orders-test";

	private final Path directory = Path.of("/tmp/lc-" + UUID.randomUUID().toString().substring(0, 8));

	private final Path network = this.directory.resolve("network");

	private PrivateContainerd daemon;

	@BeforeEach
	void launch() throws Exception {
		Files.createDirectories(this.directory);
		Files.createFile(this.network);
		run("unshare", "--net=" + this.network, "ip", "link", "set", "lo", "up");
		this.daemon = PrivateContainerd.launch();
		this.daemon.image(NAMESPACE, "docker.io/library/postgres:16", PostgresImage.create(this.directory));
	}

	@AfterEach
	void close() throws Exception {
		if (this.daemon != null) {
			this.daemon.close();
			run("umount", this.network.toString());
			FileSystemUtils.deleteRecursively(this.directory);
		}
	}

	@Test
	void testsOfSeveralProcessesHaveDatabasesAndWhatAKilledOneLeavesGoesWithTheNext() throws Exception {
		String killed;
		try (TestProcess test = new TestProcess("-D" + OrdersExample.HOLD + "=true")) {
			killed = test.await("stored in ");
		}
		assertThat(left()).containsExactly(killed);
		try (TestProcess first = new TestProcess(); TestProcess second = new TestProcess()) {
			String one = first.await("stored in ");
			String other = second.await("stored in ");
			assertThat(List.of(killed, one, other)).doesNotHaveDuplicates();
			first.succeeds();
			second.succeeds();
		}
		assertThat(left()).isEmpty();
		assertThat(Path.of("/run/libcontainerd", NAMESPACE)).doesNotExist();
		assertThat(run("nsenter", "--net=" + this.network, "ip", "-o", "link")).doesNotContain("\n2:", "lc-");
		assertThat(run("nsenter", "--net=" + this.network, "nft", "list", "ruleset")).doesNotContain("5432", "test-");
		assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo")))
			.noneMatch((line) -> line.contains("/run/libcontainerd/" + NAMESPACE));
	}

	/**
	 * Return the containers that no process has.
	 */
	private List<String> left() {
		List<String> left = new ArrayList<>();
		try (Remote remote = Remote.open(this.directory.resolve("look"), RemoteOption.address(this.daemon.socket()),
				RemoteOption.containerdState(this.daemon.stateDirectory()))) {
			Client client = remote.client(NAMESPACE, (container, info) -> {
			});
			left.addAll(client.restorable());
			client.containers().list().forEach((container) -> left.add(container.id()));
		}
		return left;
	}

	private static String run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	/**
	 * A process with a test.
	 */
	private final class TestProcess implements AutoCloseable {

		private final Process process;

		private final BufferedReader out;

		private final List<String> lines = new ArrayList<>();

		TestProcess(String... options) throws IOException {
			List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + RealTestContainerTests.this.network,
					Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m",
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
					"-Dlibcontainerd.address=" + RealTestContainerTests.this.daemon.socket(),
					"-Dlibcontainerd.containerd-state=" + RealTestContainerTests.this.daemon.stateDirectory(),
					"-Dlibcontainerd.daemon.root=" + RealTestContainerTests.this.directory.resolve("data")));
			command.addAll(List.of(options));
			command.addAll(List.of("-cp",
					System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
					TestLauncher.class.getName(), OrdersExample.class.getName()));
			this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
			this.out = this.process.inputReader();
		}

		String await(String prefix) throws IOException {
			for (String line = this.out.readLine(); line != null; line = this.out.readLine()) {
				if (line.startsWith(prefix)) {
					return line.substring(prefix.length());
				}
				this.lines.add(line);
			}
			throw new AssertionError("it has not said '" + prefix + "': " + String.join("\n", this.lines));
		}

		void succeeds() throws IOException, InterruptedException {
			this.out.lines().forEach(this.lines::add);
			assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(this.process.exitValue()).as(String.join("\n", this.lines)).isZero();
		}

		@Override
		public void close() {
			this.process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
		}

	}

}

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

package io.github.libcontainerd.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.internal.network.NetworkLab;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Containers with networks and published ports, started by processes in a network
 * namespace that plays the host, so that nothing of this machine's own network is
 * touched.
 */
class RealNetworkTests extends ImageRunTest {

	private static final int CONNECTIONS = 10_000;

	private NetworkLab lab;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@BeforeEach
	void openLab() throws IOException {
		this.lab = new NetworkLab();
	}

	@AfterEach
	void closeLab() throws IOException {
		assertThat(this.lab.holdings()).isEmpty();
		assertThat(pins()).isEmpty();
		this.lab.close();
	}

	private List<String> pins() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/mountinfo"))
			.stream()
			.filter((line) -> line.contains(state() + "/netns"))
			.toList();
	}

	private Path pin(String id) {
		return state().resolve("netns").resolve(this.namespace + "--" + id);
	}

	// Not the state directory of the client that this test has itself.
	private Path state() {
		return this.directory.resolve("networked");
	}

	@Test
	void aPublishedPortAnswersAsLongAsTheContainerRunsWhoeverDies() throws Exception {
		String image = image();
		int port;
		try (Application application = new Application("start", image)) {
			port = Integer.parseInt(application.await("port"));
			assertThat(page(port)).isEqualTo("hello");
			assertThat(application.await("alias")).isEqualTo("hello");
			try (Connections connections = new Connections(pin("db"), 81, this.lab.host(), 8081, CONNECTIONS)) {
				this.daemon.kill();
				assertThat(page(port)).isEqualTo("hello");
				this.daemon.start();
				assertThat(connections.end()).isEqualTo("enough connections, 0 failed");
			}
		}
		assertThat(page(port)).isEqualTo("hello");
		try (Application application = new Application("takeOver", image)) {
			assertThat(application.await("port")).isEqualTo(Integer.toString(port));
			application.await("restarted");
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(port)).isEqualTo("hello"));
			application.proceed();
			application.awaitEnd();
		}
		assertThat(page(port)).isNull();
	}

	@Test
	void aPortAnswersAgainAfterTheFirewallWasFlushed() throws Exception {
		try (Application application = new Application("start", image())) {
			int port = Integer.parseInt(application.await("port"));
			application.await("alias");
			this.lab.flushFirewall();
			assertThat(page(port)).isNull();
			assertThat(application.await("mended")).contains("were made again");
			assertThat(page(port)).isEqualTo("hello");
			assertThat(application.await("repaired")).isNotEqualTo("0");
			application.proceed();
			application.await("end");
		}
		try (Application application = new Application("takeOver", image())) {
			application.await("restarted");
			application.proceed();
			application.awaitEnd();
		}
	}

	@Test
	void whatAProcessThatIsKilledLeavesIsTakenBackByTheNext() throws Exception {
		String image = image();
		try (Application application = new Application("run", image)) {
			await().atMost(PATIENCE)
				.until(() -> this.lab.holdings().stream().anyMatch((holding) -> holding.contains("/web")));
			await().atMost(PATIENCE).until(() -> this.ctr.run("task", "ls").contains("web"));
			assertThat(application.isAlive()).isTrue();
		}
		assertThat(pins()).isNotEmpty();
		try (Application application = new Application("nothing", image)) {
			application.awaitEnd();
		}
	}

	@Test
	void aUserNamespaceOwnsItsNetworkWhoeverDies() throws Exception {
		String image = image();
		int port;
		try (Application application = new Application("users", image)) {
			port = Integer.parseInt(application.await("port"));
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(port)).isEqualTo("hello"));
		}
		assertThat(pins()).hasSize(3).anyMatch((line) -> line.contains(this.namespace + "--web@user"));
		try (Application application = new Application("usersAgain", image)) {
			application.await("restarted");
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(port)).isEqualTo("hello"));
			application.proceed();
			application.awaitEnd();
		}
		assertThat(page(port)).isNull();
	}

	@Test
	void allPortsThatAnImageExposesArePublished() throws Exception {
		String image = this.registry.push("test/exposing", "1",
				busybox().config("ExposedPorts", Map.of("80/tcp", Map.of(), "8080/tcp", Map.of(), "53/udp", Map.of()))
					.build());
		try (Application application = new Application("exposed", this.client.images().pull(image).name())) {
			application.awaitEnd();
		}
	}

	@Test
	void whatIsSaidOfAllNetworksHoldsForRunsThatSayNothing() throws Exception {
		try (Application application = new Application("settings", image())) {
			assertThat(application.awaitEnd()).filteredOn((line) -> line.contains("at all addresses"))
				.singleElement()
				.asString()
				.contains("Port 81/tcp of container 'open'");
		}
	}

	@Test
	void whatWasKeptIsStartedAgainInItsNetworksWithItsPorts() throws Exception {
		String image = image();
		try (Application application = new Application("keep", image)) {
			application.awaitEnd();
		}
		try (Application application = new Application("again", image)) {
			application.await("answers");
			assertThat(page(8080)).isEqualTo("hello");
			application.proceed();
			application.awaitEnd();
		}
		assertThat(page(8080)).isNull();
	}

	@Test
	void aContainerInANetworkOfTheSiteIsReachedAndTakenBackAfterItsProcessWasKilled() throws Exception {
		Path addresses = this.lab.configureSite(state().resolveSibling("net.d"));
		String image = image();
		try (Application application = new Application("site", image)) {
			int port = Integer.parseInt(application.await("port"));
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(port)).isEqualTo("hello"));
		}
		assertThat(addresses).isDirectoryContaining("glob:**/10.99.0.*");
		try (Application application = new Application("siteAgain", image)) {
			application.awaitEnd();
		}
		assertThat(addresses).isDirectoryNotContaining("glob:**/10.99.0.*");
		assertThat(this.lab.siteRules()).doesNotContain("127.0.0.1");
	}

	@Test
	void containersFindEachOtherInIpv6AndTheirPortsAnswerWhoeverDies() throws Exception {
		String image = image();
		try (Application application = new Application("six", image)) {
			application.await("answers");
		}
		assertThat(pageInIpv6()).isEqualTo("hello");
		try (Application application = new Application("sixAgain", image)) {
			application.await("flush");
			this.lab.flushFirewall();
			assertThat(pageInIpv6()).isNull();
			application.await("mended");
			assertThat(pageInIpv6()).isEqualTo("hello");
			application.proceed();
			application.awaitEnd();
		}
		assertThat(pageInIpv6()).isNull();
	}

	private String pageInIpv6() {
		return this.lab.get(this.lab.host(), "::1", 8080);
	}

	@Test
	void containersMadeAheadHaveTheirPortsAndAreFoundByNameFromTheirUseOn() throws Exception {
		try (Application application = new Application("pool", image())) {
			assertThat(page(Integer.parseInt(application.await("port")))).isEqualTo("hello");
			application.proceed();
			application.awaitEnd();
		}
	}

	@Test
	void theNetworksOfContainersMadeAheadAreTakenBackByTheNext() throws Exception {
		String image = image();
		try (Application application = new Application("fill", image)) {
			application.await("filled");
			assertThat(pins()).hasSize(2);
		}
		assertThat(pins()).isNotEmpty();
		try (Application application = new Application("nothing", image)) {
			application.awaitEnd();
		}
	}

	@Test
	void aStartThatFailsHoldsNothing() throws Exception {
		try (Application application = new Application("fail", image())) {
			application.awaitEnd();
		}
	}

	// The processes on the host don't reach the registry.
	@Override
	protected String image() {
		return this.client.images().pull(super.image()).name();
	}

	private String page(int port) {
		return this.lab.get(this.lab.host(), "127.0.0.1", port);
	}

	/**
	 * A process on the host.
	 */
	private final class Application implements AutoCloseable {

		private final Process process;

		private final BufferedReader out;

		Application(String work, String image) throws IOException {
			List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + RealNetworkTests.this.lab.host(),
					Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx64m",
					"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
					NetworkedApplication.class.getName(), state().toString(),
					RealNetworkTests.this.daemon.socket().toString(), RealNetworkTests.this.daemon.state().toString(),
					RealNetworkTests.this.namespace, work, image));
			this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
			this.out = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
		}

		/**
		 * Wait until it says something.
		 * @return what it says
		 */
		String await(String key) throws IOException {
			List<String> before = new ArrayList<>();
			for (String line = this.out.readLine(); line != null; line = this.out.readLine()) {
				if (line.startsWith(key + " ")) {
					return line.substring(key.length() + 1);
				}
				before.add(line);
			}
			throw new AssertionError("it has not said " + key + ": " + String.join("\n", before));
		}

		void proceed() throws IOException {
			this.process.getOutputStream().write('\n');
			this.process.getOutputStream().flush();
		}

		boolean isAlive() {
			return this.process.isAlive();
		}

		List<String> awaitEnd() throws IOException {
			List<String> lines = this.out.lines().toList();
			assertThat(this.process.onExit()
				.orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS)
				.join()
				.exitValue()).as(() -> String.join("\n", lines)).isZero();
			return lines;
		}

		@Override
		public void close() {
			this.process.destroyForcibly()
				.onExit()
				.orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS)
				.join();
		}

	}

}

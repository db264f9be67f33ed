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

package io.github.libcontainerd.internal.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.internal.network.host.Programs;
import io.github.libcontainerd.network.PublishedPort;

import static io.github.libcontainerd.internal.network.NetworkLab.holder;
import static io.github.libcontainerd.internal.network.NetworkLab.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left of processes that die between any two steps, on the real kernel.
 */
class NetworkCrashTests extends NetworkLabTest {

	private static final int KILLED = 137;

	private static final int STEPS_OF_A_START = 4;

	private static final int STEPS_OF_AN_END = 3;

	@Test
	void nothingIsLeftOfAStartThatDiesBetweenAnyTwoSteps() {
		this.networks.create("backend");
		this.driver.attach(holder("living"), request("backend", PublishedPort.tcp(8080, 80)));
		NetworkDriver other = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered());
		Holder foreign = new Holder("aabbccdd", "default", "web");
		Attachment others = other.attach(foreign, request("backend", PublishedPort.tcp(8081, 80)));
		List<String> before = this.lab.holdings();
		int steps = 0;
		for (boolean died = true; died; steps++) {
			died = dies(steps, (dying) -> dying.attach(holder("web"),
					request("backend", PublishedPort.tcp(80), PublishedPort.udp(53))));
			// The next process: it finds the other one on record, and this one not.
			this.driver.sweep("default", Set.of("living"));
			assertThat(this.lab.holdings()).as("after step " + steps).isEqualTo(before);
		}
		assertThat(steps).isEqualTo(STEPS_OF_A_START + 1);
		other.detach(others);
	}

	@Test
	void nothingIsLeftOfAnEndThatDiesBetweenAnyTwoSteps() {
		this.networks.create("backend");
		List<String> before = this.lab.holdings();
		int steps = 0;
		for (boolean died = true; died; steps++) {
			Attachment web = this.lab.driver()
				.attach(holder("web"), request("backend", PublishedPort.tcp(80), PublishedPort.udp(53)));
			died = dies(steps, (dying) -> dying.detach(web));
			this.driver.sweep("default", Set.of());
			assertThat(this.lab.holdings()).as("after step " + steps).isEqualTo(before);
		}
		assertThat(steps).isEqualTo(STEPS_OF_AN_END + 1);
	}

	@Test
	void aStartAfterOneThatDiedBetweenAnyTwoStepsDoesNotMind() {
		this.networks.create("backend");
		List<String> before = this.lab.holdings();
		int steps = 0;
		for (boolean died = true; died; steps++) {
			died = dies(steps, (dying) -> dying.attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80))));
			NetworkDriver next = this.lab.driver();
			next.detach(next.attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80))));
			assertThat(this.lab.holdings()).as("after step " + steps).isEqualTo(before);
		}
	}

	@Test
	void aNetworkWhoseCreationOrRemovalDiedIsCreatedAndRemoved() {
		int steps = 0;
		for (boolean died = true; died; steps++) {
			died = dies(steps, (dying) -> dying.networks().create("backend"));
			this.networks.create("backend");
			this.driver.detach(this.driver.attach(holder("web"), request("backend")));
			this.networks.remove("backend");
			assertThat(this.lab.holdings()).as("after step " + steps).isEmpty();
			if (dies(steps, (dying) -> dying.networks().create("backend")) && this.networks.list().isEmpty()) {
				this.networks.create("backend", (network) -> network.internal().mtu(1280));
			}
			this.networks.remove("backend");
			assertThat(this.lab.holdings()).as("after step " + steps).isEmpty();
		}
		steps = 0;
		for (boolean died = true; died; steps++) {
			this.networks.create("backend");
			died = dies(steps, (dying) -> dying.networks().remove("backend"));
			this.networks.create("backend");
			this.networks.remove("backend");
			assertThat(this.lab.holdings()).as("after step " + steps).isEmpty();
		}
	}

	@Test
	void nothingIsLeftOfProcessesThatAreKilled() throws Exception {
		this.networks.create("backend");
		this.driver.attach(holder("living"), request("backend", PublishedPort.tcp(8080, 80)));
		List<String> before = this.lab.holdings();
		List<Process> processes = new ArrayList<>();
		for (int steps = 0; steps < STEPS_OF_A_START; steps++) {
			processes.add(start("attach", steps));
		}
		for (int steps = 0; steps < STEPS_OF_AN_END; steps++) {
			processes.add(start("detach", steps));
		}
		for (Process process : processes) {
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.onExit().orTimeout(20, TimeUnit.SECONDS).join().exitValue()).as(said).isEqualTo(KILLED);
		}
		assertThat(this.lab.holdings()).hasSizeGreaterThan(before.size());
		assertThat(this.lab.driver().sweep("default", Set.of("living"))).hasSize(processes.size());
		assertThat(this.lab.holdings()).isEqualTo(before);
	}

	private Process start(String work, int steps) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
				"-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", System.getProperty("java.class.path"),
				Main.class.getName(), this.lab.host().toString(), this.lab.settings().pins().toString(), work,
				Integer.toString(steps))
			.redirectErrorStream(true)
			.start();
	}

	/**
	 * Do something in a process that dies after some steps.
	 * @return whether it died before it was done
	 */
	private boolean dies(int steps, Consumer<NetworkDriver> work) {
		return DyingHost.dies(() -> work.accept(this.lab.driver(new DyingHost(this.lab.host(), steps))));
	}

	/**
	 * A process that kills itself after some steps.
	 */
	static final class Main {

		private Main() {
		}

		public static void main(String[] arguments) {
			Path host = Path.of(arguments[0]);
			DriverSettings settings = DriverSettings.of(NetworkLab.OWNER, Path.of(arguments[1]));
			Holder holder = holder(arguments[2] + arguments[3]);
			AttachRequest request = request("backend", PublishedPort.tcp(80), PublishedPort.udp(53));
			NetworkDriver killed = new NetworkDriver(settings, new KilledHost(host, Integer.parseInt(arguments[3])));
			if (arguments[2].equals("attach")) {
				killed.attach(holder, request);
			}
			else {
				killed.detach(new NetworkDriver(settings, new EnteredHost(Programs.ofSystem(), host)).attach(holder,
						request));
			}
		}

	}

	private static final class KilledHost extends DyingHost {

		KilledHost(Path namespace, int steps) {
			super(namespace, steps);
		}

		@Override
		void die() {
			Programs.ofSystem().run(List.of("kill", "-9", Long.toString(ProcessHandle.current().pid())), "");
		}

	}

}

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.cni.CniSettings;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.network.PublishedPort;

import static io.github.libcontainerd.internal.network.NetworkLab.holder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Networks of a site's own configuration, with the usual plugins on the real kernel.
 */
class CniNetworkTests {

	private static final List<Path> PLUGINS = CniSettings.ofSystem().plugins();

	private NetworkLab lab;

	private NetworkDriver driver;

	private Path configuration;

	private Path addresses;

	@BeforeEach
	void open() throws Exception {
		this.lab = new NetworkLab();
		this.configuration = this.lab.web().resolve("net.d");
		this.addresses = this.lab.addresses();
		this.lab.configureSite(this.configuration);
		this.driver = driver(this.lab.entered());
		// What plugins make once and leave for the next container.
		this.driver.detach(this.driver.attachByPlugins(holder("first"), "site", List.of(PublishedPort.tcp(80))));
	}

	@AfterEach
	void close() throws Exception {
		this.lab.driver().sweep("default", Set.of());
		this.lab.close();
	}

	private void configure(String name, String plugins) throws IOException {
		this.lab.configureNetwork(this.configuration, name, plugins);
	}

	private NetworkDriver driver(Host host) {
		return driver(host, PLUGINS);
	}

	private NetworkDriver driver(Host host, List<Path> plugins) {
		return new NetworkDriver(this.lab.settings().with(new CniSettings(this.configuration, plugins)), host);
	}

	@Test
	void aContainerIsPublishedAndTakenOut() throws Exception {
		List<String> before = holdings();
		Attachment web = this.driver.attachByPlugins(holder("web"), "site",
				List.of(PublishedPort.tcp(80), PublishedPort.tcp(8080, 80).onAllAddresses()));
		Attachment other = this.driver.attachByPlugins(holder("other"), "site", List.of());
		this.lab.serve(web.namespace(), 80);
		assertThat(web.endpoints().get(0).network()).isEqualTo("cni:site");
		String address = web.endpoints().get(0).address().getHostAddress();
		assertThat(address).startsWith("10.99.0.");
		assertThat(this.lab.get(this.lab.host(), "127.0.0.1", web.ports().get(0).hostPort())).isEqualTo("hello");
		assertThat(this.lab.get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(this.lab.get(other.namespace(), address, 80)).isEqualTo("hello");
		assertThat(this.driver.repair()).isZero();
		this.driver.detach(web);
		this.driver.detach(web);
		this.driver.detach(other);
		assertThat(holdings()).isEqualTo(before);
	}

	@Test
	void anotherProcessTakesAContainerOverWhateverBecameOfTheConfiguration() throws Exception {
		List<String> before = holdings();
		Attachment web = driver(this.lab.entered()).attachByPlugins(holder("web"), "site",
				List.of(PublishedPort.tcp(8080, 80)));
		Files.delete(this.configuration.resolve("site.conflist"));
		assertThat(this.driver.adopt(web)).isTrue();
		assertThat(this.driver.sweep("default", Set.of("web"))).isEmpty();
		this.driver.detach(web);
		assertThat(holdings()).isEqualTo(before);
	}

	@Test
	void nothingIsLeftOfAProcessThatDiesBetweenAnyTwoSteps() {
		List<String> before = holdings();
		int steps = 0;
		for (boolean died = true; died; steps++) {
			died = dies(steps,
					(dying) -> dying.attachByPlugins(holder("web"), "site", List.of(PublishedPort.tcp(8080, 80))));
			driver(this.lab.entered()).sweep("default", Set.of());
			assertThat(holdings()).as("after step " + steps).isEqualTo(before);
		}
		assertThat(steps).isEqualTo(8);
		steps = 0;
		for (boolean died = true; died; steps++) {
			Attachment web = driver(this.lab.entered()).attachByPlugins(holder("web"), "site",
					List.of(PublishedPort.tcp(8080, 80)));
			died = dies(steps, (dying) -> dying.detach(web));
			driver(this.lab.entered()).sweep("default", Set.of());
			assertThat(holdings()).as("after step " + steps).isEqualTo(before);
		}
		assertThat(steps).isEqualTo(5);
	}

	@Test
	void nothingIsLeftOfAContainerWhoseNamespaceWasLost() throws Exception {
		List<String> before = holdings();
		Attachment web = this.driver.attachByPlugins(holder("web"), "site", List.of(PublishedPort.tcp(8080, 80)));
		assertThat(holdings()).isNotEqualTo(before);
		this.lab.loseState(web);
		Files.createFile(web.namespace());
		this.driver.detach(web);
		assertThat(holdings()).isEqualTo(before);
	}

	@Test
	void aContainerThatFindsNoAddressLeavesNothing() {
		for (int i = 0; i < 5; i++) {
			this.driver.attachByPlugins(holder("c" + i), "site", List.of());
		}
		List<String> before = holdings();
		refused(Reason.FAILED,
				() -> this.driver.attachByPlugins(holder("c5"), "site", List.of(PublishedPort.tcp(8080, 80))))
			.withMessageContaining("'bridge'")
			.withMessageContaining("no IP addresses available");
		assertThat(holdings()).isEqualTo(before);
	}

	@Test
	void aPortIsPublishedOnce() {
		this.driver.attachByPlugins(holder("web"), "site", List.of(PublishedPort.tcp(8080, 80)));
		List<String> before = holdings();
		refused(Reason.PORT_IN_USE,
				() -> this.driver.attachByPlugins(holder("other"), "site", List.of(PublishedPort.tcp(8080, 80))));
		assertThat(holdings()).isEqualTo(before);
	}

	@Test
	void whatIsMissingIsNamed() throws Exception {
		List<String> before = holdings();
		refused(Reason.UNKNOWN_NETWORK, () -> this.driver.attachByPlugins(holder("web"), "other", List.of()))
			.withMessageContaining("[site]");
		refused(Reason.MISSING_PROGRAM, () -> driver(this.lab.entered(), List.of(this.lab.web()))
			.attachByPlugins(holder("web"), "site", List.of())).withMessageContaining("containernetworking-plugins");
		configure("plain", "{'type':'firewall'}");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.driver.attachByPlugins(holder("web"), "plain", List.of(PublishedPort.tcp(8080, 80))))
			.withMessageContaining("portmap");
		Files.delete(this.configuration.resolve("plain.conflist"));
		assertThat(holdings()).isEqualTo(before);
	}

	private static ThrowableAssertAlternative<NetworkException> refused(Reason reason,
			ThrowableAssert.ThrowingCallable call) {
		return assertThatExceptionOfType(NetworkException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	/**
	 * Return all that plugins and the library hold: rules, addresses, interfaces, mounts.
	 */
	private List<String> holdings() {
		List<String> holdings = new ArrayList<>(this.lab.holdings());
		this.lab.in(this.lab.host(), "iptables-save")
			.lines()
			.filter((line) -> line.startsWith("-A") || line.startsWith(":CNI"))
			.map((line) -> line.replaceAll("\\[.*", ""))
			.forEach(holdings::add);
		this.lab.in(this.lab.host(), "ip", "-o", "link")
			.lines()
			.map((line) -> line.split(": ")[1])
			.forEach(holdings::add);
		try (Stream<Path> files = Files.walk(this.addresses)) {
			files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.startsWith("10."))
				.forEach(holdings::add);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return holdings;
	}

	private boolean dies(int steps, Consumer<NetworkDriver> work) {
		return DyingHost.dies(() -> work.accept(driver(new DyingHost(this.lab.host(), steps))));
	}

}

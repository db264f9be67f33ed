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

package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.logging.LogLevel;

import io.github.libcontainerd.client.CgroupDriver;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.NetworkSettings;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.UserNamespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LibcontainerdSettings}, {@link RemoteOptions} and
 * {@link LibcontainerdProperties}.
 */
class LibcontainerdSettingsTests {

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "null,libcontainerd", "'',libcontainerd", "'---',libcontainerd", "orders,orders",
					"My Orders!,My-Orders", "a..b,a.b", "a-_.b,a-b", "-a-,a", "äöü,libcontainerd", "a__b,a_b",
					"com.example:orders,com.example-orders" })
	void theNamespaceIsDerivedFromTheNameOfTheApplication(String name, String namespace) {
		assertThat(LibcontainerdSettings.of(new LibcontainerdProperties(), name).namespace()).isEqualTo(namespace);
	}

	@Test
	void aLongNameIsCut() {
		String namespace = LibcontainerdSettings.of(new LibcontainerdProperties(), "a".repeat(75) + "-bc").namespace();
		assertThat(namespace).isEqualTo("a".repeat(75));
	}

	@Test
	void directoriesAreNamedAfterTheApplicationAndShortEnoughForASocket() {
		assertThat(LibcontainerdSettings.of(new LibcontainerdProperties(), "orders").remote().stateDirectory())
			.isEqualTo(Path.of("/run/libcontainerd/orders"));
		Path directory = LibcontainerdSettings.of(new LibcontainerdProperties(), "a".repeat(76))
			.remote()
			.stateDirectory();
		assertThat(directory.resolve("containerd.sock.ttrpc").toString()).hasSizeLessThan(107);
	}

	@Test
	void anInstanceIsPartOfAllDefaultsHoweverLongTheNameOfTheApplication() {
		LibcontainerdProperties properties = new LibcontainerdProperties();
		properties.setInstance("8081");
		properties.getClients().put("builds", new LibcontainerdProperties.NamedClient());
		properties.getRemotes().put("e".repeat(24), new RemoteProperties());
		LibcontainerdSettings orders = LibcontainerdSettings.of(properties, "orders");
		assertThat(orders.namespace()).isEqualTo("orders-8081");
		assertThat(orders.clientNamespaces("x")).containsExactly(Map.entry("builds", "builds-8081"));
		assertThat(orders.remote().stateDirectory()).isEqualTo(Path.of("/run/libcontainerd/orders-8081"));
		assertThat(orders.remote().toList(null))
			.contains(RemoteOption.daemonRoot(Path.of("/var/lib/libcontainerd/orders-8081")));
		LibcontainerdSettings cut = LibcontainerdSettings.of(properties, "a".repeat(76));
		assertThat(cut.namespace()).hasSize(76).endsWith("a-8081");
		assertThat(cut.remote().stateDirectory().toString()).endsWith("a-8081");
		assertThat(cut.namedRemotes()).allSatisfy(
				(name, remote) -> assertThat(remote.stateDirectory().resolve("containerd.sock.ttrpc").toString())
					.hasSizeLessThan(107)
					.contains("a-8081@" + name));
		properties.setNamespace("own");
		assertThat(orders.namespace()).isEqualTo("own");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "-a", "a--b", "aaaaaaaaaaaaa" })
	void aMalformedInstanceIsRefused(String instance) {
		assertRefused(settings(Map.of("libcontainerd.instance", instance))::namespace, "libcontainerd.instance",
				instance);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/run/c.sock", "unix:///run/c.sock", "unix:/run/c.sock" })
	void anAddressIsTheAbsolutePathOfASocket(String address) {
		assertThat(settings(Map.of("libcontainerd.address", address)).remote().address())
			.isEqualTo(Path.of("/run/c.sock"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://host:1234", "host:1234", "run/c.sock", "unix://run/c.sock" })
	void anotherAddressIsRefused(String address) {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.address", address));
		assertRefused(settings.remote()::address, "libcontainerd.address", address);
	}

	@Test
	void anAddressContradictsADaemonOfOnesOwn() {
		LibcontainerdSettings settings = settings(
				Map.of("libcontainerd.address", "/c.sock", "libcontainerd.daemon.mode", "always"));
		assertRefused(settings.remote()::address, "libcontainerd.address", "/c.sock");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "a b", "-a", "a--b" })
	void aMalformedNamespaceIsRefused(String namespace) {
		assertRefused(settings(Map.of("libcontainerd.namespace", namespace))::namespace, "libcontainerd.namespace",
				namespace);
	}

	@Test
	void aMalformedNamespaceOfANamedClientIsRefused() {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.clients.ci.namespace", "a/b"));
		assertRefused(() -> settings.clientNamespaces("x"), "libcontainerd.clients.ci.namespace", "a/b");
	}

	@ParameterizedTest
	@CsvSource({ "start-timeout,0s", "start-timeout,-1s", "drain-limit,-1s", "stop-grace,-1s", "daemon.oom-score,1001",
			"daemon.oom-score,-1001", "runtime-arguments,--debug", "concurrent-downloads,0",
			"network.subnet-pool,10.90.0.1/16", "network.subnet-pool,10.90.0.0/31", "network.publish-address,localhost",
			"network.default-network,My Network", "network.mtu,575", "network.repair-interval,-1s",
			"network.cni.configuration,net.d", "network.cni.plugins,bin", "networks.backend.subnet,10.90.0.0",
			"networks.backend.mtu,70000" })
	void aValueOutOfRangeIsRefused(String property, String value) {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd." + property, value));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings.remote().toList(null))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("libcontainerd." + property));
	}

	@Test
	void aNameThatIsNoneOfANetworkIsRefused() {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.networks.[Back end].internal", "true"));
		assertRefused(() -> settings.remote().toList(null), "libcontainerd.networks", "Back end");
	}

	@Test
	void whatIsRefusedAboutANetworkSaysHowToWriteIt() {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.network.subnet-pool", "10.90.0.0"));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings.remote().toList(null))
			.satisfies(
					(ex) -> assertThat(ex.getReason()).isEqualTo("'10.90.0.0' is no subnet; write it as 10.90.1.0/24"));
	}

	@Test
	void ipv6ThatCannotBeIsRefused() {
		Map<String, String> without = Map.of("libcontainerd.networks.a.ipv6", "false",
				"libcontainerd.networks.a.ipv6-subnet", "fd12::/64");
		assertRefused(() -> settings(without).remote().toList(null), "libcontainerd.networks.a.ipv6-subnet",
				"fd12::/64");
		Map<String, String> small = Map.of("libcontainerd.networks.a.ipv6-subnet", "fd12::/64",
				"libcontainerd.networks.a.mtu", "1200");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(small).remote().toList(null))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("libcontainerd.networks.a.mtu"));
		for (String property : List.of("libcontainerd.network.publish-address", "libcontainerd.network.subnet-pool")) {
			String value = property.endsWith("pool") ? "fd12::/16" : "::";
			assertRefused(() -> settings(Map.of(property, value)).remote().toList(null), property, value);
		}
	}

	@Test
	void thePropertiesOfNetworksBecomeOneOption() {
		LibcontainerdSettings settings = settings(
				Map.ofEntries(Map.entry("libcontainerd.network.default-network", "apps"),
						Map.entry("libcontainerd.network.subnet-pool", "172.30.0.0/16"),
						Map.entry("libcontainerd.network.ipv6", "true"),
						Map.entry("libcontainerd.network.publish-address", "0.0.0.0"),
						Map.entry("libcontainerd.network.firewall-accept", "never"),
						Map.entry("libcontainerd.network.mtu", "1400"),
						Map.entry("libcontainerd.network.repair-interval", "1m"),
						Map.entry("libcontainerd.network.cni.configuration", "/srv/net.d"),
						Map.entry("libcontainerd.network.cni.plugins", "/srv/bin,/opt/cni/bin"),
						Map.entry("libcontainerd.networks.back-end.subnet", "10.91.7.0/24"),
						Map.entry("libcontainerd.networks.back-end.mtu", "1300"),
						Map.entry("libcontainerd.networks.back-end.internal", "true"),
						Map.entry("libcontainerd.networks.back-end.ipv6", "false"),
						Map.entry("libcontainerd.networks.front.isolated", "true"),
						Map.entry("libcontainerd.networks.front.ipv6-subnet", "fd12::/64"),
						Map.entry("libcontainerd.networks.front.subnet", "")));
		assertThat(settings.remote().toList(null))
			.contains(RemoteOption.networks((networks) -> networks.defaultNetwork(NetworkMode.bridge("apps"))
				.subnetPool("172.30.0.0/16")
				.ipv6(true)
				.publishAddress("0.0.0.0")
				.acceptForwarding(false)
				.mtu(1400)
				.repairInterval(Duration.ofMinutes(1))
				.cniConfiguration(Path.of("/srv/net.d"))
				.cniPlugins(Path.of("/srv/bin"), Path.of("/opt/cni/bin"))
				.network("back-end", (request) -> request.subnet("10.91.7.0/24").ipv6(false).mtu(1300).internal())
				.network("front", (request) -> request.isolated().ipv6Subnet("fd12::/64"))));
	}

	@Test
	void everyPropertyBecomesAnOption() {
		LibcontainerdSettings settings = settings(Map.ofEntries(Map.entry("libcontainerd.live-restore", "true"),
				Map.entry("libcontainerd.bootstrap-mode", "deferred"), Map.entry("libcontainerd.start-timeout", "3"),
				Map.entry("libcontainerd.drain-limit", "500ms"), Map.entry("libcontainerd.stop-grace", "4s"),
				Map.entry("libcontainerd.runtime", "crun"),
				Map.entry("libcontainerd.runtime-arguments", "--systemd-cgroup,--root=/x"),
				Map.entry("libcontainerd.cgroup-driver", "auto"), Map.entry("libcontainerd.user-namespace", "auto"),
				Map.entry("libcontainerd.daemon.mode", "never"), Map.entry("libcontainerd.daemon.binary", "/opt/c"),
				Map.entry("libcontainerd.daemon.root", "/data"), Map.entry("libcontainerd.daemon.debug", "true"),
				Map.entry("libcontainerd.daemon.oom-score", "-999"),
				Map.entry("libcontainerd.containerd-state", "/run/k3s/containerd"),
				Map.entry("libcontainerd.snapshotter", "native"), Map.entry("libcontainerd.init-program", "/opt/init"),
				Map.entry("libcontainerd.concurrent-downloads", "5")));
		assertThat(settings.remote().toList(Path.of("/c.sock"))).containsExactlyInAnyOrder(
				RemoteOption.address(Path.of("/c.sock")), RemoteOption.liveRestore(true),
				RemoteOption.startTimeout(Duration.ofSeconds(3)), RemoteOption.drainLimit(Duration.ofMillis(500)),
				RemoteOption.stopGrace(Duration.ofSeconds(4)), RemoteOption.runtimePath("crun"),
				RemoteOption.runtimeArguments(List.of("--systemd-cgroup", "--root=/x")),
				RemoteOption.cgroupDriver(CgroupDriver.AUTO), RemoteOption.userNamespace(UserNamespace.auto()),
				RemoteOption.startDaemon(DaemonMode.NEVER), RemoteOption.daemonBinary("/opt/c"),
				RemoteOption.daemonRoot(Path.of("/data")), RemoteOption.debugLog(true),
				RemoteOption.snapshotter("native"), RemoteOption.concurrentDownloads(5), RemoteOption.oomScore(-999),
				RemoteOption.containerdState(Path.of("/run/k3s/containerd")),
				RemoteOption.initProgram(Path.of("/opt/init")), RemoteOption.connect(ConnectMode.ON_DEMAND),
				RemoteOption.networks(NetworkSettings.defaults()));
	}

	@Test
	void defaultsAreThoseOfTheLibrary() {
		LibcontainerdSettings settings = LibcontainerdSettings.of(new LibcontainerdProperties(), "orders");
		assertThat(settings.remote().toList(null)).containsExactlyInAnyOrder(RemoteOption.liveRestore(false),
				RemoteOption.startTimeout(Duration.ofSeconds(15)), RemoteOption.drainLimit(Duration.ofSeconds(2)),
				RemoteOption.stopGrace(Duration.ofSeconds(10)), RemoteOption.startDaemon(DaemonMode.AUTO),
				RemoteOption.daemonRoot(Path.of("/var/lib/libcontainerd/orders")), RemoteOption.concurrentDownloads(3),
				RemoteOption.connect(ConnectMode.AT_ONCE), RemoteOption.networks(NetworkSettings.defaults()));
	}

	@Test
	void aNamedRemoteTakesWhatItDoesNotSayFromTheDefaultOneButNotItsPlace() {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.address", "/c.sock", "libcontainerd.runtime",
				"crun", "libcontainerd.containerd-state", "/run/k3s/containerd", "libcontainerd.state-directory", "/s",
				"libcontainerd.daemon.root", "/data", "libcontainerd.daemon.binary", "/opt/c",
				"libcontainerd.live-restore", "true", "libcontainerd.remotes.edge.address", "unix:///e.sock"));
		RemoteOptions edge = settings.namedRemotes().get("edge");
		assertThat(edge).isNotNull();
		assertThat(edge.address()).isEqualTo(Path.of("/e.sock"));
		assertThat(edge.stateDirectory()).isEqualTo(Path.of("/run/libcontainerd/libcontainerd@edge"));
		assertThat(edge.toList(edge.address()))
			.contains(RemoteOption.address(Path.of("/e.sock")), RemoteOption.startDaemon(DaemonMode.NEVER),
					RemoteOption.liveRestore(true), RemoteOption.runtimePath("crun"),
					RemoteOption.daemonBinary("/opt/c"),
					RemoteOption.daemonRoot(Path.of("/var/lib/libcontainerd/libcontainerd@edge")))
			.noneMatch(RemoteOption.ContainerdState.class::isInstance);
	}

	@Test
	void aNamedRemoteWithoutAnAddressIsStarted() {
		LibcontainerdSettings settings = settings(Map.ofEntries(Map.entry("libcontainerd.daemon.mode", "never"),
				Map.entry("libcontainerd.runtime", "crun"), Map.entry("libcontainerd.runtime-arguments", "--root=/x"),
				Map.entry("libcontainerd.snapshotter", "native"),
				Map.entry("libcontainerd.remotes.lab.state-directory", "/lab"),
				Map.entry("libcontainerd.remotes.lab.containerd-state", "/lab/state"),
				Map.entry("libcontainerd.remotes.lab.runtime", "runc"),
				Map.entry("libcontainerd.remotes.lab.runtime-arguments", "--root=/y"),
				Map.entry("libcontainerd.remotes.lab.snapshotter", "btrfs"),
				Map.entry("libcontainerd.remotes.lab.daemon.binary", "/lab/containerd"),
				Map.entry("libcontainerd.remotes.lab.daemon.root", "/lab/root"),
				Map.entry("libcontainerd.remotes.lab.daemon.debug", "true"),
				Map.entry("libcontainerd.remotes.lab.daemon.oom-score", "-5")));
		RemoteOptions lab = settings.namedRemotes().get("lab");
		assertThat(lab).isNotNull();
		assertThat(lab.address()).isNull();
		assertThat(lab.stateDirectory()).isEqualTo(Path.of("/lab"));
		assertThat(lab.toList(null)).containsExactlyInAnyOrder(RemoteOption.startDaemon(DaemonMode.ALWAYS),
				RemoteOption.containerdState(Path.of("/lab/state")), RemoteOption.runtimePath("runc"),
				RemoteOption.runtimeArguments(List.of("--root=/y")), RemoteOption.snapshotter("btrfs"),
				RemoteOption.daemonBinary("/lab/containerd"), RemoteOption.daemonRoot(Path.of("/lab/root")),
				RemoteOption.debugLog(true), RemoteOption.oomScore(-5), RemoteOption.liveRestore(false),
				RemoteOption.startTimeout(Duration.ofSeconds(15)), RemoteOption.drainLimit(Duration.ofSeconds(2)),
				RemoteOption.stopGrace(Duration.ofSeconds(10)), RemoteOption.concurrentDownloads(3),
				RemoteOption.connect(ConnectMode.AT_ONCE), RemoteOption.networks(NetworkSettings.defaults()));
	}

	@Test
	void theDirectoryOfANamedRemoteIsShortEnoughForASocket() {
		LibcontainerdProperties properties = new LibcontainerdProperties();
		properties.getRemotes().put("e".repeat(24), new RemoteProperties());
		assertThat(LibcontainerdSettings.of(properties, "a".repeat(76)).namedRemotes()).allSatisfy(
				(name, remote) -> assertThat(remote.stateDirectory().resolve("containerd.sock.ttrpc").toString())
					.hasSizeLessThan(107)
					.contains("aaa@" + name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "a b", "-a", "a--b", "aaaaaaaaaaaaaaaaaaaaaaaaa" })
	void aMalformedNameOfARemoteIsRefused(String name) {
		LibcontainerdProperties properties = new LibcontainerdProperties();
		properties.getRemotes().put(name, new RemoteProperties());
		assertRefused(LibcontainerdSettings.of(properties, null)::namedRemotes, "libcontainerd.remotes", name);
	}

	@Test
	void aWrongValueOfANamedRemoteIsToldWithItsName() {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.remotes.edge.address", "host:1",
				"libcontainerd.remotes.lab.daemon.oom-score", "1001"));
		RemoteOptions edge = settings.namedRemotes().get("edge");
		RemoteOptions lab = settings.namedRemotes().get("lab");
		assertThat(edge).isNotNull();
		assertThat(lab).isNotNull();
		assertRefused(edge::address, "libcontainerd.remotes.edge.address", "host:1");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> lab.toList(null))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("libcontainerd.remotes.lab.daemon.oom-score"));
	}

	@Test
	void anUnknownRemoteOfAClientIsRefused() {
		LibcontainerdSettings settings = settings(
				Map.of("libcontainerd.remotes.edge.address", "/e.sock", "libcontainerd.clients.ci.remote", "egde"));
		assertRefused(settings::clientRemotes, "libcontainerd.clients.ci.remote", "egde");
	}

	@Test
	void clientsOfTwoRemotesCannotHaveOneNamespace() {
		LibcontainerdSettings settings = settings(Map.of("libcontainerd.remotes.edge.address", "/e.sock",
				"libcontainerd.clients.ci.namespace", "orders", "libcontainerd.clients.ci.remote", "edge"));
		assertRefused(() -> settings.clientNamespaces("orders"), "libcontainerd.clients.ci.namespace", "orders");
	}

	@Test
	void theOutputLevelIsBound() {
		LibcontainerdProperties properties = settings(
				Map.of("libcontainerd.output.log-level", "off", "libcontainerd.output.logger", "x"))
			.properties();
		assertThat(properties.getOutput().getLogLevel()).isEqualTo(LogLevel.OFF);
		assertThat(properties.getOutput().getLogger()).isEqualTo("x");
	}

	private static void assertRefused(Runnable read, String property, String value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(read::run)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(property);
				assertThat(ex.getValue()).isEqualTo(value);
				assertThat(ex.getReason()).isNotBlank();
			});
	}

	private static LibcontainerdSettings settings(Map<String, String> values) {
		LibcontainerdProperties properties = new Binder(new MapConfigurationPropertySource(values))
			.bind("libcontainerd", LibcontainerdProperties.class)
			.get();
		return LibcontainerdSettings.of(properties, null);
	}

}

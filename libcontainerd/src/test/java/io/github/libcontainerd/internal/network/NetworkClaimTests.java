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
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.internal.network.host.Programs;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworkRequest;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.network.Subnet;

import static io.github.libcontainerd.internal.network.NetworkLab.holder;
import static io.github.libcontainerd.internal.network.NetworkLab.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who gets what, and what is left after whatever happens, on the real kernel.
 */
class NetworkClaimTests extends NetworkLabTest {

	private static final int MANY = 200;

	@Test
	void aNetworkIsCreatedOnceAndRemovedWhenNobodyUsesIt() {
		Network made = this.networks.create("backend");
		assertThat(this.networks.create("backend")).isEqualTo(made);
		assertThat(made.subnet().toString()).isEqualTo("10.90.0.0/24");
		assertThat(this.networks.create("frontend").subnet().toString()).isEqualTo("10.90.1.0/24");
		assertThat(this.networks.list()).extracting(Network::name).containsExactly("backend", "frontend");
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> this.driver.attach(holder("web"), request("backend")));
		assertThat(this.networks.inspect("backend").members())
			.containsExactly(new Network.Member("default/web", web.endpoints().get(0).address(), null));
		refused(Reason.IN_USE, () -> this.networks.remove("backend")).withMessageContaining("default/web");
		assertThat(this.networks.prune()).containsExactly("frontend");
		refused(Reason.ALREADY_EXISTS, () -> this.networks.create("backend", (network) -> network.internal()));
		this.driver.detach(web);
		this.driver.detach(web);
		this.networks.remove("backend");
		refused(Reason.UNKNOWN_NETWORK, () -> this.networks.remove("backend"));
		refused(Reason.UNKNOWN_NETWORK, () -> this.networks.inspect("backend"));
		refused(Reason.UNKNOWN_NETWORK, () -> this.driver.attach(holder("web"), request("backend")));
		assertThat(this.lab.holdings()).isEmpty();
	}

	@Test
	void aSubnetThatTheHostUsesIsRefused() {
		this.networks.create("backend", (network) -> network.subnet("10.90.7.0/24"));
		for (String subnet : List.of("10.90.7.0/24", "10.90.7.128/25", "10.90.0.0/16", "192.0.2.0/28")) {
			refused(Reason.SUBNET_OVERLAPS, () -> this.networks.create("other", (network) -> network.subnet(subnet)));
		}
		assertThat(this.networks.list()).hasSize(1);
	}

	@Test
	void ofTwoProcessesOneGetsASubnet() throws Exception {
		NetworkDriver another = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered());
		List<Outcome<Network>> outcomes = together(IntStream.range(0, 8)
			.mapToObj((i) -> (Callable<Network>) () -> ((i % 2 == 0) ? another : this.driver).networks()
				.create("network" + i, (network) -> network.subnet("10.90.7.0/24")))
			.toList());
		assertThat(outcomes.stream().filter((outcome) -> outcome.value != null)).hasSize(1);
		assertThat(outcomes.stream().filter((outcome) -> outcome.value == null))
			.allSatisfy((outcome) -> assertThat(((NetworkException) outcome.failure).reason())
				.isEqualTo(Reason.SUBNET_OVERLAPS));
		assertThat(together(IntStream.range(0, 8)
			.mapToObj((i) -> (Callable<Network>) () -> ((i % 2 == 0) ? another : this.driver).networks().create("same"))
			.toList()).stream().map(Outcome::get).distinct()).hasSize(1);
	}

	@Test
	void aPoolHasAnEnd() {
		DriverSettings small = new DriverSettings(NetworkLab.OWNER, this.lab.settings().pins(),
				Subnet.parse("10.91.0.0/23"), false, this.lab.settings().publishAddress(), true, null,
				this.lab.settings().cni());
		Networks few = new NetworkDriver(small, this.lab.entered()).networks();
		few.create("one");
		few.create("two");
		refused(Reason.NO_SUBNET_LEFT, () -> few.create("three"));
	}

	@Test
	void aNetworkHasNoMoreContainersThanAddresses() {
		this.networks.create("small", (network) -> network.subnet("10.90.7.0/29"));
		Set<InetAddress> addresses = new HashSet<>();
		List<Attachment> attached = IntStream.range(0, 5)
			.mapToObj((i) -> this.driver.attach(holder("c" + i), request("small")))
			.toList();
		attached.forEach((one) -> addresses.add(one.endpoints().get(0).address()));
		assertThat(addresses).hasSize(5);
		refused(Reason.NO_ADDRESS_LEFT, () -> this.driver.attach(holder("c5"), request("small")));
		this.driver.detach(attached.get(2));
		this.driver.attach(holder("c5"), request("small"));
	}

	@Test
	void aWishedAddressIsGivenOnce() {
		this.networks.create("backend", (network) -> network.subnet("10.90.7.0/24"));
		AttachRequest request = new AttachRequest(List.of(EndpointRequest.of("backend").address("10.90.7.9").build()),
				List.of());
		assertThat(this.driver.attach(holder("web"), request).endpoints().get(0).address().getHostAddress())
			.isEqualTo("10.90.7.9");
		refused(Reason.ADDRESS_IN_USE, () -> this.driver.attach(holder("other"), request))
			.withMessageContaining("default/web");
		for (String address : List.of("10.90.7.0", "10.90.7.1", "10.90.7.255", "10.90.8.2")) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> this.driver.attach(holder("other"),
						new AttachRequest(List.of(EndpointRequest.of("backend").address(address).build()), List.of())));
		}
	}

	@Test
	void ofTwentyOneGetsTheSamePort() throws Exception {
		this.networks.create("backend");
		List<NetworkDriver> drivers = IntStream.range(0, 4).mapToObj((i) -> this.lab.driver()).toList();
		List<Outcome<Attachment>> outcomes = together(IntStream.range(0, 20)
			.mapToObj((i) -> (Callable<Attachment>) () -> drivers.get(i % 4)
				.attach(holder("c" + i), request("backend", PublishedPort.tcp(8080, 80))))
			.toList());
		assertThat(outcomes.stream().filter((outcome) -> outcome.value != null)).hasSize(1);
		assertThat(outcomes.stream().filter((outcome) -> outcome.value == null)).allSatisfy(
				(outcome) -> assertThat(((NetworkException) outcome.failure).reason()).isEqualTo(Reason.PORT_IN_USE));
		assertThat(this.networks.inspect("backend").members()).hasSize(1);
	}

	@Test
	void twoHundredAtOnceGetDifferentAddressesAndPortsAndNoRules() throws Exception {
		this.networks.create("backend");
		List<String> before = this.lab.holdings();
		List<String> rules = rules();
		List<NetworkDriver> drivers = List.of(this.driver, this.lab.driver());
		List<Attachment> attached = together(IntStream.range(0, MANY)
			.mapToObj((i) -> (Callable<Attachment>) () -> drivers.get(i % 2)
				.attach(holder("c" + i), request("backend", PublishedPort.tcp(80))))
			.toList()).stream().map(Outcome::get).toList();
		assertThat(attached.stream().map((one) -> one.endpoints().get(0).address()).distinct()).hasSize(MANY);
		assertThat(attached.stream().map((one) -> one.ports().get(0).hostPort()).distinct()).hasSize(MANY);
		assertThat(this.networks.inspect("backend").members()).hasSize(MANY);
		assertThat(rules()).isEqualTo(rules);
		together(IntStream.range(0, MANY).mapToObj((i) -> (Callable<Boolean>) () -> {
			drivers.get(i % 2).detach(attached.get(i));
			return true;
		}).toList()).forEach(Outcome::get);
		assertThat(this.lab.holdings()).isEqualTo(before);
	}

	private List<String> rules() {
		return this.lab.in(this.lab.host(), "nft", "list", "table", "inet", "libcontainerd")
			.lines()
			.dropWhile((line) -> !line.contains("chain "))
			.toList();
	}

	@Test
	void freePortsHaveAnEnd() {
		this.networks.create("backend");
		List<String> before = this.lab.holdings();
		EnteredHost full = new EnteredHost(Programs.ofSystem(), this.lab.host()) {

			@Override
			public Reservation reserve(Protocol protocol, InetAddress address, int port) throws IOException {
				throw new BindException("Address already in use");
			}

		};
		refused(Reason.PORT_IN_USE,
				() -> this.lab.driver(full).attach(holder("web"), request("backend", PublishedPort.tcp(80))))
			.withMessageContaining("127.0.0.1");
		assertThat(this.lab.holdings()).isEqualTo(before);
	}

	@Test
	void theFirewallDoesNotGrow() {
		this.networks.create("backend");
		cycle();
		String before = table();
		for (int i = 0; i < 50; i++) {
			cycle();
		}
		assertThat(table()).isEqualTo(before);
	}

	private void cycle() {
		this.driver.detach(
				this.driver.attach(holder("web"), request("backend", PublishedPort.tcp(80), PublishedPort.udp(53))));
	}

	private String table() {
		return this.lab.in(this.lab.host(), "nft", "-a", "list", "table", "inet", "libcontainerd");
	}

	@Test
	void aMissingProgramIsNamed() throws IOException {
		Path some = Files.createTempDirectory("programs");
		try {
			for (String program : List.of("nsenter", "ip", "tee", "cat", "umount")) {
				Files.createSymbolicLink(some.resolve(program), path(program));
			}
			Networks poor = this.lab.driver(this.lab.entered(some)).networks();
			refused(Reason.MISSING_PROGRAM, () -> poor.create("backend")).withMessageContaining("'nft'")
				.withMessageContaining("apt-get install iproute2 nftables");
		}
		finally {
			try (Stream<Path> files = Files.list(some)) {
				files.forEach((file) -> file.toFile().delete());
			}
			Files.delete(some);
		}
	}

	private static Path path(String program) {
		return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aFailedStartLeavesNothing() {
		this.networks.create("backend");
		List<String> before = this.lab.holdings();
		EnteredHost failing = new EnteredHost(Programs.ofSystem(), this.lab.host()) {

			@Override
			public Output run(List<String> command, String input) {
				return input.contains("bridge_slave") ? new Output(1, "RTNETLINK answers: No buffer space available")
						: super.run(command, input);
			}

		};
		refused(Reason.FAILED,
				() -> this.lab.driver(failing).attach(holder("web"), request("backend", PublishedPort.tcp(80))))
			.withMessageContaining("No buffer space");
		assertThat(this.lab.holdings()).isEqualTo(before);
	}

	@Test
	void whatAnotherOwnerOrNamespaceHoldsIsNotSwept() {
		this.networks.create("backend");
		NetworkDriver first = this.lab.driver();
		Holder apps = new Holder(NetworkLab.OWNER, "apps", "web");
		first.attach(apps, request("backend", PublishedPort.tcp(8080, 80)));
		first.attach(holder("web"), request("backend"));
		List<String> before = this.lab.holdings();
		assertThat(this.lab.driver().sweep("other", Set.of())).isEmpty();
		assertThat(this.lab.driver().sweep("default", Set.of("web"))).isEmpty();
		assertThat(new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered()).sweep("default", Set.of()))
			.isEmpty();
		assertThat(this.lab.holdings()).isEqualTo(before);
		assertThat(this.lab.driver().sweep("default", Set.of())).containsExactly(NetworkLab.OWNER + " default/web");
		assertThat(this.driver.sweep("apps", Set.of())).hasSize(1);
	}

	@Test
	void whatAnOwnerHasLeftThatIsNoMoreIsTakenBackByAnother() throws Exception {
		AtomicLong time = new AtomicLong();
		NetworkDriver living = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered(), time::get);
		this.networks.create("backend");
		Attachment mine = living.attach(new Holder("aabbccdd", "default", "web"), request("backend"));
		NetworkDriver other = this.lab.driver();
		Attachment others = other.attach(holder("living"), request("backend", PublishedPort.tcp(8081, 80)));
		List<String> before = this.lab.holdings();
		this.networks.create("removed");
		Attachment lost = this.lab.driver()
			.attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80), PublishedPort.udp(8080, 53)));
		this.lab.loseState(lost);
		this.lab.in(this.lab.host(), "ip", "link", "del", this.networks.inspect("removed").interfaceName());
		List<String> after = this.lab.holdings();
		assertThat(after).hasSizeGreaterThan(before.size());
		living.repair();
		time.addAndGet(Strays.WHILE);
		living.repair();
		time.addAndGet(Strays.WHILE - 1);
		living.repair();
		assertThat(this.lab.holdings()).isEqualTo(after);
		time.addAndGet(1);
		living.repair();
		assertThat(this.lab.holdings()).isEqualTo(before);
		assertThat(living.networks().status().swept()).isOne();
		time.addAndGet(3 * Strays.WHILE);
		living.repair();
		time.addAndGet(3 * Strays.WHILE);
		living.repair();
		assertThat(this.lab.holdings()).isEqualTo(before);
		living.detach(mine);
		other.detach(others);
	}

	@Test
	void theContainerOfAnOwnerThatIsNoMoreIsReleasedByAnother() throws Exception {
		this.networks.create("backend");
		List<String> before = this.lab.holdings();
		NetworkDriver another = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered());
		another.detach(this.lab.driver().attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80))));
		assertThat(this.lab.holdings()).isEqualTo(before);
		Attachment lost = this.lab.driver().attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80)));
		this.lab.loseState(lost);
		another.detach(lost);
		assertThat(this.lab.holdings()).isEqualTo(before);
	}

	@Test
	void aNetworkThatIsRemovedWhileAnotherProcessMendsStaysRemoved() {
		this.networks.create("backend");
		this.networks.create("mine");
		AtomicBoolean armed = new AtomicBoolean();
		NetworkDriver mending = this.lab.driver(new EnteredHost(Programs.ofSystem(), this.lab.host()) {

			@Override
			public Output run(List<String> command, String input) {
				if (input.contains("create chain") && armed.compareAndSet(true, false)) {
					NetworkClaimTests.this.networks.remove("backend");
				}
				return super.run(command, input);
			}

		});
		Attachment web = mending.attach(holder("web"), request("mine"));
		this.lab.flushFirewall();
		armed.set(true);
		mending.repair();
		assertThat(armed).isFalse();
		assertThat(this.lab.holdings()).noneMatch((holding) -> holding.contains("\"backend\""));
		mending.detach(web);
	}

	@Test
	void anotherProcessTakesAContainerOver() throws Exception {
		this.networks.create("backend");
		Attachment web = this.lab.driver().attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80)));
		this.lab.serve(web.namespace(), 80);
		assertThat(this.driver.adopt(web)).isTrue();
		assertThat(this.driver.sweep("default", Set.of())).isEmpty();
		this.lab.in(this.lab.host(), "nft", "flush", "ruleset");
		this.driver.repair();
		assertThat(this.lab.get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		this.driver.detach(web);
		assertThat(this.driver.adopt(web)).isFalse();
		this.driver.detach(web);
	}

	@Test
	void longNamesAreToldApart() {
		String namespace = "n".repeat(76);
		Holder one = new Holder(NetworkLab.OWNER, namespace, "i".repeat(75) + "1");
		Holder two = new Holder(NetworkLab.OWNER, namespace, "i".repeat(75) + "2");
		this.networks.create("backend");
		Attachment first = this.driver.attach(one, request("backend", PublishedPort.tcp(80)));
		this.driver.attach(two, request("backend", PublishedPort.tcp(80)));
		this.driver.detach(first);
		assertThat(this.networks.inspect("backend").members()).hasSize(1);
		assertThat(this.lab.driver().sweep(namespace, Set.of(two.id()))).isEmpty();
		assertThat(this.lab.driver().sweep(namespace, Set.of(one.id()))).containsExactly(two.comment());
	}

	@Test
	void hostileNamesReachNoProgram() {
		for (String name : List.of("", "a b", "a;reboot", "$(reboot)", "-x", "a\"", "a\nflush ruleset", "ä", "A",
				"../x", "a".repeat(64))) {
			assertThatExceptionOfType(InvalidRequestException.class).as(name)
				.isThrownBy(() -> this.networks.create(name));
			assertThatExceptionOfType(InvalidRequestException.class).as(name)
				.isThrownBy(() -> this.networks.remove(name));
			assertThatExceptionOfType(InvalidRequestException.class).as(name)
				.isThrownBy(() -> EndpointRequest.of(name));
		}
		for (String alias : List.of("", "a b", "a;b", "localhost", "a\n1.2.3.4 b", "-a", "a\"", "a".repeat(64))) {
			assertThatExceptionOfType(InvalidRequestException.class).as(alias)
				.isThrownBy(() -> EndpointRequest.of("backend").alias(alias));
		}
		for (String id : List.of("", "a b", "a/b", "../a", "a\"", "a\nb", "a--b", "-a")) {
			assertThatExceptionOfType(IllegalArgumentException.class).as(id).isThrownBy(() -> holder(id));
		}
		for (String subnet : List.of("10.0.0.0", "10.0.0.0/33", "10.0.0.1/24", "localhost/24", "::/64", "10.0.0.0/24;x",
				"010.0.0.0/24")) {
			assertThatExceptionOfType(InvalidRequestException.class).as(subnet)
				.isThrownBy(() -> NetworkRequest.of("a").subnet(subnet));
		}
		for (String port : List.of("", "0", "65536", "80/sctp", "::1:80:80", "1.2.3:80:80", "90-80:80", "80;x",
				"localhost:80:80")) {
			assertThatExceptionOfType(InvalidRequestException.class).as(port)
				.isThrownBy(() -> PublishedPort.parse(port));
		}
		for (String port : List.of("80/tcp", "8080:80/tcp", "0.0.0.0:8000-8010:80/udp", "127.0.0.1::80/tcp")) {
			assertThatCode(() -> assertThat(PublishedPort.parse(port)).hasToString(port)).doesNotThrowAnyException();
		}
	}

	private static ThrowableAssertAlternative<NetworkException> refused(Reason reason,
			ThrowableAssert.ThrowingCallable call) {
		return assertThatExceptionOfType(NetworkException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	private static <T> List<Outcome<T>> together(List<Callable<T>> calls) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(calls.size());
		try {
			List<Outcome<T>> outcomes = new ArrayList<>();
			for (Future<T> future : threads.invokeAll(calls)) {
				try {
					outcomes.add(new Outcome<>(future.get(), null));
				}
				catch (ExecutionException ex) {
					outcomes.add(new Outcome<>(null, ex.getCause()));
				}
			}
			return outcomes;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private record Outcome<T>(T value, Throwable failure) {

		T get() {
			assertThat(this.failure).isNull();
			return this.value;
		}

	}

}

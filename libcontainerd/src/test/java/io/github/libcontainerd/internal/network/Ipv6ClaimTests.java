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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.network.Subnet;

import static io.github.libcontainerd.internal.network.NetworkLab.holder;
import static io.github.libcontainerd.internal.network.NetworkLab.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who gets what of IPv6, and what is left after whatever happens, on the real kernel.
 */
class Ipv6ClaimTests {

	private static final String WISHED = "fd12:3456:789a::/64";

	private NetworkLab lab;

	private NetworkDriver driver;

	private Networks networks;

	@BeforeEach
	void open() throws Exception {
		this.lab = new NetworkLab().withIpv6();
		this.driver = this.lab.driver();
		this.networks = this.driver.networks();
	}

	@AfterEach
	void close() throws Exception {
		this.lab.driver().sweep("default", Set.of());
		this.lab.close();
	}

	private static ThrowableAssertAlternative<NetworkException> refused(Reason reason,
			ThrowableAssert.ThrowingCallable call) {
		return assertThatExceptionOfType(NetworkException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	private static AttachRequest wish(String address) {
		return new AttachRequest(List.of(EndpointRequest.of("backend").ipv6Address(address).build()), List.of());
	}

	@Test
	void aNetworkIsTheSameWheneverItIsAskedFor() {
		Network made = this.networks.create("backend", (network) -> network.ipv6(true));
		assertThat(this.networks.create("backend")).isEqualTo(made);
		assertThat(this.networks.create("backend", (network) -> network.ipv6(true))).isEqualTo(made);
		assertThat(this.lab.driver().networks().inspect("backend")).isEqualTo(made);
		assertThat(made.ipv6Subnet().toString()).startsWith("fd");
		assertThat(made.ipv6Subnet().prefixLength()).isEqualTo(64);
		assertThat(made.ipv6Gateway()).isEqualTo(made.ipv6Subnet().get(1));
		refused(Reason.ALREADY_EXISTS, () -> this.networks.create("backend", (network) -> network.ipv6(false)));
		refused(Reason.ALREADY_EXISTS, () -> this.networks.create("backend", (network) -> network.ipv6Subnet(WISHED)));
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		assertThat(this.networks.inspect("backend").members()).containsExactly(new Network.Member("default/web",
				web.endpoints().get(0).address(), web.endpoints().get(0).ipv6Address()));
		refused(Reason.IN_USE, () -> this.networks.remove("backend"));
		this.driver.detach(web);
		this.networks.remove("backend");
		assertThat(this.lab.holdings()).isEmpty();
		assertThat(this.networks.create("backend", (network) -> network.ipv6(true))).isEqualTo(made);
		refused(Reason.ALREADY_EXISTS, () -> {
			this.networks.create("plain");
			this.networks.create("plain", (network) -> network.ipv6(true));
		});
	}

	@Test
	void aSubnetThatTheHostUsesIsNotTaken() {
		this.networks.create("backend", (network) -> network.ipv6Subnet(WISHED));
		for (String subnet : List.of(WISHED, "fd12:3456:789a::8000/113", "fd12:3456::/32", "2001:db8::/48")) {
			refused(Reason.SUBNET_OVERLAPS,
					() -> this.networks.create("other", (network) -> network.ipv6Subnet(subnet)));
		}
		assertThat(this.networks.list()).hasSize(1);
		assertThat(this.lab.holdings()).hasSize(3);
		Subnet free = this.networks.create("other", (network) -> network.ipv6(true)).ipv6Subnet();
		this.networks.remove("other");
		this.lab.in(this.lab.host(), "ip", "route", "add", Objects.requireNonNull(free).toString(), "dev", "lan0");
		Subnet next = this.networks.create("other", (network) -> network.ipv6(true)).ipv6Subnet();
		assertThat(next).isNotEqualTo(free);
		// Of the same 40 bits that no other host has.
		assertThat(Subnet.of(next.address(), 48)).isEqualTo(Subnet.of(free.address(), 48));
	}

	@Test
	void ofTwoProcessesOneGetsASubnet() {
		NetworkDriver another = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered());
		List<Object> outcomes = together(8, (i) -> ((i % 2 == 0) ? another : this.driver).networks()
			.create("network" + i, (network) -> network.ipv6Subnet(WISHED)));
		assertThat(outcomes.stream().filter(Network.class::isInstance)).hasSize(1);
		assertThat(outcomes.stream().filter(NetworkException.class::isInstance).map(NetworkException.class::cast))
			.hasSize(7)
			.extracting(NetworkException::reason)
			.containsOnly(Reason.SUBNET_OVERLAPS);
		assertThat(together(8, (i) -> ((i % 2 == 0) ? another : this.driver).networks()
			.create("same", (network) -> network.ipv6(true))).stream().distinct()).hasSize(1);
		assertThat(together(8,
				(i) -> ((i % 2 == 0) ? another : this.driver).networks()
					.create("many" + i, (network) -> network.ipv6(true))))
			.allSatisfy((outcome) -> assertThat(outcome).isInstanceOf(Network.class));
	}

	@Test
	void anAddressIsGivenOnce() {
		this.networks.create("backend", (network) -> network.ipv6Subnet(WISHED));
		Attachment web = this.driver.attach(holder("web"), wish("fd12:3456:789a::9"));
		assertThat(web.endpoints().get(0).ipv6Address()).isEqualTo(IpAddresses.parse("fd12:3456:789a::9"));
		refused(Reason.ADDRESS_IN_USE, () -> this.driver.attach(holder("other"), wish("fd12:3456:789a::9")))
			.withMessageContaining("fd12:3456:789a::9 belongs to container 'default/web'");
		for (String address : List.of("fd12:3456:789a::", "fd12:3456:789a::1", "fd12:3456:789b::2")) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> this.driver.attach(holder("other"), wish(address)))
				.withMessageContaining(address + " is no address for a container in network 'backend'");
		}
		this.networks.create("plain");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.driver.attach(holder("other"),
					new AttachRequest(List.of(EndpointRequest.of("plain").ipv6Address("fd12::2").build()), List.of())))
			.withMessageContaining("network 'plain' has no IPv6");
		List<NetworkDriver> drivers = List.of(this.driver, this.lab.driver());
		List<Object> many = together(20, (i) -> drivers.get(i % 2).attach(holder("c" + i), request("backend")));
		assertThat(many).allSatisfy((one) -> assertThat(one).isInstanceOf(Attachment.class));
		Set<InetAddress> addresses = Set.copyOf(many.stream()
			.map((one) -> Objects.requireNonNull(((Attachment) one).endpoints().get(0).ipv6Address()))
			.toList());
		assertThat(addresses).hasSize(20);
		IntStream.range(0, 20).forEach((i) -> drivers.get(i % 2).detach((Attachment) many.get(i)));
	}

	@Test
	void aNetworkHasNoMoreContainersThanAddresses() {
		this.networks.create("backend", (network) -> network.ipv6Subnet("fd12:3456:789a::/125"));
		List<Attachment> attached = IntStream.range(0, 5)
			.mapToObj((i) -> this.driver.attach(holder("c" + i), request("backend")))
			.toList();
		List<String> before = this.lab.holdings();
		refused(Reason.NO_ADDRESS_LEFT, () -> this.driver.attach(holder("c5"), request("backend")))
			.withMessageContaining("fd12:3456:789a::/125");
		assertThat(this.lab.holdings()).isEqualTo(before);
		this.driver.detach(attached.get(2));
		this.driver.attach(holder("c5"), request("backend"));
	}

	@Test
	void theContainerThatHasAPortIsNamed() {
		this.networks.create("backend", (network) -> network.ipv6(true));
		this.driver.attach(holder("web"), request("backend", PublishedPort.parse("[::]:8080:80")));
		// A process of its own, whose sockets know nothing of the other's.
		NetworkDriver another = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered());
		Holder other = new Holder("aabbccdd", "apps", "web");
		for (PublishedPort port : List.of(PublishedPort.parse("[::1]:8080:80"), PublishedPort.parse("[::]:8080:80"),
				PublishedPort.tcp(8080, 80).onAllAddresses())) {
			refused(Reason.PORT_IN_USE, () -> another.attach(other, request("backend", port)))
				.withMessageContaining(":8080/tcp is published by container 'default/web'");
		}
		Attachment ranged = another.attach(other, request("backend", PublishedPort.parse("0.0.0.0:8080-8082:80")));
		assertThat(ranged.ports()).hasToString("[0.0.0.0:8081:80/tcp, [::]:8081:80/tcp]");
		another.detach(ranged);
	}

	@Test
	void aContainerInSeveralNetworksHasOneDefaultRoute() {
		this.networks.create("plain");
		this.networks.create("inside", (network) -> network.ipv6(true).internal());
		Network backend = this.networks.create("backend", (network) -> network.ipv6(true));
		this.networks.create("frontend", (network) -> network.ipv6(true));
		Attachment web = this.driver.attach(holder("web"),
				new AttachRequest(
						List.of(EndpointRequest.of("plain").build(), EndpointRequest.of("inside").build(),
								EndpointRequest.of("backend").build(), EndpointRequest.of("frontend").build()),
						List.of(PublishedPort.parse("[::1]:8080:80"))));
		assertThat(this.lab.in(web.namespace(), "ip", "-6", "route", "show", "default"))
			.contains("via " + IpAddresses.format(Objects.requireNonNull(backend.ipv6Gateway())) + " dev eth2")
			.doesNotContain("eth3");
		assertThat(this.lab.in(web.namespace(), "ip", "-4", "route", "show", "default")).contains("dev eth0");
		assertThat(web.endpoints()).extracting((endpoint) -> endpoint.ipv6Address() != null)
			.containsExactly(false, true, true, true);
	}

	@Test
	void whatAnOwnerHasLeftThatIsNoMoreIsTakenBackByAnotherAndNothingElse() throws Exception {
		AtomicLong time = new AtomicLong();
		NetworkDriver living = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered(), time::get);
		this.networks.create("backend", (network) -> network.ipv6(true));
		this.networks.create("unused", (network) -> network.ipv6(true));
		Attachment mine = living.attach(new Holder("aabbccdd", "default", "web"), request("backend"));
		List<String> before = this.lab.holdings();
		this.networks.create("removed", (network) -> network.ipv6(true));
		Attachment lost = this.lab.driver()
			.attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		this.lab.loseState(lost);
		this.lab.in(this.lab.host(), "ip", "link", "del", this.networks.inspect("removed").interfaceName());
		assertThat(this.lab.holdings()).hasSizeGreaterThan(before.size());
		for (int i = 0; i < 4; i++) {
			living.repair();
			time.addAndGet(Strays.WHILE);
		}
		assertThat(this.lab.holdings()).isEqualTo(before);
		living.detach(mine);
	}

	@Test
	void nothingIsLeftOfProcessesThatDieBetweenAnyTwoSteps() {
		this.networks.create("backend", (network) -> network.ipv6(true));
		AttachRequest request = request("backend", PublishedPort.tcp(80).onAllAddresses(),
				PublishedPort.parse("[::1]:5353:53/udp"));
		List<String> before = this.lab.holdings();
		int steps = 0;
		for (boolean died = true; died; steps++) {
			died = dies(steps, (dying) -> dying.attach(holder("web"), request));
			this.driver.sweep("default", Set.of());
			assertThat(this.lab.holdings()).as("start, step " + steps).isEqualTo(before);
		}
		steps = 0;
		for (boolean died = true; died; steps++) {
			Attachment web = this.lab.driver().attach(holder("web"), request);
			died = dies(steps, (dying) -> dying.detach(web));
			this.driver.sweep("default", Set.of());
			assertThat(this.lab.holdings()).as("end, step " + steps).isEqualTo(before);
		}
		steps = 0;
		for (boolean died = true; died; steps++) {
			this.networks.remove("backend");
			died = dies(steps, (dying) -> dying.networks().create("backend", (network) -> network.ipv6Subnet(WISHED)));
			if (steps % 2 == 0) {
				this.networks.create("backend", (network) -> network.ipv6Subnet(WISHED));
			}
			else if (this.networks.list().isEmpty()) {
				this.networks.create("backend");
			}
			assertThat(this.networks.list()).hasSize(1);
		}
		this.networks.remove("backend");
		assertThat(this.lab.holdings()).isEmpty();
	}

	private boolean dies(int steps, Consumer<NetworkDriver> work) {
		return DyingHost.dies(() -> work.accept(this.lab.driver(new DyingHost(this.lab.host(), steps))));
	}

	private static List<Object> together(int count, IntFunction<Object> call) {
		List<CompletableFuture<Object>> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			calls.add(CompletableFuture.supplyAsync(() -> call.apply(number), (task) -> new Thread(task).start()));
		}
		return calls.stream().map((one) -> {
			try {
				return one.join();
			}
			catch (CompletionException ex) {
				return ex.getCause();
			}
		}).toList();
	}

}

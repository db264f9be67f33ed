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

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.kernel.Table;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.NetworksStatus.ForwardPolicy;
import io.github.libcontainerd.network.PublishedPort;

import static io.github.libcontainerd.internal.network.NetworkLab.HOST_ADDRESS;
import static io.github.libcontainerd.internal.network.NetworkLab.HOST_IPV6_ADDRESS;
import static io.github.libcontainerd.internal.network.NetworkLab.NEIGHBOUR_IPV6_ADDRESS;
import static io.github.libcontainerd.internal.network.NetworkLab.holder;
import static io.github.libcontainerd.internal.network.NetworkLab.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What packets of IPv6 may do, on the real kernel.
 */
class Ipv6PacketTests {

	private static final String PUBLISHED_ON_ALL = "2001:db8::1, ::1, 192.0.2.1 and 127.0.0.1";

	private NetworkLab lab;

	private NetworkDriver driver;

	@BeforeEach
	void open() throws Exception {
		this.lab = new NetworkLab().withIpv6();
		this.driver = this.lab.driver();
	}

	@AfterEach
	void close() throws Exception {
		this.lab.driver().sweep("default", Set.of());
		this.lab.close();
	}

	private static String address(Attachment attachment) {
		return IpAddresses.format(Objects.requireNonNull(attachment.endpoints().get(0).ipv6Address()));
	}

	private String get(Path namespace, String address, int port) {
		return this.lab.get(namespace, address, port);
	}

	@Test
	void containersOfOneNetworkReachEachOtherAndThoseOfAnotherDoNot() throws Exception {
		this.driver.networks().create("backend", (network) -> network.ipv6(true));
		this.driver.networks().create("frontend", (network) -> network.ipv6(true));
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		Attachment other = this.driver.attach(holder("other"), request("backend"));
		Attachment third = this.driver.attach(holder("third"), request("frontend"));
		// At once: nobody looks whether another one has the address.
		assertThat(this.lab.in(web.namespace(), "ip", "-6", "addr", "show", "tentative")).isEmpty();
		this.lab.serve(web.namespace(), 80);
		assertThat(get(other.namespace(), address(web), 80)).isEqualTo("hello");
		assertThat(get(this.lab.host(), address(web), 80)).isEqualTo("hello");
		assertThat(get(third.namespace(), address(web), 80)).isNull();
		// The neighbour has no route back to containers.
		this.lab.serve(this.lab.neighbour(), 80);
		assertThat(get(third.namespace(), NEIGHBOUR_IPV6_ADDRESS, 80)).isEqualTo("hello");
	}

	@Test
	void aPortAtAllAddressesIsReachedByAllInBothFamiliesWithOneNumber() throws Exception {
		this.driver.networks().create("backend", (network) -> network.ipv6(true));
		this.driver.networks().create("frontend", (network) -> network.ipv6(true));
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(80).onAllAddresses(), PublishedPort.tcp(81)));
		Attachment other = this.driver.attach(holder("other"), request("frontend"));
		this.lab.serve(web.namespace(), 80);
		int port = web.ports().get(0).hostPort();
		assertThat(web.ports().subList(0, 2)).extracting(PortBinding::toString)
			.containsExactly("0.0.0.0:" + port + ":80/tcp", "[::]:" + port + ":80/tcp");
		assertThat(web.ports()).hasSize(3);
		assertThat(Stream.of(HOST_IPV6_ADDRESS, "::1", HOST_ADDRESS, "127.0.0.1")
			.map((address) -> get(this.lab.host(), address, port))).as(PUBLISHED_ON_ALL).containsOnly("hello");
		assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, port)).isEqualTo("hello");
		assertThat(get(other.namespace(), HOST_IPV6_ADDRESS, port)).isEqualTo("hello");
		// The container itself, by the host's address.
		assertThat(get(web.namespace(), HOST_IPV6_ADDRESS, port)).isEqualTo("hello");
		int local = web.ports().get(2).hostPort();
		this.lab.serve(web.namespace(), 81);
		assertThat(get(this.lab.host(), "127.0.0.1", local)).isEqualTo("hello");
		assertThat(get(this.lab.host(), "::1", local)).isNull();
		assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, local)).isNull();
	}

	@Test
	void aPortAtOneAddressIsReachedThereOnly() throws Exception {
		this.driver.networks().create("backend", (network) -> network.ipv6Subnet("fd12:3456:789a::/64"));
		Attachment web = this.driver.attach(holder("web"), request("backend", PublishedPort.parse("[::1]:8080:80"),
				PublishedPort.parse("[2001:db8::1]:8081:80"), PublishedPort.parse("[::]:8082:80")));
		assertThat(web.ports()).hasToString("[[::1]:8080:80/tcp, [2001:db8::1]:8081:80/tcp, [::]:8082:80/tcp]");
		this.lab.serve(web.namespace(), 80);
		for (int filtered : List.of(1, 0)) {
			// Whether or not bridged packets are shown to the firewall.
			this.lab.setParameter(this.lab.host(), "bridge/bridge-nf-call-ip6tables", "" + filtered);
			assertThat(get(this.lab.host(), "::1", 8080)).isEqualTo("hello");
			assertThat(get(this.lab.host(), HOST_IPV6_ADDRESS, 8080)).isNull();
			assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, 8080)).isNull();
			assertThat(get(this.lab.host(), HOST_IPV6_ADDRESS, 8081)).isEqualTo("hello");
			assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, 8081)).isEqualTo("hello");
			assertThat(get(this.lab.host(), "::1", 8081)).isNull();
			assertThat(get(this.lab.host(), "127.0.0.1", 8082)).isNull();
			assertThat(get(this.lab.host(), "::1", 8082)).isEqualTo("hello");
			assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, 8082)).isEqualTo("hello");
		}
		// Other things of the host at ::1 go on.
		this.lab.serve(this.lab.host(), 9090);
		assertThat(get(this.lab.host(), "::1", 9090)).isEqualTo("hello");
	}

	@Test
	void aNeighbourWithARouteReachesNothingThatIsNotPublished() throws Exception {
		this.driver.networks().create("backend", (network) -> network.ipv6Subnet("fd12:3456:789a::/64"));
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses(), PublishedPort.parse("[::1]:8081:80")));
		this.lab.serve(web.namespace(), 80);
		this.lab.in(this.lab.neighbour(), "ip", "route", "add", "fd12:3456:789a::/64", "via", HOST_IPV6_ADDRESS);
		assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(get(this.lab.neighbour(), address(web), 80)).isNull();
		assertThat(this.lab.tryIn(this.lab.neighbour(), "ping", "-c", "1", "-W", "1", address(web)).code()).isNotZero();
		// It forges ::1, as it would 127.0.0.1.
		this.lab.in(this.lab.neighbour(), "busybox", "sh", "-c",
				"ip -6 addr del ::1/128 dev lo; ip -6 route add ::1/128 via " + HOST_IPV6_ADDRESS + " dev lan0");
		assertThat(get(this.lab.neighbour(), "::1", 8081)).isNull();
	}

	@Test
	void nothingLeavesAnInternalNetworkAndNoServiceOfTheHostIsReachedFromAnIsolatedOne() throws Exception {
		this.driver.networks().create("inside", (network) -> network.ipv6(true).internal());
		Network apart = this.driver.networks().create("apart", (network) -> network.ipv6(true).isolated());
		Attachment web = this.driver.attach(holder("web"), request("inside"));
		Attachment other = this.driver.attach(holder("other"), request("inside"));
		Attachment third = this.driver.attach(holder("third"), request("apart"));
		this.lab.serve(web.namespace(), 80);
		this.lab.serve(this.lab.neighbour(), 80);
		this.lab.serve(this.lab.host(), 80);
		assertThat(get(other.namespace(), address(web), 80)).isEqualTo("hello");
		assertThat(this.lab.in(other.namespace(), "ip", "-6", "route", "show", "default")).isEmpty();
		this.lab.in(other.namespace(), "ip", "route", "add", "::/0", "via",
				IpAddresses.format(Objects.requireNonNull(this.driver.networks().inspect("inside").ipv6Gateway())));
		assertThat(get(other.namespace(), NEIGHBOUR_IPV6_ADDRESS, 80)).isNull();
		assertThat(get(third.namespace(), NEIGHBOUR_IPV6_ADDRESS, 80)).isEqualTo("hello");
		assertThat(get(third.namespace(), IpAddresses.format(Objects.requireNonNull(apart.ipv6Gateway())), 80))
			.isNull();
		assertThat(get(third.namespace(), HOST_IPV6_ADDRESS, 80)).isNull();
	}

	@Test
	void noContainerIsARouterForTheHostOrForOthers() {
		this.driver.networks().create("backend", (network) -> network.ipv6(true));
		this.driver.networks().create("frontend");
		for (Network network : this.driver.networks().list()) {
			String accepted = "ipv6/conf/" + network.interfaceName() + "/accept_ra";
			assertThat(this.lab.parameter(this.lab.host(), accepted)).isEqualTo("0");
		}
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		assertThat(this.lab.parameter(web.namespace(), "ipv6/conf/eth0/accept_ra")).isEqualTo("0");
		Attachment other = this.driver.attach(holder("other"), request("frontend"));
		assertThat(this.lab.in(other.namespace(), "ip", "-6", "addr", "show", "dev", "eth0")).isEmpty();
		assertThat(this.lab.parameter(other.namespace(), "ipv6/conf/eth0/accept_ra")).isEqualTo("0");
		assertThat(other.endpoints().get(0).ipv6Address()).isNull();
		String bridge = this.driver.networks().inspect("frontend").interfaceName();
		this.lab.setParameter(this.lab.host(), "ipv6/conf/" + bridge + "/accept_ra", "1");
		assertThat(this.driver.repair()).isOne();
		assertThat(this.lab.parameter(this.lab.host(), "ipv6/conf/" + bridge + "/accept_ra")).isEqualTo("0");
	}

	@Test
	void aFirewallThatDropsWhatIsForwardedGetsRules() throws Exception {
		this.lab.in(this.lab.host(), "ip6tables", "-P", "FORWARD", "DROP");
		this.driver.networks().create("plain");
		assertThat(this.driver.networks().status().forwardPolicy()).isEqualTo(ForwardPolicy.ACCEPT);
		this.driver.networks().create("backend", (network) -> network.ipv6(true));
		assertThat(this.driver.networks().status().forwardPolicy()).isEqualTo(ForwardPolicy.DROP_OTHERS);
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		Attachment other = this.driver.attach(holder("other"), request("backend"));
		this.lab.serve(web.namespace(), 80);
		this.lab.serve(this.lab.neighbour(), 80);
		assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(get(other.namespace(), address(web), 80)).isEqualTo("hello");
		assertThat(get(other.namespace(), NEIGHBOUR_IPV6_ADDRESS, 80)).isEqualTo("hello");
		this.lab.in(this.lab.host(), "ip6tables", "-F", "FORWARD");
		assertThat(this.driver.networks().status().forwardPolicy()).isEqualTo(ForwardPolicy.DROP);
		assertThat(this.driver.repair()).isEqualTo(2);
		assertThat(get(this.lab.neighbour(), HOST_IPV6_ADDRESS, 8080)).isEqualTo("hello");
		this.driver.detach(web);
		this.driver.detach(other);
		this.driver.networks().remove("backend");
		assertThat(this.lab.in(this.lab.host(), "ip6tables", "-S", "FORWARD")).isEqualTo("-P FORWARD DROP");
	}

	@Test
	void aFlushedFirewallIsMended() throws Exception {
		this.driver.networks().create("backend", (network) -> network.ipv6(true));
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses(), PublishedPort.parse("[::1]:8081:80")));
		this.lab.serve(web.namespace(), 80);
		List<String> before = this.lab.holdings();
		assertThat(this.driver.repair()).isZero();
		this.lab.flushFirewall();
		assertThat(get(this.lab.host(), "::1", 8080)).isNull();
		assertThat(this.driver.repair()).isPositive();
		assertThat(this.lab.holdings()).isEqualTo(before);
		assertThat(get(this.lab.host(), "::1", 8080)).isEqualTo("hello");
		assertThat(get(this.lab.host(), "::1", 8081)).isEqualTo("hello");
		this.lab.in(this.lab.host(), "nft", "delete", "element", "inet", "libcontainerd", "loopback6",
				"{ tcp . 8080 }");
		this.lab.setParameter(this.lab.host(), "ipv6/conf/all/forwarding", "0");
		assertThat(this.driver.networks().status().forwarding()).isFalse();
		assertThat(this.driver.repair()).isEqualTo(2);
		assertThat(this.lab.holdings()).isEqualTo(before);
		assertThat(this.driver.networks().status().forwarding()).isTrue();
	}

	@Test
	void theTableOfAnEarlierVersionGetsWhatItLacks() throws Exception {
		this.driver.networks().create("old");
		Attachment old = this.driver.attach(holder("old"),
				request("old", PublishedPort.tcp(8080, 80).onAllAddresses()));
		this.lab.serve(old.namespace(), 80);
		String table = table();
		becomeOld();
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		// By one who needs it.
		this.lab.driver().networks().create("backend", (network) -> network.ipv6(true));
		Attachment web = this.driver.attach(holder("web"), request("backend", PublishedPort.parse("[::1]:8081:80")));
		this.lab.serve(web.namespace(), 80);
		assertThat(get(this.lab.host(), "::1", 8081)).isEqualTo("hello");
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		this.driver.detach(web);
		this.driver.networks().remove("backend");
		assertThat(table()).isEqualTo(table);
		becomeOld();
		// By the next one who looks.
		assertThat(this.driver.repair()).isPositive();
		assertThat(this.driver.repair()).isZero();
		assertThat(table()).isEqualTo(table);
	}

	private String table() {
		return this.lab.in(this.lab.host(), "nft", "-s", "list", "table", "inet", "libcontainerd")
			.lines()
			.sorted()
			.toList()
			.toString();
	}

	/**
	 * Take out of the table what knows of IPv6.
	 */
	private void becomeOld() {
		List<String> rules = Table.lines()
			.stream()
			.filter((line) -> line.startsWith("add rule") && !line.matches(".*(ip6|icmpv6| ::1|6$).*"))
			.toList();
		StringBuilder input = new StringBuilder();
		for (String chain : List.of("guard", "depart", "inward", "local", "outgoing", "through", "host", "arrive")) {
			input.append("flush chain inet libcontainerd ").append(chain).append('\n');
		}
		input.append("delete chain inet libcontainerd depart\ndelete chain inet libcontainerd arrive\n");
		rules.forEach((rule) -> input.append(rule).append('\n'));
		for (String map : List.of("addresses6", "published6", "everywhere6", "loopback6")) {
			input.append("delete map inet libcontainerd ").append(map).append('\n');
		}
		input.append("delete set inet libcontainerd subnets6\n");
		assertThat(this.lab.entered().run(List.of("nft", "-f", "-"), input.toString()).text()).isEmpty();
	}

	@Test
	void routesThatRoutersAdvertiseAreNotLost() {
		this.lab.in(this.lab.host(), "ip", "-6", "route", "del", "default");
		this.lab.in(this.lab.host(), "ip", "-6", "route", "add", "default", "via", NEIGHBOUR_IPV6_ADDRESS, "dev",
				"lan0", "proto", "ra");
		this.lab.setParameter(this.lab.host(), "ipv6/conf/lan0/accept_ra", "1");
		refused(() -> this.driver.networks().create("backend", (network) -> network.ipv6(true)))
			.withMessageContaining("'sysctl -w net.ipv6.conf.lan0.accept_ra=2'");
		assertThat(this.lab.holdings()).isEmpty();
		assertThat(this.lab.parameter(this.lab.host(), "ipv6/conf/all/forwarding")).isEqualTo("0");
		// Nothing is forwarded for these.
		this.driver.networks().create("plain");
		this.driver.networks().create("inside", (network) -> network.ipv6(true).internal());
		assertThat(this.lab.parameter(this.lab.host(), "ipv6/conf/all/forwarding")).isEqualTo("0");
		assertThat(this.driver.networks().status().forwarding()).isTrue();
		this.lab.setParameter(this.lab.host(), "ipv6/conf/lan0/accept_ra", "2");
		this.driver.networks().create("backend", (network) -> network.ipv6(true));
		assertThat(this.lab.parameter(this.lab.host(), "ipv6/conf/all/forwarding")).isEqualTo("1");
		// Nor are they lost by a repair.
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		this.lab.setParameter(this.lab.host(), "ipv6/conf/all/forwarding", "0");
		this.lab.setParameter(this.lab.host(), "ipv6/conf/lan0/accept_ra", "1");
		assertThat(this.driver.repair()).isZero();
		assertThat(this.lab.parameter(this.lab.host(), "ipv6/conf/all/forwarding")).isEqualTo("0");
		assertThat(this.driver.networks().status().forwarding()).isFalse();
		this.driver.detach(web);
	}

	@Test
	void aHostWithoutIpv6SaysSoAndHasNetworksWithoutIt() throws Exception {
		this.lab.setParameter(this.lab.host(), "ipv6/conf/all/disable_ipv6", "1");
		refused(() -> this.driver.networks().create("backend", (network) -> network.ipv6(true)))
			.withMessageContaining("net.ipv6.conf.all.disable_ipv6=0");
		assertThat(this.lab.holdings()).isEmpty();
		this.driver.networks().create("backend");
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		assertThat(web.ports()).hasSize(1);
		this.lab.serve(web.namespace(), 80);
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		assertThat(this.driver.repair()).isZero();
	}

	private static ThrowableAssertAlternative<NetworkException> refused(ThrowableAssert.ThrowingCallable call) {
		return assertThatExceptionOfType(NetworkException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.IPV6_UNAVAILABLE));
	}

	@Test
	void aPortOfAContainerWithoutIpv6IsNotPublishedInIpv6() {
		this.driver.networks().create("backend");
		this.driver.networks().create("inside", (network) -> network.ipv6(true).internal());
		for (String network : List.of("backend", "inside")) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(
						() -> this.driver.attach(holder("web"), request(network, PublishedPort.parse("[::1]:8080:80"))))
				.withMessageContaining(
						network.equals("backend") ? "none of its networks that are not internal has IPv6" : "internal");
		}
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		assertThat(web.ports()).hasToString("[0.0.0.0:8080:80/tcp]");
		assertThat(get(this.lab.host(), "::1", 8080)).isNull();
	}

}

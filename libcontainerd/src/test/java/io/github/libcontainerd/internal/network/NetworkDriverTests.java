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
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.NetworksStatus;
import io.github.libcontainerd.network.PublishedPort;

import static io.github.libcontainerd.internal.network.NetworkLab.holder;
import static io.github.libcontainerd.internal.network.NetworkLab.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What packets may do, on the real kernel.
 */
class NetworkDriverTests extends NetworkLabTest {

	@Test
	void aPublishedPortIsReachedFromTheHostOnly() throws Exception {
		this.driver.networks().create("backend");
		Attachment web = this.driver.attach(holder("web"), request("backend", PublishedPort.tcp(80)));
		this.lab.serve(web.namespace(), 80);
		int port = web.ports().get(0).hostPort();
		assertThat(web.ports().get(0).reachableAt().getHostString()).isEqualTo("127.0.0.1");
		assertThat(get(this.lab.host(), "127.0.0.1", port)).isEqualTo("hello");
		assertThat(get(this.lab.host(), NetworkLab.HOST_ADDRESS, port)).isNull();
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, port)).isNull();
	}

	@Test
	void aNeighbourReachesWhatIsPublishedAtItsAddressAndNothingElse() throws Exception {
		this.driver.networks().create("backend", (network) -> network.subnet("10.90.7.0/24"));
		Attachment web = this.driver.attach(holder("web"), request("backend",
				PublishedPort.tcp(8080, 80).on(NetworkLab.HOST_ADDRESS), PublishedPort.tcp(8081, 80)));
		this.lab.serve(web.namespace(), 80);
		String address = web.endpoints().get(0).address().getHostAddress();
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(get(this.lab.host(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isNull();
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8081)).isNull();
		// With a route to the container itself, and with a forged 127.0.0.1.
		this.lab.in(this.lab.neighbour(), "ip", "route", "add", "10.90.7.0/24", "via", NetworkLab.HOST_ADDRESS);
		assertThat(get(this.lab.neighbour(), address, 80)).isNull();
		this.lab.in(this.lab.neighbour(), "busybox", "sh", "-c",
				"echo 1 > /proc/sys/net/ipv4/conf/lan0/route_localnet; ip addr del 127.0.0.1/8 dev lo; "
						+ "ip route add 127.0.0.1/32 via " + NetworkLab.HOST_ADDRESS + " src "
						+ NetworkLab.NEIGHBOUR_ADDRESS);
		assertThat(get(this.lab.neighbour(), "127.0.0.1", 8081)).isNull();
	}

	@Test
	void aPortAtAllAddressesIsReachedByAll() throws Exception {
		this.driver.networks().create("backend");
		this.driver.networks().create("frontend");
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		Attachment other = this.driver.attach(holder("other"), request("frontend"));
		this.lab.serve(web.namespace(), 80);
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(get(other.namespace(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		// The container itself, by the host's address.
		assertThat(get(web.namespace(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
	}

	@Test
	void containersOfOneNetworkReachEachOtherAndThoseOfAnotherDoNot() throws Exception {
		this.driver.networks().create("backend");
		this.driver.networks().create("frontend");
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		Attachment other = this.driver.attach(holder("other"), request("backend"));
		Attachment third = this.driver.attach(holder("third"), request("frontend"));
		this.lab.serve(web.namespace(), 80);
		String address = web.endpoints().get(0).address().getHostAddress();
		assertThat(get(other.namespace(), address, 80)).isEqualTo("hello");
		assertThat(get(third.namespace(), address, 80)).isNull();
		this.lab.serve(this.lab.neighbour(), 80);
		assertThat(get(third.namespace(), NetworkLab.NEIGHBOUR_ADDRESS, 80)).isEqualTo("hello");
	}

	@Test
	void aContainerInTwoNetworksReachesBoth() throws Exception {
		this.driver.networks().create("backend");
		this.driver.networks().create("frontend");
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		Attachment other = this.driver.attach(holder("other"), request("frontend"));
		Attachment third = this.driver.attach(holder("third"), new AttachRequest(
				List.of(EndpointRequest.of("backend").build(), EndpointRequest.of("frontend").build()), List.of()));
		this.lab.serve(web.namespace(), 80);
		this.lab.serve(other.namespace(), 80);
		assertThat(get(third.namespace(), web.endpoints().get(0).address().getHostAddress(), 80)).isEqualTo("hello");
		assertThat(get(third.namespace(), other.endpoints().get(0).address().getHostAddress(), 80)).isEqualTo("hello");
	}

	@Test
	void nothingLeavesAnInternalNetworkAndNoServiceOfTheHostIsReachedFromAnIsolatedOne() throws Exception {
		this.driver.networks().create("inside", (network) -> network.internal());
		this.driver.networks().create("apart", (network) -> network.isolated());
		Attachment web = this.driver.attach(holder("web"), request("inside"));
		Attachment other = this.driver.attach(holder("other"), request("inside"));
		Attachment third = this.driver.attach(holder("third"), request("apart"));
		this.lab.serve(web.namespace(), 80);
		this.lab.serve(this.lab.neighbour(), 80);
		this.lab.serve(this.lab.host(), 80);
		assertThat(get(other.namespace(), web.endpoints().get(0).address().getHostAddress(), 80)).isEqualTo("hello");
		this.lab.in(other.namespace(), "ip", "route", "add", "default", "via",
				this.driver.networks().inspect("inside").gateway().getHostAddress());
		assertThat(get(other.namespace(), NetworkLab.NEIGHBOUR_ADDRESS, 80)).isNull();
		assertThat(get(third.namespace(), NetworkLab.NEIGHBOUR_ADDRESS, 80)).isEqualTo("hello");
		assertThat(get(third.namespace(), this.driver.networks().inspect("apart").gateway().getHostAddress(), 80))
			.isNull();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.driver.attach(holder("fourth"), request("inside", PublishedPort.tcp(80))));
	}

	@Test
	void datagramsReachAPublishedPort() throws Exception {
		this.driver.networks().create("backend");
		Attachment web = this.driver.attach(holder("web"), request("backend", PublishedPort.udp(5353, 53)));
		Process server = new ProcessBuilder("nsenter", "--net=" + web.namespace(),
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), DatagramEcho.class.getName(), "53")
			.start();
		try {
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.lab
					.tryIn(this.lab.host(), "bash", "-c",
							"exec 3<>/dev/udp/127.0.0.1/5353; echo ping >&3; timeout 1 head -c 4 <&3")
					.text()).isEqualTo("ping"));
		}
		finally {
			this.lab.stop(server);
		}
	}

	@Test
	void theKernelForgetsWhereDatagramsWentBefore() throws Exception {
		assertThat(datagramsOfOneSocket(this.driver)).containsExactly("none", "ping", "none", "ping");
	}

	@Test
	void withoutTheProgramConntrackAPortIsPublishedAllTheSame() throws Exception {
		Path some = Files.createDirectory(this.lab.web().resolve("programs"));
		for (String program : List.of("nsenter", "unshare", "sh", "ip", "nft", "tee", "cat", "umount")) {
			Files.createSymbolicLink(some.resolve(program), Path.of("/usr/bin/env").resolveSibling(program));
			if (!Files.isExecutable(some.resolve(program))) {
				Files.delete(some.resolve(program));
				Files.createSymbolicLink(some.resolve(program), Path.of("/usr/sbin", program));
			}
		}
		assertThat(datagramsOfOneSocket(this.lab.driver(this.lab.entered(some)))).startsWith("none", "none");
	}

	/**
	 * Send datagrams from one port of the host to a port that is published, withdrawn and
	 * published again for another container.
	 * @return the answers
	 */
	private List<String> datagramsOfOneSocket(NetworkDriver driver) throws Exception {
		driver.networks().create("backend");
		List<String> answers = new ArrayList<>(List.of(sendDatagram()));
		for (String id : List.of("one", "two")) {
			Attachment attached = driver.attach(holder(id), request("backend", PublishedPort.udp(5353, 53)));
			Process server = javaIn(attached.namespace(), DatagramEcho.class, "53");
			Awaitility.await()
				.until(() -> this.lab.in(attached.namespace(), "cat", "/proc/net/udp6", "/proc/net/udp")
					.contains(":0035 "));
			answers.add(sendDatagram());
			this.lab.stop(server);
			driver.detach(attached);
			answers.add(sendDatagram());
		}
		return answers.subList(0, 4);
	}

	private String sendDatagram() throws IOException {
		Process client = javaIn(this.lab.host(), DatagramClient.class);
		return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static Process javaIn(Path namespace, Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + namespace,
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).start();
	}

	@Test
	void thePacketsAreAsLargeAsThoseOfTheDefaultRoute() {
		assertThat(this.driver.networks().create("backend").mtu()).isEqualTo(NetworkLab.MTU);
		Attachment web = this.driver.attach(holder("web"), request("backend"));
		assertThat(this.lab.in(web.namespace(), "ip", "link", "show", "eth0")).contains("mtu " + NetworkLab.MTU + " ");
	}

	@Test
	void packetsMayBeTooSmallForIpv6() throws Exception {
		assertThat(this.driver.networks().create("small", (network) -> network.mtu(1000)).mtu()).isEqualTo(1000);
		Attachment web = this.driver.attach(holder("web"), request("small", PublishedPort.tcp(8080, 80)));
		this.lab.serve(web.namespace(), 80);
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		this.driver.detach(web);
	}

	@Test
	void aFirewallThatDropsWhatIsForwardedGetsRules() throws Exception {
		this.lab.in(this.lab.host(), "iptables", "-P", "FORWARD", "DROP");
		this.driver.networks().create("backend");
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		Attachment other = this.driver.attach(holder("other"), request("backend"));
		this.lab.serve(web.namespace(), 80);
		this.lab.serve(this.lab.neighbour(), 80);
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(get(other.namespace(), web.endpoints().get(0).address().getHostAddress(), 80)).isEqualTo("hello");
		assertThat(get(other.namespace(), NetworkLab.NEIGHBOUR_ADDRESS, 80)).isEqualTo("hello");
		this.driver.detach(web);
		this.driver.detach(other);
		this.driver.networks().remove("backend");
		assertThat(this.lab.in(this.lab.host(), "iptables", "-S", "FORWARD")).isEqualTo("-P FORWARD DROP");
	}

	@Test
	void aFlushedFirewallIsMended() throws Exception {
		this.driver.networks().create("backend");
		Attachment web = this.driver.attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80)));
		this.lab.serve(web.namespace(), 80);
		List<String> before = this.lab.holdings();
		assertThat(this.driver.repair()).isZero();
		this.lab.in(this.lab.host(), "nft", "flush", "ruleset");
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isNull();
		assertThat(this.driver.repair()).isPositive();
		assertThat(this.lab.holdings()).isEqualTo(before);
		assertThat(get(this.lab.host(), "127.0.0.1", 8080)).isEqualTo("hello");
		this.lab.in(this.lab.host(), "nft", "flush", "ruleset");
		// A start and an end don't mind.
		Attachment other = this.driver.attach(holder("other"), request("backend"));
		this.lab.in(this.lab.host(), "nft", "flush", "ruleset");
		this.driver.detach(other);
	}

	@Test
	void rulesThatSomebodyTakesOutAreMadeAgain() throws Exception {
		this.driver.networks().create("backend");
		Attachment web = this.driver.attach(holder("web"),
				request("backend", PublishedPort.tcp(8080, 80).onAllAddresses()));
		this.lab.serve(web.namespace(), 80);
		String before = this.lab.in(this.lab.host(), "nft", "-s", "list", "table", "inet", "libcontainerd");
		Bridge bridge = new Bridge("backend", this.driver.networks().inspect("backend").subnet(), null, 0, false,
				false);
		for (String chain : List.of("inward", "through", bridge.chain())) {
			this.lab.in(this.lab.host(), "nft", "flush", "chain", "inet", "libcontainerd", chain);
		}
		this.lab.in(this.lab.host(), "nft", "delete", "element", "inet", "libcontainerd", "bridges",
				"{ " + bridge.interfaceName() + " }");
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8080)).isNull();
		assertThat(this.driver.repair()).isEqualTo(4);
		assertThat(get(this.lab.neighbour(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo("hello");
		assertThat(this.lab.in(this.lab.host(), "nft", "-s", "list", "table", "inet", "libcontainerd"))
			.isEqualTo(before);
		assertThat(this.driver.repair()).isZero();
		this.lab.in(this.lab.host(), "nft", "flush", "chain", "inet", "libcontainerd", "guard");
		this.lab.in(this.lab.host(), "nft", "delete", "chain", "inet", "libcontainerd", "guard");
		assertThat(this.driver.repair()).isOne();
		assertThat(this.driver.repair()).isZero();
	}

	@Test
	void theStatusTellsWhatIsThereAndWhatWasMended() {
		Instant began = Instant.now();
		NetworksStatus status = this.driver.networks().status();
		assertThat(status.programs()).contains("ip", "nft", "unshare", "umount");
		assertThat(status.missingPrograms()).isEmpty();
		assertThat(status.table()).isFalse();
		assertThat(status.networks()).isEmpty();
		assertThat(status.lastRepair()).isNull();
		assertThat(status.forwardPolicy()).isEqualTo(NetworksStatus.ForwardPolicy.ACCEPT);
		this.driver.networks().create("small", (network) -> network.subnet("10.90.7.0/29"));
		this.driver.networks().create("other");
		this.driver.attach(holder("web"), request("small", PublishedPort.tcp(8080, 80)));
		this.lab.in(this.lab.host(), "nft", "delete", "element", "inet", "libcontainerd", "published",
				"{ 127.0.0.1 . tcp . 8080 }");
		this.lab.in(this.lab.host(), "busybox", "sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward");
		assertThat(this.driver.networks().status().forwarding()).isFalse();
		assertThat(this.driver.repair()).isEqualTo(2);
		status = this.driver.networks().status();
		assertThat(status.table()).isTrue();
		assertThat(status.forwarding()).isTrue();
		assertThat(status.networks()).containsExactly(new NetworksStatus.Usage("other", 0, 253),
				new NetworksStatus.Usage("small", 1, 5));
		assertThat(status.repaired()).isEqualTo(2).isEqualTo(this.driver.repaired());
		assertThat(status.lastRepair()).isBetween(began, Instant.now());
		assertThat(status.setUps().count()).isOne();
		assertThat(status.setUps().time()).isPositive();
		assertThat(status.swept()).isZero();
		NetworkDriver next = this.lab.driver();
		next.sweep("default", Set.of());
		assertThat(next.networks().status().swept()).isOne();
	}

	@Test
	void theStatusTellsThatAFirewallDropsWhatIsForwarded() {
		this.driver.networks().create("backend");
		this.driver.attach(holder("web"), request("backend"));
		this.lab.in(this.lab.host(), "iptables", "-P", "FORWARD", "DROP");
		assertThat(this.driver.networks().status().forwardPolicy()).isEqualTo(NetworksStatus.ForwardPolicy.DROP);
		assertThat(this.driver.repair()).isEqualTo(2);
		assertThat(this.driver.networks().status().forwardPolicy()).isEqualTo(NetworksStatus.ForwardPolicy.DROP_OTHERS);
	}

	@Test
	void whatAnotherProcessHasListenedAtIsNotPublished() throws Exception {
		this.driver.networks().create("backend");
		this.lab.serve(this.lab.host(), 8080);
		for (PublishedPort port : List.of(PublishedPort.tcp(8080, 80), PublishedPort.tcp(8080, 80).onAllAddresses())) {
			assertThatExceptionOfType(NetworkException.class)
				.isThrownBy(() -> this.driver.attach(holder("web"), request("backend", port)))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE))
				.withMessageContaining(":8080/tcp is used by another process of this host ('busybox', pid ");
		}
		assertThat(this.lab.holdings()).noneMatch((holding) -> holding.contains("default/web"));
	}

	@Test
	void theContainerThatHasAPortIsNamed() {
		this.driver.networks().create("backend");
		this.driver.attach(holder("web"), request("backend", PublishedPort.tcp(8080, 80)));
		// A process of its own, whose sockets know nothing of the other's.
		NetworkDriver another = new NetworkDriver(this.lab.settings("aabbccdd"), this.lab.entered());
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> another.attach(new Holder("aabbccdd", "apps", "web"),
					request("backend", PublishedPort.tcp(8080, 80))))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.PORT_IN_USE))
			.withMessageContaining("127.0.0.1:8080/tcp is published by container 'default/web'");
		Holder ranged = new Holder("aabbccdd", "apps", "ranged");
		Attachment second = another.attach(ranged, request("backend", PublishedPort.parse("8080-8082:80")));
		assertThat(second.ports().get(0).hostPort()).isEqualTo(8081);
		another.detach(second);
	}

	private String get(Path namespace, String address, int port) {
		return this.lab.get(namespace, address, port);
	}

	/**
	 * Sends a datagram from a port that is always the same, and says what comes back.
	 */
	static final class DatagramClient {

		private DatagramClient() {
		}

		public static void main(String[] args) throws IOException {
			try (DatagramSocket socket = new DatagramSocket(4444)) {
				socket.setSoTimeout(1000);
				socket.send(new DatagramPacket(new byte[] { 'p', 'i', 'n', 'g' }, 4,
						new InetSocketAddress("127.0.0.1", 5353)));
				DatagramPacket answer = new DatagramPacket(new byte[64], 64);
				socket.receive(answer);
				System.out.print(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
			}
			catch (SocketTimeoutException ex) {
				System.out.print("none");
			}
		}

	}

	/**
	 * Sends back each datagram that it gets.
	 */
	static final class DatagramEcho {

		private DatagramEcho() {
		}

		public static void main(String[] args) throws IOException {
			try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(args[0]))) {
				DatagramPacket packet = new DatagramPacket(new byte[64], 64);
				while (true) {
					socket.receive(packet);
					socket.send(packet);
				}
			}
		}

	}

}

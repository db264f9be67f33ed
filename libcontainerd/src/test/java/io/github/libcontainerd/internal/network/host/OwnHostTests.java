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

package io.github.libcontainerd.internal.network.host;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.libcontainerd.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OwnHost}.
 */
class OwnHostTests {

	private final OwnHost host = OwnHost.create();

	static Stream<Arguments> listeners() {
		return Stream.of(Arguments.of(StandardProtocolFamily.INET, "127.0.0.1"),
				Arguments.of(StandardProtocolFamily.INET, "0.0.0.0"), Arguments.of(StandardProtocolFamily.INET6, "::"))
			.flatMap((listener) -> Stream.of("127.0.0.1", "0.0.0.0")
				.map((wish) -> Arguments.of(listener.get()[0], listener.get()[1], wish)));
	}

	@ParameterizedTest
	@MethodSource("listeners")
	void aPortThatAProcessHasIsNotReserved(ProtocolFamily family, String address, String wish) throws IOException {
		InetAddress wished = InetAddress.getByName(wish);
		try (ServerSocketChannel listener = ServerSocketChannel.open(family);
				DatagramChannel receiver = DatagramChannel.open(family)) {
			listener.bind(new InetSocketAddress(address, 0));
			receiver.bind(new InetSocketAddress(address, 0));
			int tcp = ((InetSocketAddress) listener.getLocalAddress()).getPort();
			int udp = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> this.host.reserve(Protocol.TCP, wished, tcp));
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> this.host.reserve(Protocol.UDP, wished, udp));
		}
	}

	@Test
	void nobodyElseGetsAReservedPort() throws IOException {
		InetAddress address = InetAddress.getByName("127.0.0.1");
		try (Host.Reservation reservation = this.host.reserve(Protocol.TCP, address, 0);
				ServerSocketChannel other = ServerSocketChannel.open()) {
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> other.bind(new InetSocketAddress(address, reservation.port())));
		}
	}

	// Its last connection occupies the port for a minute.
	@Test
	void aPortIsFreeAsSoonAsTheServerHasEnded() throws IOException {
		InetAddress address = InetAddress.getByName("127.0.0.1");
		int port;
		try (ServerSocketChannel listener = ServerSocketChannel.open()) {
			listener.bind(new InetSocketAddress(address, 0));
			InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
			port = local.getPort();
			try (SocketChannel client = SocketChannel.open(local)) {
				listener.accept().close();
				assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			}
		}
		assertThat(connections(port)).anyMatch((line) -> line.contains("TIME-WAIT"));
		try (Host.Reservation reservation = this.host.reserve(Protocol.TCP, address, port)) {
			assertThat(reservation.port()).isEqualTo(port);
		}
	}

	private List<String> connections(int port) {
		return this.host.run(List.of("ss", "-Hnat", "sport = :" + port), "").text().lines().toList();
	}

}

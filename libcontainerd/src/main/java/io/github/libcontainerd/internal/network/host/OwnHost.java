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
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.Protocol;

/**
 * The network namespace of this process.
 */
public final class OwnHost implements Host {

	private static final Path PARAMETERS = Path.of("/proc/sys/net");

	private final Programs programs;

	private OwnHost(Programs programs) {
		this.programs = programs;
	}

	/**
	 * Create a host.
	 * @return the host
	 */
	public static OwnHost create() {
		return new OwnHost(Programs.ofSystem());
	}

	@Override
	public Output run(List<String> command, String input) {
		return this.programs.run(command, input);
	}

	@Override
	public Output run(Path program, Map<String, String> environment, String input, Duration limit) {
		return this.programs.run(List.of(program.toString()), environment, input, limit);
	}

	@Override
	public String path() {
		return "/proc/" + ProcessHandle.current().pid() + "/ns/net";
	}

	@Override
	public boolean has(String program) {
		return this.programs.has(program);
	}

	@Override
	public String get(String name) throws IOException {
		return Files.readString(PARAMETERS.resolve(name)).strip();
	}

	@Override
	public boolean set(String name, String value) throws IOException {
		if (get(name).equals(value)) {
			return false;
		}
		Files.writeString(PARAMETERS.resolve(name), value);
		return true;
	}

	// A socket that is bound and does not listen keeps others from the port, and from
	// being given it as a free one. What arrives is on its way to the container before.
	@Override
	public Reservation reserve(Protocol protocol, InetAddress address, int port) throws IOException {
		InetSocketAddress wished = new InetSocketAddress(address, port);
		if (protocol == Protocol.UDP) {
			return bind(DatagramChannel.open(), wished);
		}
		try {
			return bind(SocketChannel.open(), wished);
		}
		catch (BindException ex) {
			// Connections of a server that has ended occupy its port for a minute. This
			// fails too when there is one that listens.
			return bind(SocketChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true), wished);
		}
	}

	private static Reservation bind(NetworkChannel channel, InetSocketAddress address) throws IOException {
		try {
			channel.bind(address);
			return new BoundPort(channel, ((InetSocketAddress) channel.getLocalAddress()).getPort());
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
		catch (UnsupportedAddressTypeException ex) {
			channel.close();
			throw new IOException("this Java has no IPv6 (java.net.preferIPv4Stack)", ex);
		}
	}

	@Override
	public boolean hasInterface(String name) {
		try {
			return NetworkInterface.getByName(name) != null;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	private record BoundPort(NetworkChannel channel, int port) implements Reservation {

		@Override
		public void close() {
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// It is closed all the same.
			}
		}

	}

}

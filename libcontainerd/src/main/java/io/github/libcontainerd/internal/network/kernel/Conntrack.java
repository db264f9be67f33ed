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

package io.github.libcontainerd.internal.network.kernel;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.internal.network.host.Host;

/**
 * What the kernel remembers of flows. It keeps sending the datagrams of one to where the
 * first of them went, also when the port was published, or published by another
 * container, meanwhile.
 */
public final class Conntrack {

	public static final String PROGRAM = "conntrack";

	private final Host host;

	public Conntrack(Host host) {
		this.host = host;
	}

	/**
	 * Let the kernel forget the flows to ports of UDP, after these were published or
	 * taken back. Does nothing when the host lacks the program.
	 */
	public void forget(List<Claims.Port> ports) {
		for (Claims.Port port : ports) {
			if (port.protocol() == Protocol.UDP) {
				List<String> command = new ArrayList<>(
						List.of(PROGRAM, "-D", "-p", "udp", "--orig-port-dst", Integer.toString(port.port())));
				if (port.address() instanceof Inet6Address) {
					command.addAll(List.of("-f", "ipv6"));
				}
				if (!port.address().isAnyLocalAddress()) {
					command.addAll(List.of("--orig-dst", IpAddresses.format(port.address())));
				}
				// Says with its exit code that there were none.
				this.host.runIfPresent(command);
			}
		}
	}

}

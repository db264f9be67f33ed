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
package io.github.libcontainerd.internal.ready;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;

/**
 * What can be looked at from outside a container.
 */
final class ReadyChecks {

	private static final int MOST_OUTPUT = 500;

	private final NetworkMode network;

	ReadyChecks(NetworkMode network) {
		this.network = network;
	}

	void ports(RunningContainer container, Duration limit) throws NotReady {
		List<PortBinding> ports = container.ports();
		for (PortBinding port : ports) {
			if (port.protocol() == Protocol.TCP && (isIpv4(port) || ports.stream()
				.noneMatch((other) -> isIpv4(other) && other.containerPort() == port.containerPort()))) {
				connect(port.reachableAt(), limit);
			}
		}
	}

	// A program may listen in one family only.
	private static boolean isIpv4(PortBinding port) {
		return port.hostAddress() instanceof Inet4Address;
	}

	ReadyCheck port(int containerPort) {
		return (container, limit) -> connect(address(container, containerPort), limit);
	}

	private InetSocketAddress address(RunningContainer container, int containerPort) {
		for (PortBinding port : container.ports()) {
			if (port.protocol() == Protocol.TCP && port.containerPort() == containerPort) {
				return port.reachableAt();
			}
		}
		InetAddress own = container.address();
		return new InetSocketAddress((own != null) ? own : InetAddress.getLoopbackAddress(), containerPort);
	}

	boolean isReachable(int containerPort, List<Integer> published) {
		return published.contains(containerPort) || this.network instanceof NetworkMode.Bridge
				|| this.network instanceof NetworkMode.Cni || this.network instanceof NetworkMode.Host;
	}

	private static void connect(InetSocketAddress address, Duration limit) throws NotReady {
		try (Socket socket = new Socket(Proxy.NO_PROXY)) {
			socket.connect(address, millis(limit));
		}
		catch (IOException ex) {
			throw NotReady
				.yet(address.getAddress().getHostAddress() + ":" + address.getPort() + " says " + ex.getMessage(), ex);
		}
	}

	ReadyCheck http(WaitStrategy.Http http) {
		return (container, limit) -> {
			InetSocketAddress address = address(container, http.containerPort());
			try {
				URL url = URI.create("http://" + literal(address.getAddress()) + ":" + address.getPort() + http.path())
					.toURL();
				HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
				try {
					connection.setConnectTimeout(millis(limit));
					connection.setReadTimeout(millis(limit));
					connection.setInstanceFollowRedirects(false);
					connection.setUseCaches(false);
					int status = connection.getResponseCode();
					if (!counts(http.statuses(), status)) {
						throw NotReady.yet("it answers with status " + status, null);
					}
				}
				finally {
					connection.disconnect();
				}
			}
			catch (IOException ex) {
				throw NotReady.yet(String.valueOf(ex.getMessage()), ex);
			}
		};
	}

	private static String literal(InetAddress address) {
		return (address.getAddress().length > 4) ? "[" + IpAddresses.format(address) + "]" : address.getHostAddress();
	}

	private static boolean counts(Set<Integer> statuses, int status) {
		return statuses.isEmpty() ? status >= 200 && status < 400 : statuses.contains(status);
	}

	ReadyCheck command(List<String> command) {
		return (container, limit) -> {
			try {
				RunResult result = container
					.exec(ExecRequest.of(command.toArray(String[]::new)).timeout(limit).build());
				if (!result.successful()) {
					throw NotReady.yet(result.timedOut() ? "it takes too long"
							: "it ends with " + result.exitCode() + output(result), null);
				}
			}
			catch (ContainerdException ex) {
				throw NotReady.yet(String.valueOf(ex.getMessage()), ex);
			}
		};
	}

	private static String output(RunResult result) {
		String text = (result.stdout().text() + result.stderr().text()).strip();
		return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(MOST_OUTPUT, text.length()));
	}

	static String statuses(Set<Integer> statuses) {
		return statuses.isEmpty() ? "200 to 399"
				: statuses.stream().sorted().map(String::valueOf).collect(Collectors.joining(" or "));
	}

	private static int millis(Duration limit) {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, limit.toMillis()));
	}

}

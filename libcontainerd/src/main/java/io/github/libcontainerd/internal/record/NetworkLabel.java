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

package io.github.libcontainerd.internal.record;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Endpoint;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;

/**
 * What a container has of networks, on labels of its record.
 */
final class NetworkLabel {

	private static final String KEY = ContainerLabels.PREFIX + "network";

	private static final String ENDPOINTS = KEY + ".endpoints";

	private static final String PORTS = KEY + ".ports";

	private static final String USER_NAMESPACE = KEY + ".user-namespace";

	private static final String WISHED_ENDPOINTS = KEY + ".wished-endpoints";

	private static final String WISHED_PORTS = KEY + ".wished-ports";

	private static final String WISHED_SITE = KEY + ".wished-site";

	private NetworkLabel() {
	}

	static Map<String, String> write(@Nullable Attachment attachment) {
		if (attachment == null) {
			return Map.of();
		}
		Map<String, String> labels = new HashMap<>();
		labels.put(KEY,
				attachment.holder().owner() + " " + attachment.holder().namespace() + " " + attachment.namespace());
		labels.put(ENDPOINTS,
				attachment.endpoints()
					.stream()
					.map((endpoint) -> write(endpoint.network(), endpoint.address(), endpoint.aliases(),
							endpoint.ipv6Address()))
					.collect(Collectors.joining(" ")));
		if (attachment.userNamespace() != null) {
			labels.put(USER_NAMESPACE, attachment.userNamespace().toString());
		}
		if (!attachment.ports().isEmpty()) {
			labels.put(PORTS, attachment.ports().stream().map(PortBinding::toString).collect(Collectors.joining(" ")));
		}
		return labels;
	}

	private static String write(String network, @Nullable InetAddress address, List<String> aliases,
			@Nullable InetAddress ipv6Address) {
		return network + "=" + ((address != null) ? IpAddresses.format(address) : "") + "=" + String.join(",", aliases)
				+ ((ipv6Address != null) ? "=" + IpAddresses.format(ipv6Address) : "");
	}

	/**
	 * What a container asked for, for the next time that it is started.
	 */
	static Map<String, String> write(@Nullable AttachRequest wishes) {
		if (wishes == null) {
			return Map.of();
		}
		Map<String, String> labels = new HashMap<>();
		labels.put(WISHED_ENDPOINTS,
				wishes.endpoints()
					.stream()
					.map((wish) -> write(wish.network(), wish.address(), wish.aliases(), wish.ipv6Address()))
					.collect(Collectors.joining(" ")));
		if (wishes.site() != null) {
			labels.put(WISHED_SITE, wishes.site());
		}
		if (!wishes.ports().isEmpty()) {
			labels.put(WISHED_PORTS,
					wishes.ports().stream().map(PublishedPort::toString).collect(Collectors.joining(" ")));
		}
		return labels;
	}

	static @Nullable AttachRequest readWishes(Map<String, String> labels) {
		String value = labels.get(WISHED_ENDPOINTS);
		if (value == null) {
			return null;
		}
		try {
			List<EndpointRequest> endpoints = new ArrayList<>();
			for (String endpoint : value.isEmpty() ? new String[0] : value.split(" ")) {
				String[] fields = endpoint.split("=", -1);
				endpoints.add(new EndpointRequest(fields[0], fields[1].isEmpty() ? null : IpAddresses.parse(fields[1]),
						ipv6Address(fields), aliases(fields)));
			}
			String ports = labels.get(WISHED_PORTS);
			return new AttachRequest(endpoints,
					(ports != null) ? Stream.of(ports.split(" ")).map(PublishedPort::parse).toList() : List.of(),
					labels.get(WISHED_SITE), null);
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException | InvalidRequestException ex) {
			// Not of ours.
			return null;
		}
	}

	static @Nullable Attachment read(String id, Map<String, String> labels) {
		String value = labels.get(KEY);
		if (value == null) {
			return null;
		}
		try {
			return read(id, value, labels);
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException | InvalidRequestException ex) {
			// Not of ours.
			return null;
		}
	}

	private static Attachment read(String id, String value, Map<String, String> labels) {
		String[] parts = value.split(" ", 3);
		List<Endpoint> endpoints = new ArrayList<>();
		for (String endpoint : labels.getOrDefault(ENDPOINTS, "").split(" ")) {
			String[] fields = endpoint.split("=", -1);
			endpoints.add(new Endpoint(fields[0], IpAddresses.parse(fields[1]), ipv6Address(fields), aliases(fields)));
		}
		List<PortBinding> ports = new ArrayList<>();
		String published = labels.get(PORTS);
		if (published != null) {
			for (String port : published.split(" ")) {
				PublishedPort parsed = PublishedPort.parse(port);
				InetAddress address = parsed.address();
				if (address == null) {
					throw new IllegalArgumentException("a port without an address: " + port);
				}
				ports.add(new PortBinding(parsed.protocol(), address, parsed.firstHostPort(), parsed.containerPort()));
			}
		}
		String user = labels.get(USER_NAMESPACE);
		return new Attachment(new Holder(parts[0], parts[1], id), Path.of(parts[2]), endpoints, ports,
				(user != null) ? Path.of(user) : null);
	}

	private static List<String> aliases(String[] fields) {
		return fields[2].isEmpty() ? List.of() : List.of(fields[2].split(","));
	}

	private static @Nullable InetAddress ipv6Address(String[] fields) {
		return (fields.length > 3) ? IpAddresses.parse(fields[3]) : null;
	}

}

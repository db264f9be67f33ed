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
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Endpoint;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.network.Subnet;

/**
 * What a container has of networks, on labels of its record.
 */
final class NetworkLabel {

	private static final String KEY = ContainerLabels.PREFIX + "network";

	private static final String ENDPOINTS = KEY + ".endpoints";

	private static final String PORTS = KEY + ".ports";

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
					.map((endpoint) -> endpoint.network() + "=" + endpoint.address().getHostAddress() + "="
							+ String.join(",", endpoint.aliases()))
					.collect(Collectors.joining(" ")));
		if (!attachment.ports().isEmpty()) {
			labels.put(PORTS, attachment.ports().stream().map(PortBinding::toString).collect(Collectors.joining(" ")));
		}
		return labels;
	}

	/**
	 * What a container asked for, for the next time that it is started.
	 */
	static Map<String, String> write(@Nullable AttachRequest wishes) {
		if (wishes == null) {
			return Map.of();
		}
		Map<String, String> labels = new HashMap<>();
		labels.put(WISHED_ENDPOINTS, wishes.endpoints()
			.stream()
			.map((wish) -> wish.network() + "=" + ((wish.address() != null) ? wish.address().getHostAddress() : "")
					+ "=" + String.join(",", wish.aliases()))
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
				endpoints.add(new EndpointRequest(fields[0], fields[1].isEmpty() ? null : address(fields[1]),
						fields[2].isEmpty() ? List.of() : List.of(fields[2].split(","))));
			}
			String ports = labels.get(WISHED_PORTS);
			return new AttachRequest(endpoints,
					(ports != null) ? Stream.of(ports.split(" ")).map(PublishedPort::parse).toList() : List.of(),
					labels.get(WISHED_SITE));
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
			endpoints.add(new Endpoint(fields[0], address(fields[1]),
					fields[2].isEmpty() ? List.of() : List.of(fields[2].split(","))));
		}
		List<PortBinding> ports = new ArrayList<>();
		String published = labels.get(PORTS);
		if (published != null) {
			for (String port : published.split(" ")) {
				PublishedPort parsed = PublishedPort.parse(port);
				ports.add(new PortBinding(parsed.protocol(), address(port.substring(0, port.indexOf(':'))),
						parsed.firstHostPort(), parsed.containerPort()));
			}
		}
		return new Attachment(new Holder(parts[0], parts[1], id), Path.of(parts[2]), endpoints, ports);
	}

	private static InetAddress address(String text) {
		return Subnet.parse(text + "/32").address();
	}

}

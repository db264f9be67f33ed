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

package io.github.libcontainerd.boot.actuate;

import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.boot.container.DeclaredContainers;

/**
 * Description of a container.
 *
 * @param id the container id
 * @param status what it is doing
 * @param pid the process id of its first process on the host; {@code null} when there is
 * none
 * @param run the number of the current run, counting from 1
 * @param createdAt when it was created
 * @param startedAt when the current run was started
 * @param image the image
 * @param declaration the name that it is declared by in {@code libcontainerd.containers};
 * {@code null} when it is not
 * @param labels the labels, with sanitized values
 * @param oomKilled whether the out-of-memory killer hit the current run
 * @param exit how it has ended, if it was kept after its end
 * @param health what its health check says; {@code null} when it has none
 * @param processes the ids of additional processes
 * @param networks its address in each of its networks; {@code null} for none
 * @param ipv6Networks its address of IPv6 in each of those that have IPv6; {@code null}
 * for none
 * @param ports its published ports; {@code null} for none
 * @param pids all its processes on the host
 * @param usage what it uses, in short
 * @param problems why something is missing; {@code null} when nothing is
 * @since 0.1.0
 */
public record ContainerDescriptor(String id, String status, @Nullable Integer pid, int run, Instant createdAt,
		@Nullable Instant startedAt, @Nullable String image, @Nullable String declaration, Map<String, Object> labels,
		boolean oomKilled, @Nullable ExitDescriptor exit, @Nullable String health, List<String> processes,
		@Nullable Map<String, String> networks, @Nullable Map<String, String> ipv6Networks,
		@Nullable List<PortDescriptor> ports, @Nullable List<Integer> pids, @Nullable UsageDescriptor usage,
		@Nullable Map<String, String> problems) implements OperationResponseBody {

	static ContainerDescriptor of(ContainerInfo info, Map<String, Object> labels, @Nullable UsageDescriptor usage,
			@Nullable List<Integer> pids, @Nullable Map<String, String> problems) {
		ExitDescriptor exit = (info.exit() != null) ? ExitDescriptor.of(info.exit()) : null;
		return new ContainerDescriptor(info.id(), info.status().name().toLowerCase(Locale.ROOT),
				(info.pid() > 0) ? info.pid() : null, info.run(), info.createdAt(), info.startedAt(), info.image(),
				info.labels().get(DeclaredContainers.NAME_LABEL), labels, info.oomKilled(), exit,
				(info.health() != null) ? info.health().name().toLowerCase(Locale.ROOT) : null, info.processes(),
				addresses(info.networks()), addresses(info.ipv6Networks()), ports(info), pids, usage, problems);
	}

	private static @Nullable Map<String, String> addresses(Map<String, InetAddress> networks) {
		Map<String, String> addresses = new LinkedHashMap<>();
		networks.forEach((network, address) -> addresses.put(network, IpAddresses.format(address)));
		return (!addresses.isEmpty()) ? addresses : null;
	}

	private static @Nullable List<PortDescriptor> ports(ContainerInfo info) {
		return (!info.ports().isEmpty()) ? info.ports().stream().map(PortDescriptor::of).toList() : null;
	}

	/**
	 * Description of a published port.
	 *
	 * @param protocol {@code tcp} or {@code udp}
	 * @param hostAddress the address of the host; 0.0.0.0 for all, {@code ::} for all of
	 * IPv6
	 * @param hostPort the port of the host
	 * @param containerPort the port of the container
	 * @since 0.1.0
	 */
	public record PortDescriptor(String protocol, String hostAddress, int hostPort, int containerPort) {

		static PortDescriptor of(PortBinding port) {
			return new PortDescriptor(port.protocol().toString(), IpAddresses.format(port.hostAddress()),
					port.hostPort(), port.containerPort());
		}

	}

}

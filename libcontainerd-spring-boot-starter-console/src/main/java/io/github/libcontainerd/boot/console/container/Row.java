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

package io.github.libcontainerd.boot.console.container;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.run.ContainerPool;

/**
 * A line of the list.
 *
 * @param id the container id
 * @param status what it is doing
 * @param image what it was made from
 * @param command what it was told to run, if the console knows
 * @param createdAt when it was created
 * @param startedAt when it was started
 * @param exitedAt when it ended
 * @param run the number of the run
 * @param kept whether it has ended and holds disk until it is removed
 * @param exitCode how it ended; {@code null} if it has not, or nobody knows
 * @param oomKilled whether it was killed for its memory
 * @param timedOut whether it was killed because its time was up
 * @param health whether it is well
 * @param declared the name under which it is declared
 * @param pool the pool that it belongs to
 * @param labels its labels
 * @param networks the names of its networks, and its addresses in them
 * @param ports its published ports
 */
public record Row(String id, ContainerStatus status, @Nullable String image, @Nullable String command,
		Instant createdAt, @Nullable Instant startedAt, @Nullable Instant exitedAt, int run, boolean kept,
		@Nullable Integer exitCode, boolean oomKilled, boolean timedOut, @Nullable HealthStatus health,
		@Nullable String declared, @Nullable String pool, Map<String, String> labels, Map<String, String> networks,
		List<Port> ports) {

	static Row of(ContainerInfo info, @Nullable String command) {
		ExitStatus exit = info.exit();
		Map<String, String> networks = new LinkedHashMap<>();
		info.networks().forEach((name, address) -> networks.put(name, IpAddresses.format(address)));
		return new Row(info.id(), info.status(), info.image(), Secrets.outOfNullable(command), info.createdAt(),
				info.startedAt(), (exit != null) ? exit.exitedAt() : null, info.run(), info.kept(), code(exit),
				info.oomKilled(), exit != null && exit.timedOut(), info.health(),
				info.labels().get(DeclaredContainers.NAME_LABEL), info.labels().get(ContainerPool.LABEL),
				Secrets.outOf(info.labels()), networks, info.ports().stream().map(Port::of).toList());
	}

	static Row ended(String id, @Nullable String image, @Nullable String command, Instant at, ExitStatus end) {
		return new Row(id, ContainerStatus.EXITED, image, Secrets.outOfNullable(command), at, at, end.exitedAt(), 0,
				false, code(end), end.oomKilled(), end.timedOut(), null, null, null, Map.of(), Map.of(), List.of());
	}

	private static @Nullable Integer code(@Nullable ExitStatus end) {
		return (end != null && end.codeKnown()) ? end.code() : null;
	}

	/**
	 * A published port.
	 *
	 * @param text as it is written
	 * @param hostPort the port of the host
	 * @param containerPort the port of the container
	 * @param host the address to reach it at
	 * @param tcp whether a browser may be able to open it
	 */
	public record Port(String text, int hostPort, int containerPort, String host, boolean tcp) {

		static Port of(PortBinding port) {
			return new Port(port.toString(), port.hostPort(), port.containerPort(),
					IpAddresses.format(port.hostAddress()), port.protocol() == Protocol.TCP);
		}

	}

}

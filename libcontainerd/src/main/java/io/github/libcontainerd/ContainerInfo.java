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

package io.github.libcontainerd;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A container at one moment. Immutable.
 *
 * @param id the container id
 * @param status what it is doing
 * @param pid the process id of init on the host; 0 when there is none
 * @param run the number of the current run, counting from 1
 * @param createdAt when the container was created
 * @param startedAt when the current run was started; {@code null} before that
 * @param image the image given at creation; {@code null} when none was
 * @param labels the labels
 * @param oomKilled whether the kernel's out-of-memory killer killed a process of the
 * current run
 * @param processes the ids of additional processes that run
 * @param exit how it has ended, if it was kept after its end; {@code null} for all others
 * @param health what its health check says; {@code null} when it has none or does not run
 * @param networks its address in each of its networks, by the name of the network, the
 * one with the default route first; empty for none
 * @param ipv6Networks its address of IPv6 in each of those that have IPv6
 * @param ports its published ports
 * @since 0.1.0
 */
public record ContainerInfo(String id, ContainerStatus status, int pid, int run, Instant createdAt,
		@Nullable Instant startedAt, @Nullable String image, Map<String, String> labels, boolean oomKilled,
		List<String> processes, @Nullable ExitStatus exit, @Nullable HealthStatus health,
		Map<String, InetAddress> networks, Map<String, InetAddress> ipv6Networks, List<PortBinding> ports) {

	/**
	 * Create the information about a container.
	 */
	public ContainerInfo {
		labels = Map.copyOf(labels);
		processes = List.copyOf(processes);
		networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
		ipv6Networks = Collections.unmodifiableMap(new LinkedHashMap<>(ipv6Networks));
		ports = List.copyOf(ports);
	}

	/**
	 * Create the information about a container that is in no network.
	 * @param id the container id
	 * @param status what it is doing
	 * @param pid the process id of init on the host; 0 when there is none
	 * @param run the number of the current run, counting from 1
	 * @param createdAt when the container was created
	 * @param startedAt when the current run was started; {@code null} before that
	 * @param image the image given at creation; {@code null} when none was
	 * @param labels the labels
	 * @param oomKilled whether the kernel's out-of-memory killer killed a process of the
	 * current run
	 * @param processes the ids of additional processes that run
	 * @param exit how it has ended, if it was kept after its end; {@code null} for all
	 * others
	 * @param health what its health check says; {@code null} when it has none or does not
	 * run
	 */
	public ContainerInfo(String id, ContainerStatus status, int pid, int run, Instant createdAt,
			@Nullable Instant startedAt, @Nullable String image, Map<String, String> labels, boolean oomKilled,
			List<String> processes, @Nullable ExitStatus exit, @Nullable HealthStatus health) {
		this(id, status, pid, run, createdAt, startedAt, image, labels, oomKilled, processes, exit, health, Map.of(),
				Map.of(), List.of());
	}

	/**
	 * Create the description of a container that has not ended and has no health check.
	 * @param id the container id
	 * @param status what it is doing
	 * @param pid the process id of init on the host; 0 when there is none
	 * @param run the number of the current run
	 * @param createdAt when the container was created
	 * @param startedAt when the current run was started; {@code null} before that
	 * @param image the image; {@code null} when none was given
	 * @param labels the labels
	 * @param oomKilled whether the kernel killed a process of the current run for its use
	 * of memory
	 * @param processes the ids of additional processes that run
	 */
	public ContainerInfo(String id, ContainerStatus status, int pid, int run, Instant createdAt,
			@Nullable Instant startedAt, @Nullable String image, Map<String, String> labels, boolean oomKilled,
			List<String> processes) {
		this(id, status, pid, run, createdAt, startedAt, image, labels, oomKilled, processes, null, null);
	}

	/**
	 * Whether it has ended and was kept: it holds disk until it is deleted.
	 * @return {@code false} for what runs, is starting or is ending
	 */
	public boolean kept() {
		return this.exit != null;
	}

}

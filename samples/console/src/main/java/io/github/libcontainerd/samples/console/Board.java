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

package io.github.libcontainerd.samples.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;

/**
 * The containers that are shown: all that run, those that were kept after their end, and
 * the last others of the console's own that have ended. The latter are nothing but an
 * entry in memory with the end of their output; on the host nothing is left of them.
 */
@Component
class Board {

	static final int MAX_ENDED = 50;

	private static final int LOG_BYTES = 1 << 20;

	private final Client client;

	private final Containers containers;

	private final Networks networks;

	private final ObjectProvider<BusyboxRoot> busybox;

	private final Map<String, Started> started = new ConcurrentHashMap<>();

	Board(Client client, Containers containers, Networks networks, ObjectProvider<BusyboxRoot> busybox) {
		this.client = client;
		this.containers = containers;
		this.networks = networks;
		this.busybox = busybox;
	}

	RunningContainer run(Order order) {
		RunRequest.Builder request = StringUtils.hasText(order.image()) ? RunRequest.of(order.image())
				: RunRequest.ofDirectory(this.busybox.getObject().path()).readOnlyRootfs(true).tmpfs("/tmp", 16 << 20);
		String command = StringUtils.hasText(order.command()) ? order.command() : null;
		if (command != null) {
			request.command("/bin/sh", "-c", command);
		}
		if (StringUtils.hasText(order.id())) {
			request.id(order.id());
		}
		if (StringUtils.hasText(order.memory())) {
			request.memory(order.memory());
		}
		if (order.cpus() != null) {
			request.cpus(order.cpus());
		}
		if (order.pids() != null) {
			request.pids(order.pids());
		}
		if (order.timeoutSeconds() != null) {
			request.timeout(Duration.ofSeconds(order.timeoutSeconds()));
		}
		words(order.ports()).map(PublishedPort::parse).forEach(request::publish);
		if (StringUtils.hasText(order.network())) {
			this.networks.create(order.network());
			request.network(order.network());
		}
		if (StringUtils.hasText(order.restart())) {
			request.restart(RestartPolicy.parse(order.restart()));
		}
		if (Boolean.TRUE.equals(order.keep())) {
			// Its log is in a file by default, which stays as well.
			request.remove(false);
		}
		else {
			request.log(LogSink.memory(LOG_BYTES));
		}
		RunningContainer container = this.containers.start(request.build());
		this.started.put(container.id(), new Started(container, command, Instant.now()));
		forgetOldest();
		return container;
	}

	private static Stream<String> words(@Nullable String text) {
		return StringUtils.hasText(text) ? Stream.of(text.strip().split("[\\s,]+")) : Stream.empty();
	}

	private void forgetOldest() {
		List<Started> ended = this.started.values()
			.stream()
			.filter(Started::ended)
			.sorted(Comparator.comparing(Started::at).reversed())
			.toList();
		ended.stream().skip(MAX_ENDED).forEach((old) -> this.started.remove(old.container().id(), old));
	}

	RunningContainer find(String id) {
		Started known = this.started.get(id);
		if (known != null) {
			return known.container();
		}
		return this.containers.find(id)
			.orElseThrow(() -> new NotFoundException(null, "There is no container '" + id + "'", null));
	}

	void start(String id) {
		RunningContainer again = find(id).start();
		this.started.computeIfPresent(id, (same, before) -> new Started(again, before.command(), Instant.now()));
	}

	void remove(String id) {
		find(id).remove();
		this.started.remove(id);
	}

	List<Row> rows(Usage usage) {
		List<Row> rows = new ArrayList<>();
		for (ContainerInfo info : this.client.list()) {
			Started known = this.started.get(info.id());
			rows.add(new Row(info.id(), info.status(), info.image(), (known != null) ? known.command() : null,
					info.createdAt(), info.run(), info.kept(), code(info.exit()), info.oomKilled(),
					info.exit() != null && info.exit().timedOut(), usage.of(info.id()), info.labels(),
					info.networks().keySet().stream().toList(),
					info.ports().stream().map(PortBinding::toString).toList()));
		}
		List<String> live = rows.stream().map(Row::id).toList();
		this.started.forEach((id, entry) -> {
			if (entry.ended() && !live.contains(id)) {
				ExitStatus end = entry.container().exit().join();
				rows.add(new Row(id, ContainerStatus.EXITED, entry.container().image(), entry.command(), entry.at(), 0,
						false, code(end), end.oomKilled(), end.timedOut(), null, Map.of(), List.of(), List.of()));
			}
		});
		rows.sort(Comparator.comparing(Row::createdAt).reversed());
		return rows;
	}

	private static @Nullable Integer code(@Nullable ExitStatus end) {
		return (end != null && end.codeKnown()) ? end.code() : null;
	}

	/**
	 * A container that the console has started.
	 *
	 * @param container the container
	 * @param command what it was told to run
	 * @param at when it was started
	 */
	private record Started(RunningContainer container, @Nullable String command, Instant at) {

		boolean ended() {
			return this.container.exit().isDone() && !this.container.exit().isCompletedExceptionally();
		}

	}

	/**
	 * What somebody wants to have run. What is left out is as the image says, or not
	 * limited.
	 *
	 * @param id the container id
	 * @param image the image; that of the console without one
	 * @param command a line for the shell
	 * @param memory the most memory, such as {@code 64m}
	 * @param cpus the most processors, such as 0.5
	 * @param pids the most processes
	 * @param timeoutSeconds after which it is killed
	 * @param restart when it is started again, as Docker writes it
	 * @param keep whether it stays after its end
	 * @param ports the ports to publish, as Docker writes them, with spaces between
	 * @param network the network, which is made if it is missing
	 */
	record Order(@Nullable String id, @Nullable String image, @Nullable String command, @Nullable String memory,
			@Nullable Double cpus, @Nullable Long pids, @Nullable Long timeoutSeconds, @Nullable String restart,
			@Nullable Boolean keep, @Nullable String ports, @Nullable String network) {
	}

	/**
	 * A line of the list.
	 *
	 * @param id the container id
	 * @param status what it is doing
	 * @param image what it was made from
	 * @param command what it was told to run, if the console knows
	 * @param createdAt when it was created
	 * @param run the number of the run
	 * @param kept whether it has ended and holds disk until it is removed
	 * @param exitCode how it ended; {@code null} if it has not, or nobody knows
	 * @param oomKilled whether it was killed for its memory
	 * @param timedOut whether it was killed because its time was up
	 * @param usage what it uses
	 * @param labels its labels
	 * @param networks the names of its networks
	 * @param ports its published ports
	 */
	record Row(String id, ContainerStatus status, @Nullable String image, @Nullable String command, Instant createdAt,
			int run, boolean kept, @Nullable Integer exitCode, boolean oomKilled, boolean timedOut,
			Usage.@Nullable Figures usage, Map<String, String> labels, List<String> networks, List<String> ports) {
	}

}

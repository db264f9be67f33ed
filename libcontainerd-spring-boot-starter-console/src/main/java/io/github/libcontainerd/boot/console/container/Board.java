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

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;

/**
 * The containers that are shown: all that run, those that were kept after their end, and
 * the last others of the console's own that have ended. The latter are nothing but an
 * entry in memory with the end of their output; on the host nothing is left of them.
 */
public class Board {

	/** How many of the console's own that have ended are remembered. */
	public static final int MAX_ENDED = 50;

	private static final int LOG_BYTES = 1 << 20;

	private final Client client;

	private final @Nullable Path rootfs;

	private final Map<String, Started> started = new ConcurrentHashMap<>();

	/**
	 * Create a board.
	 * @param client the client whose containers are shown
	 * @param rootfs the root file system of containers without an image
	 */
	public Board(Client client, @Nullable Path rootfs) {
		this.client = client;
		this.rootfs = rootfs;
	}

	RunningContainer run(RunOrder order) {
		RunRequest.Builder request = order.request(this.rootfs);
		String network = order.networkToCreate();
		if (network != null) {
			this.client.networks().create(network);
		}
		if (order.isKept()) {
			// Its log is in a file by default, which stays as well.
			request.remove(false);
		}
		else {
			request.log(LogSink.memory(LOG_BYTES));
		}
		RunningContainer container = this.client.containers().start(request.build());
		String command = StringUtils.hasText(order.command()) ? order.command() : null;
		this.started.put(container.id(), new Started(container, command, Instant.now()));
		forgetOldest();
		return container;
	}

	private void forgetOldest() {
		List<Started> ended = this.started.values()
			.stream()
			.filter(Started::ended)
			.sorted(Comparator.comparing(Started::at).reversed())
			.toList();
		ended.stream().skip(MAX_ENDED).forEach((old) -> this.started.remove(old.container().id(), old));
	}

	/**
	 * Return a container.
	 * @param id its id
	 * @return the container
	 * @throws NotFoundException if there is none
	 */
	public RunningContainer find(String id) {
		Started known = this.started.get(id);
		if (known != null) {
			return known.container();
		}
		return this.client.containers()
			.find(id)
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

	/**
	 * Return all containers.
	 * @return the containers, the newest first
	 */
	public List<Row> rows() {
		List<Row> rows = new ArrayList<>();
		for (ContainerInfo info : this.client.list()) {
			Started known = this.started.get(info.id());
			rows.add(Row.of(info, (known != null) ? known.command() : null));
		}
		Set<String> live = rows.stream().map(Row::id).collect(Collectors.toSet());
		this.started.forEach((id, entry) -> {
			if (entry.ended() && !live.contains(id)) {
				ExitStatus end = entry.container().exit().join();
				rows.add(Row.ended(id, entry.container().image(), entry.command(), entry.at(), end));
			}
		});
		rows.sort(Comparator.comparing(Row::createdAt).reversed().thenComparing(Row::id));
		return rows;
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

}

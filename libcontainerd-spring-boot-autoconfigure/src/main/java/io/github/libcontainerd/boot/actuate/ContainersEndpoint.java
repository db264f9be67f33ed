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

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.boot.actuate.BoundedCalls.Call;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.Signals;

/**
 * {@link Endpoint @Endpoint} for the containers of this application's clients. What runs
 * in a container, its specification and its environment, is not shown. Operations that
 * change something need {@code management.endpoint.containers.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "containers", defaultAccess = Access.READ_ONLY)
@RegisterReflectionForBinding({ StatsDescriptor.class, DiskDescriptor.class, LogsDescriptor.class })
public class ContainersEndpoint implements AutoCloseable {

	static final int DEFAULT_LIMIT = 200;

	static final int DEFAULT_LINES = 100;

	static final int MAXIMUM_LINES = 10_000;

	static final int DEFAULT_GRACE = 10;

	static final int MAXIMUM_GRACE = 300;

	private static final String STATS = "stats";

	static final String DISK = "disk";

	static final String LOGS = "logs";

	static final List<String> PARTS = List.of(DISK, LOGS, STATS);

	private static final String PIDS = "pids";

	private static final int PIDS_LIMIT = 50;

	private final EndpointClients clients;

	private final ShownLabels labels;

	private final BoundedCalls calls;

	/**
	 * Create a new endpoint.
	 * @param client the client that is meant when no namespace is given
	 * @param clients all clients
	 * @param sanitizingFunctions are applied to the values of labels
	 * @param showValues when the values of labels are shown
	 */
	public ContainersEndpoint(Client client, Supplier<? extends Collection<Client>> clients,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this(client, clients, sanitizingFunctions, showValues, Duration.ofSeconds(2));
	}

	ContainersEndpoint(Client client, Supplier<? extends Collection<Client>> clients,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues, Duration limit) {
		this.clients = new EndpointClients(client, clients);
		this.labels = new ShownLabels(sanitizingFunctions, showValues);
		this.calls = new BoundedCalls(limit);
	}

	/**
	 * Return the containers of a namespace.
	 * @param namespace the namespace; {@code null} for the default one
	 * @param limit how many to return at most
	 * @return the containers, by id; {@code null} for an unknown namespace
	 */
	@ReadOperation
	public @Nullable ContainersDescriptor containers(@Nullable String namespace, @Nullable Integer limit) {
		return getContainers(namespace, limit, this.labels.toAnyone());
	}

	/**
	 * Return one container.
	 * @param id the container
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the container, or {@code null} when there is none
	 */
	@ReadOperation
	public @Nullable ContainerDescriptor container(@Selector String id, @Nullable String namespace) {
		return getContainer(id, namespace, this.labels.toAnyone());
	}

	/**
	 * Return what a container uses or takes of the disk, or the end of its log.
	 * @param id the container
	 * @param part {@code stats}, {@code disk} or {@code logs}
	 * @param lines how many lines of the log at most
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the part, or {@code null} when there is no such container or part
	 */
	@ReadOperation
	public @Nullable OperationResponseBody containerPart(@Selector String id, @Selector String part,
			@Nullable Integer lines, @Nullable String namespace) {
		Client client = client(namespace);
		if (client == null) {
			return null;
		}
		try {
			return switch (part) {
				case STATS -> (find(client, id) != null) ? StatsDescriptor.of(client.stats(id)) : null;
				case DISK -> client.diskUsage(id).map(DiskDescriptor::of).orElse(null);
				case LOGS ->
					logs(client, id, number("lines", (lines != null) ? lines : DEFAULT_LINES, 1, MAXIMUM_LINES));
				default -> null;
			};
		}
		catch (NotFoundException ex) {
			return null;
		}
	}

	private static @Nullable LogsDescriptor logs(Client client, String id, int lines) {
		if (client.restorable().contains(id)) {
			// Finding it would take it over, or even stop it, and this only reads.
			return null;
		}
		RunningContainer container = client.containers().find(id).orElse(null);
		if (container == null) {
			return null;
		}
		try (Stream<LogEntry> entries = container.logs(LogOption.tail(lines))) {
			return LogsDescriptor.of(entries);
		}
	}

	/**
	 * Do something with a container.
	 * @param id the container
	 * @param action {@code pause}, {@code resume}, {@code stop}, {@code signal}, or
	 * {@code start} for one that has ended and was kept
	 * @param graceSeconds how long {@code stop} waits before it kills; ten seconds by
	 * default
	 * @param signal the name of the signal, such as {@code SIGHUP} or {@code HUP}, or its
	 * number
	 * @param namespace the namespace; {@code null} for the default one
	 * @return how a stopped container ended, {@code null} for other actions
	 */
	@WriteOperation
	public @Nullable ExitDescriptor controlContainer(@Selector String id, @Selector String action,
			@Nullable Integer graceSeconds, @Nullable String signal, @Nullable String namespace) {
		Client client = requireContainer(id, namespace);
		switch (action) {
			case "pause" -> client.pause(id);
			case "resume" -> client.resume(id);
			case "start" -> start(client, id);
			case "signal" -> client.signal(id, signal(signal));
			case "stop" -> {
				int grace = number("graceSeconds", (graceSeconds != null) ? graceSeconds : DEFAULT_GRACE, 0,
						MAXIMUM_GRACE);
				return ExitDescriptor.of(client.stop(id, Duration.ofSeconds(grace)));
			}
			default -> throw invalid("'" + action + "' is no action; there are pause, resume, signal, start and stop");
		}
		return null;
	}

	private static void start(Client client, String id) {
		client.containers()
			.find(id)
			.orElseThrow(() -> new NotFoundException(null, "There is no container '" + id + "'", null))
			.start();
	}

	/**
	 * Kill a container if it runs, and remove it.
	 * @param id the container
	 * @param namespace the namespace; {@code null} for the default one
	 */
	// The media type makes it the operation that the web extension replaces.
	@DeleteOperation(produces = "application/json")
	public void deleteContainer(@Selector String id, @Nullable String namespace) {
		requireContainer(id, namespace).delete(id);
	}

	@Override
	public void close() {
		this.calls.close();
	}

	@Nullable ContainersDescriptor getContainers(@Nullable String namespace, @Nullable Integer limit, boolean showUnsanitized) {
		int shown = number("limit", (limit != null) ? limit : DEFAULT_LIMIT, 1, Integer.MAX_VALUE);
		Client client = client(namespace);
		if (client == null) {
			return null;
		}
		List<ContainerInfo> all = client.list();
		Map<String, String> problems = new LinkedHashMap<>();
		if (all.isEmpty() && client.subscription().state() == SubscriptionState.CONNECTING) {
			problems.put("containers", "Not connected to containerd");
		}
		List<String> alive = all.stream()
			.limit(shown)
			.filter(ContainersEndpoint::alive)
			.map(ContainerInfo::id)
			.toList();
		Map<String, Stats> stats = null;
		Map<String, List<Integer>> pids = null;
		if (!alive.isEmpty()) {
			Call<Map<String, Stats>> statsCall = this.calls.start(STATS, client::stats);
			Call<Map<String, List<Integer>>> pidsCall = this.calls.start(PIDS, () -> pids(client, alive));
			stats = statsCall.get(problems);
			pids = pidsCall.get(problems);
		}
		Map<String, Stats> knownStats = (stats != null) ? stats : Map.of();
		Map<String, List<Integer>> knownPids = (pids != null) ? pids : Map.of();
		List<ContainerDescriptor> containers = all.stream()
			.limit(shown)
			.map((info) -> descriptor(info, knownStats.get(info.id()), knownPids.get(info.id()), null, showUnsanitized))
			.toList();
		return new ContainersDescriptor(client.namespace(), all.size(), containers, orNull(problems));
	}

	/**
	 * One call per container, so only of the first ones.
	 */
	private static Map<String, List<Integer>> pids(Client client, List<String> ids) {
		Map<String, List<Integer>> pids = new HashMap<>();
		for (String id : ids.subList(0, Math.min(ids.size(), PIDS_LIMIT))) {
			try {
				pids.put(id, client.pids(id));
			}
			catch (NotFoundException ex) {
				// It has ended meanwhile.
			}
		}
		return pids;
	}

	@Nullable ContainerDescriptor getContainer(String id, @Nullable String namespace, boolean showUnsanitized) {
		Client client = client(namespace);
		ContainerInfo info = (client != null) ? find(client, id) : null;
		if (client == null || info == null) {
			return null;
		}
		if (!alive(info)) {
			return descriptor(info, null, null, null, showUnsanitized);
		}
		Map<String, String> problems = new LinkedHashMap<>();
		Call<Stats> stats = this.calls.start(STATS, () -> client.stats(id));
		Call<List<Integer>> pids = this.calls.start(PIDS, () -> client.pids(id));
		return descriptor(info, stats.get(problems), pids.get(problems), orNull(problems), showUnsanitized);
	}

	private ContainerDescriptor descriptor(ContainerInfo info, @Nullable Stats stats, @Nullable List<Integer> pids,
			@Nullable Map<String, String> problems, boolean showUnsanitized) {
		return ContainerDescriptor.of(info, this.labels.of(info.labels(), showUnsanitized),
				(stats != null) ? UsageDescriptor.of(stats) : null, pids, problems);
	}

	private Client requireContainer(String id, @Nullable String namespace) {
		Client client = this.clients.require(namespace);
		client.inspect(id);
		return client;
	}

	EndpointClients clients() {
		return this.clients;
	}

	private @Nullable Client client(@Nullable String namespace) {
		return this.clients.find(namespace);
	}

	static @Nullable ContainerInfo find(Client client, String id) {
		try {
			return client.inspect(id);
		}
		catch (NotFoundException ex) {
			return null;
		}
	}

	private static boolean alive(ContainerInfo info) {
		return info.status() == ContainerStatus.RUNNING || info.status() == ContainerStatus.PAUSED;
	}

	private static int number(String name, @Nullable Integer value, int least, int most) {
		if (value == null || value < least || value > most) {
			throw invalid("'" + name + "' must be a number from " + least + " to " + most
					+ ((value != null) ? ", not " + value : ""));
		}
		return value;
	}

	private static int signal(@Nullable String signal) {
		try {
			return Signals.parse((signal != null) ? signal : "");
		}
		catch (InvalidRequestException ex) {
			throw invalid("'signal' must be a signal, such as SIGTERM, TERM or 15"
					+ ((signal != null) ? ", not '" + signal + "'" : ""));
		}
	}

	static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	private static @Nullable Map<String, String> orNull(Map<String, String> problems) {
		return (!problems.isEmpty()) ? Map.copyOf(problems) : null;
	}

	/**
	 * Description of the containers of a namespace.
	 *
	 * @param namespace the namespace
	 * @param total how many containers there are
	 * @param containers the containers, by id, up to the limit
	 * @param problems why something is missing; {@code null} when nothing is
	 * @since 0.1.0
	 */
	public record ContainersDescriptor(String namespace, int total, List<ContainerDescriptor> containers,
			@Nullable Map<String, String> problems) implements OperationResponseBody {
	}

}

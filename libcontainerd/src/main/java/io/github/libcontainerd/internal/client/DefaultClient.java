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

package io.github.libcontainerd.internal.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ContainerRemoval;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.container.ProcessRun;
import io.github.libcontainerd.internal.event.EventSubscription;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.task.TaskEvent;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.pool.ClientPools;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerRequest;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.resource.NetworkCounters;
import io.github.libcontainerd.internal.resource.ProcessSummaries;
import io.github.libcontainerd.internal.run.DefaultContainers;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.volume.Volumes;

/**
 * The client of one namespace: finds the container and makes the call.
 */
public final class DefaultClient implements Client {

	private static final Logger logger = LoggerFactory.getLogger(DefaultClient.class);

	private static final int MAX_SIGNAL = 64;

	// Most containers have ended by then, and nobody wonders yet.
	private static final Duration NOTICE_DELAY = Duration.ofSeconds(1);

	// Beyond the grace: the kill, the drain and the deletion.
	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

	private final ClientContext context;

	private final ContainerStop stop;

	private final ClientPools pools;

	private final Containers containers;

	private final Runnable closed;

	private final KnownContainers known = new KnownContainers();

	private final StoredContainers stored;

	private final CreateCommand creation;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private volatile @Nullable EventSubscription subscription;

	public DefaultClient(ClientContext context, Runnable closed) {
		this.context = context;
		this.stop = new ContainerStop(context);
		this.stored = new StoredContainers(context, this.known);
		ContainerTimeout timeout = new ContainerTimeout(context, this.stop);
		this.creation = new CreateCommand(context, this.known, timeout, this.closing::get);
		this.closed = closed;
		ClientRunEngine engine = new ClientRunEngine(this, context, this.creation,
				new StartAgainCommand(context, this.known, this.stored, timeout, this.closing::get), this.known,
				this.stored, this.closing::get);
		this.pools = new ClientPools(engine, context.scheduler(), context.workers());
		this.containers = new DefaultContainers(engine, this.pools);
	}

	@Override
	public String namespace() {
		return this.context.namespace();
	}

	@Override
	public Container create(String containerId, Spec spec, CreateOption... options) {
		return this.creation.run(ContainerRequest.of(containerId, spec, options,
				this.context.settings().get().runtime(), this.creation.operation(containerId)), (rootfs) -> {
				})
			.container();
	}

	@Override
	public void signal(String containerId, int signal) {
		signalProcess(containerId, StateInfo.INIT, signal);
	}

	@Override
	public void signalProcess(String containerId, String processId, int signal) {
		Operation operation = operation(ClientOperation.SIGNAL, containerId);
		if (signal < 0 || signal > MAX_SIGNAL) {
			throw new InvalidRequestException(operation, "there is no signal " + signal, null);
		}
		this.known.requireProcess(containerId, processId, operation);
		Rpc.await(this.context.tasks().kill(containerId, ProcessRun.execId(processId), signal, false), operation);
	}

	@Override
	public ContainerProcess addProcess(String containerId, String processId, Consumer<Process.Builder> process,
			Stdio stdio) {
		Operation operation = operation(ClientOperation.ADD_PROCESS, containerId).onProcess(processId);
		Identifiers.check("process id", processId, operation);
		return new AddProcessCommand(this.context).run(container(containerId, operation), processId, process, stdio,
				operation);
	}

	@Override
	public void resize(String containerId, String processId, int width, int height) {
		Operation operation = operation(ClientOperation.RESIZE, containerId);
		if (width < 0 || width > 0xFFFF || height < 0 || height > 0xFFFF) {
			throw new InvalidRequestException(operation,
					"no terminal has " + width + " columns and " + height + " rows", null);
		}
		this.known.requireProcess(containerId, processId, operation);
		Rpc.await(this.context.tasks().resizePty(containerId, ProcessRun.execId(processId), width, height), operation);
	}

	@Override
	public void pause(String containerId) {
		Operation operation = operation(ClientOperation.PAUSE, containerId);
		ManagedContainer container = container(containerId, operation);
		container.pauseControl().pause(KnownContainers.currentRun(container, operation), operation);
	}

	@Override
	public void resume(String containerId) {
		Operation operation = operation(ClientOperation.RESUME, containerId);
		ManagedContainer container = container(containerId, operation);
		container.pauseControl().resume(KnownContainers.currentRun(container, operation), operation);
	}

	@Override
	public Stats stats(String containerId) {
		Operation operation = operation(ClientOperation.STATS, containerId);
		container(containerId, operation);
		Stats stats = Rpc.await(this.context.tasks().metrics(List.of(containerId)), operation).get(containerId);
		if (stats == null) {
			throw new NotFoundException(operation, "containerd has no figures of it", null);
		}
		return withNetwork(containerId, stats);
	}

	// Those of the host are not the container's, and others have none.
	private Stats withNetwork(String containerId, Stats stats) {
		ManagedContainer container = this.known.get(containerId);
		if (container == null || container.plan().network() == null) {
			return stats;
		}
		int pid = container.info().pid();
		return (pid > 0) ? stats.withNetworkIo(NetworkCounters.of(pid)) : stats;
	}

	@Override
	public Map<String, Stats> stats() {
		Operation operation = ClientOperation.ALL_STATS.in(namespace());
		Map<String, Stats> stats = new HashMap<>(Rpc.await(this.context.tasks().metrics(List.of()), operation));
		stats.keySet().retainAll(this.known.ids());
		stats.replaceAll(this::withNetwork);
		return stats;
	}

	@Override
	public Optional<DiskUsage> diskUsage(String containerId) {
		Operation operation = operation(ClientOperation.DISK_USAGE, containerId);
		ManagedContainer container = this.known.get(containerId);
		RootSnapshot snapshot = (container != null) ? container.plan().snapshot()
				: RootSnapshot.of(this.stored.record(containerId, operation)
					.orElseThrow(() -> new NotFoundException(operation, "there is no such container", null)));
		return this.context.snapshots()
			.usage(snapshot, operation)
			.map((usage) -> new DiskUsage(usage.size(), usage.inodes()));
	}

	@Override
	public Spec spec(String containerId) {
		Operation operation = operation(ClientOperation.SPEC, containerId);
		ManagedContainer container = this.known.get(containerId);
		return (container != null) ? container.spec()
				: this.stored.record(containerId, operation)
					.map((record) -> Spec.fromJson(record.spec()))
					.orElseThrow(() -> new NotFoundException(operation, "there is no such container", null));
	}

	@Override
	public List<Integer> pids(String containerId) {
		Operation operation = operation(ClientOperation.PIDS, containerId);
		if (this.known.keptEnd(containerId).isPresent()) {
			return List.of();
		}
		container(containerId, operation);
		return Rpc.await(this.context.tasks().pids(containerId), operation);
	}

	@Override
	public List<ProcessSummary> summary(String containerId) {
		return pids(containerId).stream().map(ProcessSummaries::of).flatMap(Optional::stream).toList();
	}

	@Override
	public void updateResources(String containerId, LinuxResources resources) {
		Operation operation = operation(ClientOperation.UPDATE_RESOURCES, containerId);
		ManagedContainer container = container(containerId, operation);
		ResourceUpdate.apply(container, resources, this.context, operation);
	}

	@Override
	public void updateRestartPolicy(String containerId, RestartPolicy policy) {
		Operation operation = operation(ClientOperation.UPDATE_RESTART_POLICY, containerId);
		RestartManager restarts = container(containerId, operation).restarts();
		Rpc.await(this.context.containers().updateLabels(containerId, ContainerLabels.of(restarts, policy)), operation);
		restarts.setPolicy(policy);
	}

	@Override
	public void restore(String containerId) {
		Operation operation = operation(ClientOperation.RESTORE, containerId);
		Identifiers.check("container id", containerId, operation);
		new ContainerRestore(this.context, this.stop).restore(containerId, this.known, operation);
	}

	@Override
	public List<String> restorable() {
		return this.stored.restorable();
	}

	public StoredContainers stored() {
		return this.stored;
	}

	@Override
	public CompletableFuture<ExitStatus> waitForExit(String containerId) {
		Operation operation = operation(ClientOperation.WAIT, containerId);
		Optional<ExitStatus> kept = this.known.keptEnd(containerId);
		if (kept.isPresent()) {
			return CompletableFuture.completedFuture(kept.get());
		}
		return KnownContainers.currentRun(container(containerId, operation), operation).exit().copy();
	}

	@Override
	public ExitStatus stop(String containerId, Duration grace) {
		Operation operation = operation(ClientOperation.STOP, containerId);
		Optional<ExitStatus> kept = this.known.keptEnd(containerId);
		if (kept.isPresent()) {
			return kept.get();
		}
		return this.stop.stop(container(containerId, operation), grace, operation);
	}

	@Override
	public void delete(String containerId) {
		Operation operation = operation(ClientOperation.DELETE, containerId);
		Identifiers.check("container id", containerId, operation);
		ManagedContainer container = this.known.get(containerId);
		if (container != null && container.run() != null) {
			this.stop.kill(container, operation);
			if (container.plan().lifetime().keep()) {
				new ContainerRemoval(this.context).remove(containerId, operation);
			}
		}
		else {
			new ContainerRemoval(this.context).remove(containerId, operation);
		}
		this.known.kept().remove(containerId);
	}

	@Override
	public List<ContainerInfo> list() {
		return this.known.list();
	}

	@Override
	public ContainerInfo inspect(String containerId) {
		return this.known.info(containerId, operation(ClientOperation.INSPECT, containerId));
	}

	public void subscription(EventSubscription made) {
		this.subscription = made;
	}

	@Override
	public StdioTraffic traffic() {
		return this.context.fifos().traffic();
	}

	@Override
	public SubscriptionStatus subscription() {
		return Objects.requireNonNull(this.subscription).status();
	}

	public void onEvent(TaskEvent event) {
		ManagedContainer container = this.known.get(event.containerId());
		if (container != null) {
			container.onEvent(event);
		}
		else if (event instanceof TaskEvent.Exited exited && exited.init()) {
			this.pools.ended(event.containerId());
		}
	}

	public void daemonLost() {
		this.known.all().forEach(ManagedContainer::daemonLost);
	}

	public CompletableFuture<Void> resynchronise() {
		this.context.snapshots().resynchronise();
		this.stored.refresh();
		this.pools.reconnected();
		return CompletableFuture
			.allOf(this.known.all().stream().map(ManagedContainer::resynchronise).toArray(CompletableFuture[]::new));
	}

	@Override
	public Images images() {
		return this.context.images();
	}

	@Override
	public Networks networks() {
		return this.context.networks().networks();
	}

	@Override
	public Volumes volumes() {
		return this.context.volumes();
	}

	@Override
	public Containers containers() {
		return this.containers;
	}

	@Override
	public void close() {
		if (!this.closing.compareAndSet(false, true)) {
			// The caller may close the channel next, which the first one still needs.
			this.done.copy()
				.completeOnTimeout(null, CLOSE_LIMIT.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
				.join();
			return;
		}
		try {
			stopAll();
		}
		finally {
			this.done.complete(null);
		}
	}

	private void stopAll() {
		List<CompletableFuture<Void>> stops = new ArrayList<>();
		List<ManagedContainer> stopping = new ArrayList<>();
		Duration grace = this.context.settings().get().stopGrace();
		boolean live = this.context.settings().get().liveRestore();
		stops.add(CompletableFuture.runAsync(this.pools::close, this.context.workers()));
		for (ManagedContainer container : this.known.all()) {
			if (!live || container.plan().lifetime().ephemeral()) {
				stopping.add(container);
				stops.add(CompletableFuture.runAsync(() -> closeContainer(container, grace), this.context.workers()));
			}
		}
		ScheduledFuture<?> notice = this.context.scheduler()
			.schedule(() -> tellOfWait(stopping, grace), NOTICE_DELAY.toMillis(), TimeUnit.MILLISECONDS);
		try {
			CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new))
				.get(grace.plus(CLOSE_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("Not all containers of namespace '{}' could be stopped", namespace(), ex);
		}
		finally {
			notice.cancel(false);
		}
		this.context.pendingRemovals().close();
		this.known.all().forEach(ManagedContainer::detach);
		this.known.clear();
		this.closed.run();
	}

	private void tellOfWait(List<ManagedContainer> stopping, Duration grace) {
		List<String> waitedFor = stopping.stream()
			.filter((container) -> !container.ended().isDone())
			.map(ManagedContainer::id)
			.sorted()
			.toList();
		if (!waitedFor.isEmpty()) {
			logger.info("Waiting for containers of namespace '{}' to end; what has not after {} s is killed: {}",
					namespace(), grace.toMillis() / 1000.0, waitedFor);
		}
	}

	private void closeContainer(ManagedContainer container, Duration grace) {
		try {
			this.stop.stop(container, grace, operation(ClientOperation.STOP, container.id()));
		}
		catch (ContainerdException ex) {
			logger.warn("Container '{}' could not be stopped", container.id(), ex);
		}
	}

	private ManagedContainer container(String id, Operation operation) {
		return this.known.require(id, operation);
	}

	private Operation operation(ClientOperation operation, String containerId) {
		return operation.on(namespace(), containerId, null);
	}

}

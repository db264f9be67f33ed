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

package io.github.libcontainerd.internal.container;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Endpoint;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.restart.RestartManager;

/**
 * The state of one container. Only tasks of its serial queue change it; what they report
 * leaves through the outbox, in the order in which they decided it. The queue never
 * blocks, listeners may.
 */
public final class ContainerState {

	private static final Logger logger = LoggerFactory.getLogger(ContainerState.class);

	private static final int SIGKILL = 9;

	private final ContainerPlan plan;

	private final Instant createdAt;

	private final KeyedQueues queues;

	private final KeyedQueues outbox;

	private final Backend backend;

	private final Map<String, ProcessRun> processes = new ConcurrentHashMap<>();

	private final CompletableFuture<Void> removed = new CompletableFuture<>();

	private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

	private final CompletableFuture<ExitStatus> reported = new CompletableFuture<>();

	// 0 until somebody wants it stopped.
	private volatile int stopSignal;

	private volatile @Nullable ProcessRun run;

	private volatile ContainerInfo info;

	private volatile @Nullable ContainerHealth health;

	// The rest belongs to the queue.
	private ContainerStatus status = ContainerStatus.CREATED;

	private @Nullable ExitStatus keptEnd;

	private final List<Runnable> reports = new ArrayList<>();

	private final Set<String> timedOut = new HashSet<>();

	ContainerState(ContainerPlan plan, Instant createdAt, ClientContext context) {
		this.plan = plan;
		this.createdAt = createdAt;
		this.queues = context.queues();
		this.outbox = context.outbox();
		this.backend = context.backend();
		this.info = describe();
	}

	String id() {
		return this.plan.id();
	}

	ContainerPlan plan() {
		return this.plan;
	}

	/**
	 * Return a snapshot, as the last task of the queue has left it.
	 */
	ContainerInfo info() {
		return this.info;
	}

	/**
	 * Completes when nothing is left of the container and its id is free.
	 */
	CompletableFuture<Void> removed() {
		return this.removed;
	}

	/**
	 * Completes when the container has ended for good and nothing is left of it.
	 */
	CompletableFuture<ExitStatus> ended() {
		return this.ended;
	}

	/**
	 * Completes when the backend has been notified of that too.
	 */
	CompletableFuture<ExitStatus> reported() {
		return this.reported;
	}

	/**
	 * There will be no end to wait for.
	 */
	void endless(RuntimeException reason) {
		this.ended.completeExceptionally(reason);
		this.reported.completeExceptionally(reason);
	}

	/**
	 * Let there be no further run.
	 * @param signal for a run that is only just beginning
	 */
	void requestStop(int signal) {
		if (this.stopSignal != SIGKILL) {
			this.stopSignal = signal;
		}
	}

	boolean stopRequested() {
		return this.stopSignal != 0;
	}

	int stopSignal() {
		return this.stopSignal;
	}

	/**
	 * Return the current run; {@code null} before the first one.
	 */
	@Nullable ProcessRun run() {
		return this.run;
	}

	void run(ProcessRun next) {
		this.run = next;
	}

	/**
	 * Add an additional process.
	 * @return whether there was none of this id
	 */
	boolean add(ProcessRun process) {
		return this.processes.putIfAbsent(process.processId(), process) == null;
	}

	void remove(ProcessRun process) {
		this.processes.remove(process.processId(), process);
	}

	/**
	 * Return what is known of its health; {@code null} when it has no health check or
	 * does not run.
	 */
	@Nullable ContainerHealth health() {
		return this.health;
	}

	/**
	 * Change its health; called by the queue.
	 */
	void health(@Nullable ContainerHealth next) {
		this.health = next;
	}

	@Nullable ProcessRun process(String processId) {
		return this.processes.get(processId);
	}

	Collection<ProcessRun> processes() {
		return this.processes.values();
	}

	/**
	 * Have the queue do something, and wait for it; which is short, since the queue never
	 * blocks.
	 */
	void enqueueAndWait(Runnable task) {
		this.queues.postAndWait(id(), () -> act(task));
	}

	void enqueue(Runnable task) {
		this.queues.post(id(), () -> act(task));
	}

	private void act(Runnable task) {
		task.run();
		this.info = describe();
		// Only now, so that a listener finds the state that it is notified of.
		this.reports.forEach((delivery) -> this.outbox.post(id(), delivery));
		this.reports.clear();
	}

	/**
	 * Change the status; called by the queue.
	 */
	void status(ContainerStatus next) {
		this.status = next;
	}

	/**
	 * The container has ended and stays; called by the queue. Whoever is told that it is
	 * no more one of those that run finds this.
	 */
	void kept(ExitStatus end) {
		this.keptEnd = end;
		this.info = describe();
	}

	/**
	 * The time of a process is up, which is killed next; called by the queue.
	 * @param processId the process; init for the container
	 * @param restarts whether a container would go on after the end of a run
	 * @return whether it has not ended by itself
	 */
	boolean timedOut(String processId, RestartManager restarts) {
		ProcessRun process = StateInfo.INIT.equals(processId) ? this.run : process(processId);
		boolean over = process != null && process.machine().phase() == ProcessMachine.Phase.EXITED
				&& !(StateInfo.INIT.equals(processId) && goesOn(process, restarts));
		if (!over) {
			this.timedOut.add(processId);
		}
		return !over;
	}

	/**
	 * Whether another run follows one that has ended; decided, or about to be.
	 */
	private boolean goesOn(ProcessRun ended, RestartManager restarts) {
		return this.status == ContainerStatus.RESTARTING
				|| (!stopRequested() && restarts.wouldRestart(ended.machine().end(StateChange.EXIT).exitCode()));
	}

	/**
	 * Return the report of the end of a process; called by the queue.
	 */
	StateInfo end(ProcessRun ended, StateChange change) {
		StateInfo info = ended.machine().end(change);
		String processId = ended.processId();
		// An additional process has one end only, and there may be many of them.
		boolean late = StateInfo.INIT.equals(processId) ? this.timedOut.contains(processId)
				: this.timedOut.remove(processId);
		return late ? new StateInfo(change, info.pid(), info.exitCode(), info.codeKnown(), info.processId(),
				info.oomKilled(), info.exitedAt(), info.run(), true) : info;
	}

	/**
	 * A run was paused; called by the queue.
	 */
	void paused(ProcessRun paused) {
		changed(ContainerStatus.PAUSED, paused.machine().paused());
	}

	/**
	 * A run was resumed; called by the queue.
	 */
	void resumed(ProcessRun resumed) {
		changed(ContainerStatus.RUNNING, resumed.machine().resumed());
	}

	private void changed(ContainerStatus next, List<StateInfo> changes) {
		if (!changes.isEmpty()) {
			this.status = next;
			emit(changes);
		}
	}

	/**
	 * Report state changes; called by the queue.
	 */
	void emit(List<StateInfo> changes) {
		ContainerInfo now = describe();
		for (StateInfo change : changes) {
			this.reports.add(() -> deliver(now, change));
		}
	}

	private void deliver(ContainerInfo container, StateInfo change) {
		try {
			this.backend.stateChanged(container, change);
		}
		catch (Exception | Error ex) {
			logger.warn("The backend failed on '{}' of container '{}'", change.change().value(), id(), ex);
		}
	}

	/**
	 * Do something when all that was reported so far has been delivered; called by the
	 * queue.
	 */
	void afterDelivery(Runnable task) {
		this.reports.add(task);
	}

	/**
	 * Whether the caller is a listener of this container, which would wait for itself if
	 * it waited for a delivery.
	 */
	boolean isDelivering() {
		return this.outbox.runs(id());
	}

	private ContainerInfo describe() {
		ProcessRun current = this.run;
		ProcessMachine machine = (current != null) ? current.machine() : null;
		Attachment network = this.plan.network();
		boolean live = this.status == ContainerStatus.RUNNING || this.status == ContainerStatus.PAUSED;
		ContainerHealth known = this.health;
		List<String> visible = this.processes.keySet().stream().filter((id) -> !ProcessRun.isHealthCheck(id)).toList();
		return new ContainerInfo(id(), this.status, (machine != null && live) ? machine.pid() : 0,
				(machine != null) ? machine.run() : 1, this.createdAt, (current != null) ? current.startedAt() : null,
				this.plan.image(), this.plan.labels(), machine != null && machine.oom(), visible, this.keptEnd,
				(known != null) ? known.status() : null, addresses(network, Endpoint::address),
				addresses(network, Endpoint::ipv6Address), (network != null) ? network.ports() : List.of());
	}

	private static Map<String, InetAddress> addresses(@Nullable Attachment network,
			Function<Endpoint, @Nullable InetAddress> family) {
		return (network != null) ? network.addresses(family) : Map.of();
	}

}

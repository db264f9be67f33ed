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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskEvent;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Spec;

/**
 * A container of this client, from its creation to its end. Whatever happens to it comes
 * as a task of its lane, which alone changes its state; what is to be reported leaves
 * through its outbox, in the order in which the lane decided it.
 */
public final class ManagedContainer {

	private static final Logger logger = LoggerFactory.getLogger(ManagedContainer.class);

	private static final int SIGKILL = 9;

	private static final int STARTS_AT_ONCE = 8;

	private final ContainerPlan plan;

	private final RestartManager restarts;

	private final Instant createdAt;

	private final ClientContext context;

	private final Runnable removed;

	private final RunEnd end;

	private final Map<String, ProcessRun> processes = new ConcurrentHashMap<>();

	private final PauseWatch pauseWatch;

	private final OomWatch oomWatch;

	private final SharedNamespaces sharedNamespaces;

	private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

	private final CompletableFuture<ExitStatus> reported = new CompletableFuture<>();

	// The shim of containerd 1.6 loses exits when more processes start at once than it
	// can keep exits for meanwhile (moby fb7ec1555c); later ones only get slower.
	private final Semaphore processStarts = new Semaphore(STARTS_AT_ONCE, true);

	// Held while the specification is read, changed and written back.
	private final Lock specLock = new ReentrantLock();

	private volatile Spec spec;

	// 0 until somebody wants it stopped.
	private volatile int stopSignal;

	private volatile @Nullable ProcessRun run;

	private volatile ContainerInfo info;

	// The rest belongs to the lane.
	private ContainerStatus status = ContainerStatus.CREATED;

	private final List<Runnable> leaving = new ArrayList<>();

	public ManagedContainer(ContainerPlan plan, Instant createdAt, ClientContext context,
			Consumer<ManagedContainer> removed) {
		this.plan = plan;
		this.restarts = (plan.restart() != null) ? plan.restart() : new RestartManager(RestartPolicy.no());
		this.createdAt = createdAt;
		this.context = context;
		this.spec = plan.spec();
		this.removed = () -> removed.accept(this);
		this.pauseWatch = new PauseWatch(this, context);
		this.oomWatch = new OomWatch(this, context);
		this.sharedNamespaces = SharedNamespaces.of(plan.spec());
		this.end = new RunEnd(this, context, this.removed);
		this.info = describe();
	}

	public String id() {
		return this.plan.id();
	}

	public ContainerPlan plan() {
		return this.plan;
	}

	public RestartManager restarts() {
		return this.restarts;
	}

	/**
	 * To be held while an additional process is started.
	 */
	Semaphore processStarts() {
		return this.processStarts;
	}

	public Spec spec() {
		return this.spec;
	}

	public Lock specLock() {
		return this.specLock;
	}

	public void spec(Spec changed) {
		this.spec = changed;
	}

	SharedNamespaces sharedNamespaces() {
		return this.sharedNamespaces;
	}

	OomWatch oomWatch() {
		return this.oomWatch;
	}

	public ContainerInfo info() {
		return this.info;
	}

	/**
	 * Completes when the container has ended for good and nothing is left of it.
	 */
	public CompletableFuture<ExitStatus> ended() {
		return this.ended;
	}

	/**
	 * Completes when the backend has been told of that too.
	 */
	public CompletableFuture<ExitStatus> reported() {
		return this.reported;
	}

	RunEnd end() {
		return this.end;
	}

	boolean stopRequested() {
		return this.stopSignal != 0;
	}

	/**
	 * Let there be no further run.
	 * @param signal for a run that is only just beginning
	 */
	public void requestStop(int signal) {
		if (this.stopSignal != SIGKILL) {
			this.stopSignal = signal;
		}
		this.end.cancelRestart();
	}

	/**
	 * Return the current run.
	 */
	public @Nullable ProcessRun run() {
		return this.run;
	}

	public Map<String, ProcessRun> processes() {
		return this.processes;
	}

	/**
	 * Have the lane do something and wait for it, which is short: the lane never blocks.
	 */
	public void inLane(Runnable task) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		lane(task);
		this.context.lanes().post(id(), () -> done.complete(null));
		done.join();
	}

	public void lane(Runnable task) {
		this.context.lanes().post(id(), () -> {
			task.run();
			this.info = describe();
			// Only now, so that a listener finds the state that it is told of.
			this.leaving.forEach((delivery) -> this.context.outbox().post(id(), delivery));
			this.leaving.clear();
		});
	}

	/**
	 * Report state changes; called by the lane.
	 */
	void emit(List<StateInfo> changes) {
		for (StateInfo change : changes) {
			this.leaving.add(() -> deliver(change));
		}
	}

	private void deliver(StateInfo change) {
		try {
			this.context.backend().stateChanged(id(), change);
		}
		catch (Exception | Error ex) {
			logger.warn("The backend failed on '{}' of container '{}'", change.change().value(), id(), ex);
		}
	}

	/**
	 * Do something when all that was reported so far has been delivered; called by the
	 * lane.
	 */
	public void afterDelivery(Runnable task) {
		this.leaving.add(task);
	}

	/**
	 * A run is about to start: from now on its end is watched for.
	 */
	public void starting(ProcessRun next) {
		this.run = next;
		next.watch().verdict().thenAccept((exit) -> lane(() -> exited(next, exit)));
	}

	/**
	 * Called by the lane when a run has started, or was found running.
	 */
	public void begun(ProcessRun begun, List<StateInfo> changes) {
		this.status = ContainerStatus.RUNNING;
		if (changes.stream().anyMatch((change) -> change.change() == StateChange.RESTORE)) {
			this.oomWatch.startSeen();
		}
		emit(changes);
		if (stopRequested() && begun.machine().phase() != ProcessMachine.Phase.EXITED) {
			// The signal of the stop may have come too early for this run.
			this.context.tasks().kill(id(), "", this.stopSignal, false);
		}
		endIfOver(begun);
	}

	/**
	 * A run was found to have ended while nobody looked.
	 */
	public void foundEnded(ProcessRun found, ProcessExit exit) {
		this.run = found;
		lane(() -> {
			found.machine().foundEnded(exit);
			endIfOver(found);
		});
	}

	/**
	 * A process was found running; of a container without live restore, or an additional
	 * one, which is only reported when it ends.
	 */
	public void adopted(ProcessRun found, int pid) {
		lane(() -> {
			found.machine().adopted(pid);
			if (StateInfo.INIT.equals(found.processId())) {
				begun(found, List.of());
			}
			else {
				endIfOver(found);
			}
		});
	}

	/**
	 * An additional process has started.
	 */
	void processStarted(ProcessRun process, int pid) {
		watchProcess(process);
		inLane(() -> {
			emit(process.machine().started(pid));
			endIfOver(process);
		});
	}

	public void watchProcess(ProcessRun process) {
		process.watch().verdict().thenAccept((exit) -> lane(() -> exited(process, exit)));
	}

	/**
	 * There is nothing of this container any more, and nothing to report.
	 * @param operation what somebody may be waiting for
	 */
	public void forget(Operation operation) {
		this.context.outputs().ended(id(), StateInfo.INIT);
		this.removed.run();
		NotFoundException gone = new NotFoundException(operation, "it was never started", null);
		this.ended.completeExceptionally(gone);
		this.reported.completeExceptionally(gone);
	}

	private void exited(ProcessRun ended, ProcessExit exit) {
		if (ended.machine().exited(exit)) {
			endIfOver(ended);
		}
	}

	private void endIfOver(ProcessRun ended) {
		if (ended.machine().phase() != ProcessMachine.Phase.EXITED) {
			return;
		}
		if (StateInfo.INIT.equals(ended.processId())) {
			this.status = ContainerStatus.EXITED;
			this.end.init(ended);
		}
		else {
			this.end.process(ended);
		}
	}

	/**
	 * Called by the lane when the next run is due.
	 */
	void restarting() {
		this.status = ContainerStatus.RESTARTING;
		this.oomWatch.expectStart();
	}

	public void onEvent(TaskEvent event) {
		if (event instanceof TaskEvent.Exited exited) {
			ProcessRun target = exited.init() ? this.run : this.processes.get(exited.processId());
			if (target != null) {
				target.watch().reported(exited);
			}
			return;
		}
		if (event instanceof TaskEvent.Paused || event instanceof TaskEvent.Resumed) {
			this.pauseWatch.check();
			return;
		}
		lane(() -> {
			ProcessRun current = this.run;
			if (current == null) {
				return;
			}
			if (event instanceof TaskEvent.Started started) {
				this.oomWatch.started(current, started.pid());
			}
			else if (event instanceof TaskEvent.OutOfMemory) {
				this.oomWatch.reported(current);
			}
		});
	}

	public void paused(ProcessRun current) {
		List<StateInfo> changes = current.machine().paused();
		if (!changes.isEmpty()) {
			this.status = ContainerStatus.PAUSED;
			emit(changes);
		}
	}

	public void resumed(ProcessRun current) {
		List<StateInfo> changes = current.machine().resumed();
		if (!changes.isEmpty()) {
			this.status = ContainerStatus.RUNNING;
			emit(changes);
		}
	}

	public PauseWatch pauseWatch() {
		return this.pauseWatch;
	}

	/**
	 * containerd is away.
	 */
	public void daemonLost() {
		ProcessRun current = this.run;
		if (current != null) {
			current.watch().daemonLost();
		}
		this.processes.values().forEach((process) -> process.watch().daemonLost());
	}

	/**
	 * The event stream is up again: compare with containerd.
	 * @return completes when containerd has answered
	 */
	public CompletableFuture<Void> resynchronise() {
		List<CompletableFuture<Void>> answers = new ArrayList<>();
		ProcessRun current = this.run;
		if (current != null) {
			lane(this.oomWatch::startSeen);
			answers.add(current.watch().reconnected());
			this.pauseWatch.check();
		}
		this.processes.values().forEach((process) -> answers.add(process.watch().reconnected()));
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
	}

	/**
	 * The client is closed and the container runs on: let go of it.
	 */
	public void detach() {
		List<ProcessRun> all = new ArrayList<>(this.processes.values());
		if (this.run != null) {
			all.add(Objects.requireNonNull(this.run));
		}
		this.end.forgetRestart();
		DaemonUnavailableException closed = new DaemonUnavailableException(
				Operation.onContainer("wait for", this.context.namespace(), id()), "the client was closed", null);
		for (ProcessRun each : all) {
			each.watch().cancel();
			each.streams().discard();
			each.exit().completeExceptionally(closed);
		}
		this.ended.completeExceptionally(closed);
		this.reported.completeExceptionally(closed);
	}

	private ContainerInfo describe() {
		ProcessRun current = this.run;
		ProcessMachine machine = (current != null) ? current.machine() : null;
		boolean live = this.status == ContainerStatus.RUNNING || this.status == ContainerStatus.PAUSED;
		return new ContainerInfo(id(), this.status, (machine != null && live) ? machine.pid() : 0,
				(machine != null) ? machine.run() : 1, this.createdAt, (current != null) ? current.startedAt() : null,
				this.plan.image(), this.plan.labels(), machine != null && machine.oom(),
				List.copyOf(this.processes.keySet()));
	}

}

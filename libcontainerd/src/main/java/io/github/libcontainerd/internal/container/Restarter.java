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

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.restart.RestartManager;

/**
 * Starts the next run of a container when its restart policy wants one.
 */
final class Restarter {

	private static final Logger logger = LoggerFactory.getLogger(Restarter.class);

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);

	private static final Duration RELEASE_LIMIT = Duration.ofSeconds(20);

	// Of one start, as long as containerd seems to be there.
	private static final int ATTEMPTS = 20;

	private final ContainerState state;

	private final RestartManager manager;

	private final SharedNamespaces sharedNamespaces;

	private final ClientContext context;

	private final Release release;

	private volatile @Nullable Runnable endOfWait;

	private volatile boolean forgotten;

	// A start was broken off, and what there is of it could not be removed.
	private volatile boolean taskLeft;

	Restarter(ContainerState state, RestartManager manager, ClientContext context) {
		this.state = state;
		this.manager = manager;
		this.sharedNamespaces = SharedNamespaces.of(state.plan().spec());
		this.context = context;
		this.release = new Release(context, state.id());
	}

	/**
	 * Return how long to wait for the next run.
	 * @param code the exit code of the last one
	 * @param runTime how long it ran
	 * @return the delay; empty if there is to be no further run
	 */
	Optional<Duration> delay(int code, Duration runTime) {
		if (this.state.stopRequested()) {
			return Optional.empty();
		}
		try {
			return this.manager.shouldRestart(code, false, runTime);
		}
		catch (IllegalStateException ex) {
			logger.warn("Container '{}' is not restarted", this.state.id(), ex);
			return Optional.empty();
		}
	}

	/**
	 * Start the next run after a wait, which begins when the backend has been notified of
	 * the end of the last one (moby f6d388f5b1); called by the queue.
	 * @param number the number of the next run
	 * @param listener follows it
	 * @param giveUp is called when there will be none after all
	 */
	void restart(int number, Duration delay, RunStart.Listener listener, Runnable giveUp) {
		AtomicBoolean over = new AtomicBoolean();
		Runnable proceed = () -> {
			if (over.compareAndSet(false, true)) {
				this.endOfWait = null;
				this.context.workers().execute(() -> start(number, ATTEMPTS, listener, giveUp));
			}
		};
		this.endOfWait = proceed;
		if (this.state.stopRequested()) {
			proceed.run();
			return;
		}
		this.state.afterDelivery(() -> {
			ScheduledFuture<?> timer = this.context.scheduler()
				.schedule(proceed, delay.toMillis(), TimeUnit.MILLISECONDS);
			if (over.get()) {
				timer.cancel(false);
			}
		});
	}

	/**
	 * End a wait for the next run at once; it will not start.
	 */
	void cancel() {
		this.manager.cancel();
		Runnable proceed = this.endOfWait;
		if (proceed != null) {
			proceed.run();
		}
	}

	/**
	 * The client lets go of the container and starts no more runs.
	 */
	void forget() {
		this.forgotten = true;
	}

	/**
	 * Whether the task of a run that could not be started is still there.
	 */
	boolean taskLeft() {
		return this.taskLeft;
	}

	private void start(int number, int attempts, RunStart.Listener listener, Runnable giveUp) {
		if (this.forgotten) {
			return;
		}
		boolean hold = this.context.settings().get().holdRestarts() || !this.context.connected().get().isDone();
		if (hold && !this.state.stopRequested()) {
			startLater(number, attempts, listener, giveUp);
			return;
		}
		if (!this.manager.waited()) {
			giveUp.run();
			return;
		}
		String id = this.state.id();
		Operation operation = Operation.onContainer("restart", this.context.namespace(), id);
		try {
			this.context.fifos().making(id, operation);
			this.release.ignoringFailure("count the restart of", () -> this.context.containers()
				.updateLabel(id, ContainerLabels.RESTARTS, Integer.toString(this.manager.restartCount())));
			this.sharedNamespaces.check(operation);
			// What could not be removed while containerd was away is in the way now.
			if (this.taskLeft) {
				new ContainerRemoval(this.context).removeTask(id, operation);
				this.taskLeft = false;
			}
			this.release.deleteTask(RELEASE_LIMIT).join();
			new RunStart(this.context, (plan) -> this.taskLeft = true).start(this.state.plan(), number, listener,
					operation);
		}
		catch (DaemonUnavailableException | OperationTimeoutException ex) {
			if (this.state.stopRequested() || attempts == 1) {
				notRestarted(ex, giveUp);
				return;
			}
			logger.info("Run {} of container '{}' will start when containerd answers", number, id);
			startLater(number, attempts - 1, listener, giveUp);
		}
		catch (ContainerdException ex) {
			notRestarted(ex, giveUp);
		}
	}

	private void startLater(int number, int attempts, RunStart.Listener listener, Runnable giveUp) {
		this.context.scheduler()
			.schedule(() -> this.context.workers().execute(() -> start(number, attempts, listener, giveUp)),
					RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void notRestarted(Exception reason, Runnable giveUp) {
		logger.warn("Container '{}' is not restarted", this.state.id(), reason);
		giveUp.run();
	}

}

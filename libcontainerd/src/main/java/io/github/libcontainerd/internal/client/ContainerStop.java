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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Rpc;

/**
 * Ends containers.
 */
final class ContainerStop {

	private static final Logger logger = LoggerFactory.getLogger(ContainerStop.class);

	private static final int SIGKILL = 9;

	// Drain, deletion of the task and of the record, and a listener in the way.
	private static final Duration RELEASE_LIMIT = Duration.ofSeconds(30);

	private final ClientContext context;

	ContainerStop(ClientContext context) {
		this.context = context;
	}

	ExitStatus stop(ManagedContainer container, Duration grace, Operation operation) {
		int stopSignal = container.plan().lifetime().stopSignal();
		container.requestStop(stopSignal);
		CompletableFuture<ExitStatus> end = end(container, operation);
		long deadline = System.nanoTime() + grace.toNanos();
		signal(container, stopSignal, operation);
		if (container.info().status() == ContainerStatus.PAUSED) {
			// A frozen process does not see a signal (moby c458d3bb98).
			container.pauseControl().thaw();
		}
		try {
			return end.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return kill(container, operation);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			killLater(container, Duration.ofNanos(deadline - System.nanoTime()), operation);
			throw new CancellationException(
					"Interrupted while stopping container '" + container.id() + "', which goes on without the caller");
		}
		catch (ExecutionException ex) {
			throw Errors.translate(ex, operation);
		}
	}

	/**
	 * The caller has given up, the stop has not (moby#45731).
	 */
	private void killLater(ManagedContainer container, Duration delay, Operation operation) {
		ScheduledFuture<?> timer = this.context.scheduler().schedule(() -> this.context.workers().execute(() -> {
			try {
				kill(container, operation);
			}
			catch (ContainerdException ex) {
				logger.warn("Container '{}' was not stopped", container.id(), ex);
			}
		}), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
		container.ended().whenComplete((status, failure) -> timer.cancel(false));
	}

	ExitStatus kill(ManagedContainer container, Operation operation) {
		container.requestStop(SIGKILL);
		CompletableFuture<ExitStatus> end = end(container, operation);
		signal(container, SIGKILL, operation);
		if (container.info().status() == ContainerStatus.PAUSED) {
			container.pauseControl().thaw();
		}
		try {
			return end.copy().orTimeout(RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			if (Errors.unwrap(ex) instanceof TimeoutException) {
				throw new OperationTimeoutException(operation, "it was killed but did not end in time", ex);
			}
			throw Errors.translate(ex, operation);
		}
	}

	private void signal(ManagedContainer container, int signal, Operation operation) {
		try {
			Rpc.await(this.context.tasks().kill(container.id(), "", signal, false), operation);
		}
		catch (NotFoundException ignored) {
			// It has ended already, or waits for its next run.
		}
	}

	private static CompletableFuture<ExitStatus> end(ManagedContainer container, Operation operation) {
		if (container.run() == null) {
			throw new IllegalContainerStateException(operation, "it is being created", null);
		}
		return container.awaitableEnd();
	}

}

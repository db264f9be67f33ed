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
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.Lifetime;

/**
 * Kills containers whose time is up, also those that an earlier process has started.
 *
 * @param context what the containers of the client share
 * @param stop ends them
 */
record ContainerTimeout(ClientContext context, ContainerStop stop) {

	private static final Logger logger = LoggerFactory.getLogger(ContainerTimeout.class);

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

	/**
	 * A container has just been started: all of its time is before it.
	 */
	void started(ManagedContainer container) {
		Duration timeout = container.plan().lifetime().timeout();
		if (timeout != null) {
			schedule(container, timeout);
		}
	}

	/**
	 * A container was found running: the rest of its time is before it.
	 */
	void restored(ManagedContainer container) {
		Instant deadline = container.plan().lifetime().deadline();
		if (deadline != null) {
			Duration rest = Duration.between(Instant.now(), deadline);
			schedule(container, rest.isNegative() ? Duration.ZERO : rest);
		}
	}

	/**
	 * Whether the time of a container is up.
	 */
	static boolean over(Lifetime lifetime) {
		return lifetime.deadline() != null && !Instant.now().isBefore(lifetime.deadline());
	}

	private void schedule(ManagedContainer container, Duration delay) {
		ScheduledFuture<?> timer = this.context.scheduler()
			.schedule(() -> this.context.workers().execute(() -> expire(container)), delay.toMillis(),
					TimeUnit.MILLISECONDS);
		container.ended().whenComplete((status, failure) -> timer.cancel(false));
	}

	private void expire(ManagedContainer container) {
		if (container.ended().isDone()) {
			return;
		}
		Operation operation = ClientOperation.STOP.on(this.context.namespace(), container.id(), null);
		container.timeOut();
		try {
			note(container, operation);
			this.stop.stop(container, Duration.ZERO, operation);
		}
		catch (ContainerdException ex) {
			if (!container.ended().isDone()) {
				logger.warn("Container '{}' could not be killed when its time was up; this is tried again",
						container.id(), ex);
				this.context.connected().get().thenRun(() -> schedule(container, RETRY_INTERVAL));
			}
		}
	}

	/**
	 * Before it is killed, so that a later process knows why it has ended if this one
	 * dies in between. For nobody, if the container is of no use to a later one.
	 */
	private void note(ManagedContainer container, Operation operation) {
		if (!container.plan().lifetime().ephemeral()) {
			Rpc.await(this.context.containers().updateLabel(container.id(), ContainerLabels.TIMED_OUT, "true"),
					operation);
		}
	}

}

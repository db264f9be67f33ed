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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.Errors;

/**
 * Calls that release what containerd holds of a container. They go on in spite of
 * failures, since there is nobody left to report them to.
 */
final class Release {

	private static final Logger logger = LoggerFactory.getLogger(Release.class);

	private static final int ATTEMPTS = 50;

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);

	// How long the end waits for a containerd that is away.
	private static final Duration AWAY_LIMIT = Duration.ofSeconds(5);

	private final ClientContext context;

	private final String containerId;

	Release(ClientContext context, String containerId) {
		this.context = context;
		this.containerId = containerId;
	}

	/**
	 * Make a call that releases something. While containerd is away it is tried again
	 * when it is back; a process that was reported dead before its shim knew is tried
	 * again soon; anything else is logged and given up.
	 * @return false when containerd is away for so long that this is left for later
	 */
	CompletableFuture<Boolean> ignoringFailure(String what, Supplier<CompletableFuture<?>> call) {
		return ignoringFailure(what, call, ATTEMPTS);
	}

	/**
	 * Delete the task of the container.
	 * @return false when that is left for later
	 */
	CompletableFuture<Boolean> deleteTask(Duration limit) {
		return ignoringFailure("delete the task of", () -> this.context.tasks().delete(this.containerId))
			.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private CompletableFuture<Boolean> ignoringFailure(String what, Supplier<CompletableFuture<?>> call, int attempts) {
		return call.get().handle((value, failure) -> {
			if (failure == null || Errors.isNotFound(failure)) {
				return CompletableFuture.completedFuture(true);
			}
			if (Errors.isUnavailable(failure)) {
				return whenConnected(what, call);
			}
			if (Errors.isStillRunning(failure) && attempts > 0) {
				return CompletableFuture
					.<Void>supplyAsync(() -> null,
							CompletableFuture.delayedExecutor(RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS,
									this.context.workers()))
					.thenCompose((nothing) -> ignoringFailure(what, call, attempts - 1));
			}
			if (!Errors.isCancelled(failure)) {
				logger.warn("Could not {} container '{}': {}", what, this.containerId, failure.getMessage());
			}
			return CompletableFuture.completedFuture(true);
		}).thenCompose((next) -> next);
	}

	/**
	 * Try again when containerd is back, if that is soon; else this is left for later,
	 * lest a late deletion hits a new container of the same id.
	 */
	private CompletableFuture<Boolean> whenConnected(String what, Supplier<CompletableFuture<?>> call) {
		CompletableFuture<Void> connected = this.context.connected().get().copy();
		return connected.orTimeout(AWAY_LIMIT.toMillis(), TimeUnit.MILLISECONDS).handle((nothing, late) -> {
			if (late == null) {
				return ignoringFailure(what, call);
			}
			return CompletableFuture.completedFuture(false);
		}).thenCompose((next) -> next);
	}

}

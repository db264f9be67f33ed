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

package io.github.libcontainerd.internal.pool;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.run.DefaultContainers;
import io.github.libcontainerd.internal.run.Preparation;
import io.github.libcontainerd.internal.run.RunEngine;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunRequest;

/**
 * The pools of one client. Safe for use by several threads.
 */
public final class ClientPools implements DefaultContainers.PoolOpener {

	private final RunEngine engine;

	private final ScheduledExecutorService scheduler;

	private final Executor workers;

	private final Set<DefaultContainerPool> pools = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Create it.
	 * @param engine does the work
	 * @param scheduler for delays
	 * @param workers for what may block
	 */
	public ClientPools(RunEngine engine, ScheduledExecutorService scheduler, Executor workers) {
		this.engine = engine;
		this.scheduler = scheduler;
		this.workers = workers;
	}

	@Override
	public ContainerPool open(DefaultContainers containers, RunRequest request, PoolSettings settings) {
		Operation operation = ClientOperation.POOL.in(this.engine.client().namespace());
		PoolRules.check(request, settings, operation);
		String name = (settings.name() != null) ? settings.name() : Preparation.nameOf(request);
		Figures figures = new Figures();
		IdleContainers idle = new IdleContainers(name, new IdleMaker(this.engine, name, request, settings, operation),
				settings, figures, this.scheduler, this.workers);
		DefaultContainerPool pool = new DefaultContainerPool(this.engine, containers, name, request, settings, figures,
				idle, this.pools::remove);
		this.pools.add(pool);
		if (this.closed) {
			pool.close();
			throw new DaemonUnavailableException(operation, "the client is closed", null);
		}
		pool.idle().refill();
		return pool;
	}

	/**
	 * A container has ended that the client does not have.
	 * @param id the container
	 */
	public void ended(String id) {
		this.pools.forEach((pool) -> pool.idle().ended(id));
	}

	/**
	 * containerd is back.
	 */
	public void reconnected() {
		this.pools.forEach((pool) -> pool.idle().reconnected());
	}

	/**
	 * Close all, at once.
	 */
	public void close() {
		this.closed = true;
		CompletableFuture
			.allOf(this.pools.stream()
				.map((pool) -> CompletableFuture.runAsync(pool::close, this.workers))
				.toArray(CompletableFuture[]::new))
			.join();
	}

}

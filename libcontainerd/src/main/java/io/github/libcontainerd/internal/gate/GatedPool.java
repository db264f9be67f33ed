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

package io.github.libcontainerd.internal.gate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.pool.PoolRules;
import io.github.libcontainerd.internal.run.Preparation;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.PoolStatus;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * A pool of a {@link GatedClient}. It can be made before there is a client, and is filled
 * as soon as there is one. Its uses are observed as runs and starts.
 */
final class GatedPool implements ContainerPool {

	private static final Logger logger = LoggerFactory.getLogger(GatedPool.class);

	private final CallGate gate;

	private final RunRequest request;

	private final PoolSettings settings;

	private final String name;

	private final Operation operation;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable ContainerPool pool;

	private boolean closed;

	GatedPool(CallGate gate, RunRequest request, PoolSettings settings) {
		this.gate = gate;
		this.request = request;
		this.settings = settings;
		this.name = (settings.name() != null) ? settings.name() : Preparation.nameOf(request);
		this.operation = ClientOperation.POOL.in(gate.namespace());
		PoolRules.check(request, settings, this.operation);
		OpenClient open = gate.ifOpen();
		if (open != null) {
			of(open);
		}
		else {
			gate.source().opened().thenRun(this::fill);
		}
	}

	private void fill() {
		OpenClient open = this.gate.ifOpen();
		try {
			if (open != null) {
				of(open);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The pool '{}' is not filled", this.name, ex);
		}
	}

	private ContainerPool of(OpenClient open) {
		this.lock.lock();
		try {
			ContainerPool made = this.pool;
			if (made == null) {
				if (this.closed) {
					throw new InvalidRequestException(this.operation, "the pool '" + this.name + "' is closed", null);
				}
				made = open.client().containers().pool(this.request, this.settings);
				this.pool = made;
			}
			return made;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public RunResult run(RunInput input) {
		return this.gate.call(ClientOperation.RUN, (open) -> of(open).run(input));
	}

	@Override
	public CompletableFuture<RunResult> runAsync(RunInput input) {
		return this.gate.callAsync(ClientOperation.RUN, null, (open) -> of(open).runAsync(input));
	}

	@Override
	public RunningContainer start(RunInput input) {
		return this.gate.call(ClientOperation.START, (open) -> of(open).start(input));
	}

	@Override
	public PoolStatus status() {
		ContainerPool made = this.pool;
		return (made != null) ? made.status() : new PoolStatus(this.name, this.settings.size(), 0, 0, 0, Duration.ZERO,
				Duration.ZERO, Duration.ZERO, 0, 0, 0);
	}

	@Override
	public void close() {
		ContainerPool made;
		this.lock.lock();
		try {
			this.closed = true;
			made = this.pool;
		}
		finally {
			this.lock.unlock();
		}
		if (made != null) {
			made.close();
		}
	}

	@Override
	public String toString() {
		return "ContainerPool[" + this.name + "]";
	}

}

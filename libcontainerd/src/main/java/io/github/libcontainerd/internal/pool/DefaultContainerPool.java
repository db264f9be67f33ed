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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.run.DefaultContainers;
import io.github.libcontainerd.internal.run.Launch;
import io.github.libcontainerd.internal.run.Preparation;
import io.github.libcontainerd.internal.run.RunEngine;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.PoolStatus;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Uses containers that were created ahead, and others when there is none.
 */
final class DefaultContainerPool implements ContainerPool {

	private final RunEngine engine;

	private final DefaultContainers containers;

	private final String name;

	private final RunRequest request;

	private final PoolSettings settings;

	private final Figures figures;

	private final IdleContainers idle;

	private final Consumer<DefaultContainerPool> onClose;

	private volatile boolean closed;

	DefaultContainerPool(RunEngine engine, DefaultContainers containers, String name, RunRequest request,
			PoolSettings settings, Figures figures, IdleContainers idle, Consumer<DefaultContainerPool> onClose) {
		this.engine = engine;
		this.containers = containers;
		this.name = name;
		this.request = request;
		this.settings = settings;
		this.figures = figures;
		this.idle = idle;
		this.onClose = onClose;
	}

	IdleContainers idle() {
		return this.idle;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public RunResult run(RunInput input) {
		return this.containers.run(request(input), this::launch);
	}

	@Override
	public CompletableFuture<RunResult> runAsync(RunInput input) {
		return this.containers.runAsync(request(input), this::launch);
	}

	@Override
	public RunningContainer start(RunInput input) {
		return this.containers.start(request(input), this::launch);
	}

	private RunRequest request(RunInput input) {
		if (this.closed) {
			throw new InvalidRequestException(ClientOperation.POOL.in(this.engine.client().namespace()),
					"the pool '" + this.name + "' is closed", null);
		}
		return this.request.toBuilder().stdin(input).build();
	}

	private Launch launch(RunRequest use, List<LogSink> consumers, boolean oneShot) {
		long asked = System.nanoTime();
		try {
			Launch launch = launchIdle(use, consumers, oneShot, asked);
			if (launch == null) {
				launch = this.containers.cold()
					.launch(use.toBuilder().id(Preparation.generatedId(this.name)).build(), consumers, oneShot);
				this.figures.missed(System.nanoTime() - asked);
			}
			return launch;
		}
		finally {
			// Not before, since that takes the processors that the start needs.
			this.idle.refill();
		}
	}

	private @Nullable Launch launchIdle(RunRequest use, List<LogSink> consumers, boolean oneShot, long asked) {
		IdleContainer taken = this.idle.take();
		while (taken != null) {
			IdleContainer container = taken;
			long age = container.age(asked);
			try {
				Launch launch = Launch.start(this.engine, container.prepared(),
						sinks(container, use, consumers, oneShot), withInput(use),
						() -> container.container().start(oneShot));
				this.figures.hit(System.nanoTime() - asked, Math.max(0, age));
				return launch;
			}
			catch (NotFoundException ex) {
				// It has vanished since it was looked at, so that nothing was started.
				this.idle.lost(container);
			}
			taken = this.idle.take();
		}
		return null;
	}

	/**
	 * As for any other: somebody who waits for the end gets the output, and what goes on
	 * has a log.
	 */
	private static List<LogSink> sinks(IdleContainer container, RunRequest use, List<LogSink> consumers,
			boolean oneShot) {
		List<LogSink> sinks = new ArrayList<>(consumers);
		if (!oneShot) {
			sinks.addAll(container.prepared().sinks());
		}
		else if (use.logs() != null) {
			sinks.addAll(use.logs());
		}
		return sinks;
	}

	/**
	 * Its stdin is open, so that no input is one that ends at once.
	 */
	private static RunRequest withInput(RunRequest use) {
		return (use.stdin() instanceof RunInput.None) ? use.toBuilder().stdin(RunInput.of(new byte[0])).build() : use;
	}

	@Override
	public PoolStatus status() {
		return this.figures.status(this.name, this.settings.size(), this.idle.count());
	}

	@Override
	public void close() {
		this.closed = true;
		this.idle.close();
		this.onClose.accept(this);
	}

	@Override
	public String toString() {
		return "ContainerPool[" + this.name + "]";
	}

}

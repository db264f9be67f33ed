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

package io.github.libcontainerd.internal.run;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.log.ContainerOutput;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.ready.StartWait;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Runs images with the client of one namespace.
 */
public final class DefaultContainers implements Containers {

	private final RunEngine engine;

	private final Launch.Source cold;

	private final PoolOpener pools;

	/**
	 * Create it.
	 * @param engine does the work
	 * @param pools opens pools
	 */
	public DefaultContainers(RunEngine engine, PoolOpener pools) {
		this.engine = engine;
		this.pools = pools;
		Preparation preparation = new Preparation(engine);
		this.cold = (request, consumers, oneShot) -> Launch.start(engine,
				preparation.prepare(request, consumers, oneShot), request);
	}

	/**
	 * Return what makes each container when it is wanted.
	 */
	public Launch.Source cold() {
		return this.cold;
	}

	@Override
	public ContainerPool pool(RunRequest request, PoolSettings settings) {
		return this.pools.open(this, request, settings);
	}

	@Override
	public RunResult run(RunRequest request) {
		return run(request, this.cold);
	}

	/**
	 * Run a container that may come from elsewhere.
	 */
	public RunResult run(RunRequest request, Launch.Source source) {
		return new Run(this.engine, source, ofRun(request)).runBlocking();
	}

	@Override
	public CompletableFuture<RunResult> runAsync(RunRequest request) {
		return runAsync(request, this.cold);
	}

	/**
	 * The same as {@link #run(RunRequest, Launch.Source)}, without waiting.
	 */
	public CompletableFuture<RunResult> runAsync(RunRequest request, Launch.Source source) {
		return new Run(this.engine, source, ofRun(request)).runAsync();
	}

	@Override
	public RunningContainer start(RunRequest request) {
		return start(request, this.cold);
	}

	/**
	 * Start a container that may come from elsewhere.
	 */
	public RunningContainer start(RunRequest request, Launch.Source source) {
		RunRequest customized = this.engine.customize(request);
		StartWait wait = new StartWait(customized,
				new Operation("start", this.engine.client().namespace(), customized.id(), null));
		Launch launch = source.launch(customized, wait.sinks(), false);
		RunningContainer container = new DefaultRunningContainer(this.engine, launch.prepared().id(),
				launch.prepared().container().image(), launch.output(), launch.sinks(), launch.end(),
				launch.prepared().container().network(), customized.stopGrace());
		try {
			wait.await(container);
			return container;
		}
		catch (RuntimeException | Error ex) {
			giveUp(launch, customized, ex);
			throw ex;
		}
	}

	private void giveUp(Launch launch, RunRequest request, Throwable cause) {
		// The flag would make the calls fail.
		boolean interrupted = Thread.interrupted() || cause.getCause() instanceof InterruptedException;
		try {
			if (request.remove()) {
				launch.abort();
			}
			else {
				this.engine.client().stop(launch.prepared().id(), Duration.ZERO);
			}
		}
		catch (NotFoundException ex) {
			// It has ended.
		}
		catch (RuntimeException ex) {
			cause.addSuppressed(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private RunRequest ofRun(RunRequest request) {
		RunRequest customized = this.engine.customize(request);
		if (!customized.waits().isEmpty()) {
			throw new InvalidRequestException(
					ClientOperation.RUN.on(this.engine.client().namespace(), customized.id(), null),
					"a run waits for its end and can't wait for anything else; use start(..), or leave waitFor(..) out",
					null);
		}
		return customized;
	}

	@Override
	public Optional<RunningContainer> find(String id) {
		Optional<CompletableFuture<ExitStatus>> end = this.engine.ended(id);
		Optional<RunEngine.StoredContainer> stored = this.engine.stored(id);
		if (stored.isEmpty()) {
			return Optional.empty();
		}
		if (end.isEmpty() && stored.get().end() == null) {
			this.engine.client().restore(id);
			end = this.engine.ended(id);
			if (end.isEmpty()) {
				// It has ended meanwhile, and was kept or not.
				stored = this.engine.stored(id);
			}
		}
		Optional<CompletableFuture<ExitStatus>> known = end;
		return stored.flatMap((found) -> handle(found, known));
	}

	@Override
	public List<RunningContainer> list() {
		// Before containerd is asked, for those that end meanwhile and are kept.
		Map<String, CompletableFuture<ExitStatus>> running = new HashMap<>();
		this.engine.client()
			.list()
			.forEach((info) -> this.engine.ended(info.id()).ifPresent((end) -> running.put(info.id(), end)));
		return this.engine.stored()
			.stream()
			.map((stored) -> handle(stored,
					Optional.ofNullable(running.get(stored.id())).or(() -> this.engine.ended(stored.id()))))
			.flatMap(Optional::stream)
			.sorted(Comparator.comparing(RunningContainer::id))
			.toList();
	}

	/**
	 * Return the handle of a container that this client has, or that has ended.
	 */
	private Optional<RunningContainer> handle(RunEngine.StoredContainer stored,
			Optional<CompletableFuture<ExitStatus>> end) {
		CompletableFuture<ExitStatus> kept = (stored.end() != null) ? CompletableFuture.completedFuture(stored.end())
				: null;
		ContainerOutput output = this.engine.outputs().find(stored.id(), StateInfo.INIT).orElse(null);
		return end.or(() -> Optional.ofNullable(kept))
			.map((known) -> new DefaultRunningContainer(this.engine, stored.id(), stored.image(), output,
					stored.sinks(), known, stored.network(), stored.stopGrace()));
	}

	/**
	 * Opens pools.
	 */
	@FunctionalInterface
	public interface PoolOpener {

		/**
		 * Open a pool.
		 * @param containers runs its containers
		 * @param request what they run
		 * @param settings how many there are, and for how long
		 * @return the pool
		 */
		ContainerPool open(DefaultContainers containers, RunRequest request, PoolSettings settings);

	}

}

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

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.log.ContainerOutput;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Runs images with the client of one namespace.
 */
public final class DefaultContainers implements Containers {

	private final RunEngine engine;

	private final Preparation preparation;

	/**
	 * Create it.
	 * @param engine does the work
	 */
	public DefaultContainers(RunEngine engine) {
		this.engine = engine;
		this.preparation = new Preparation(engine);
	}

	@Override
	public RunResult run(RunRequest request) {
		return new Run(this.engine, this.preparation, request).runHere();
	}

	@Override
	public CompletableFuture<RunResult> runAsync(RunRequest request) {
		return new Run(this.engine, this.preparation, request).runElsewhere();
	}

	@Override
	public RunningContainer start(RunRequest request) {
		Launch launch = Launch.start(this.engine, this.preparation.prepare(request, List.of(), false), request);
		return new DefaultRunningContainer(this.engine, launch.prepared().id(), launch.prepared().image(),
				launch.output(), launch.prepared().sinks(), launch.end(), request.stopGrace());
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
		if (end.isEmpty() && (stored.isEmpty() || stored.get().end() == null)) {
			return Optional.empty();
		}
		RunEngine.StoredContainer found = stored.get();
		ContainerOutput output = this.engine.outputs().find(id, StateInfo.INIT).orElse(null);
		CompletableFuture<ExitStatus> known = end.orElseGet(() -> CompletableFuture.completedFuture(found.end()));
		return Optional.of(new DefaultRunningContainer(this.engine, id, found.image(), output, found.sinks(), known,
				RunRequest.DEFAULT_STOP_GRACE));
	}

}

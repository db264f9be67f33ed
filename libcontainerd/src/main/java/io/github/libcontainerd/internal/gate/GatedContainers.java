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

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * The containers of a {@link GatedClient}. Runs and starts are observed as a whole, the
 * pull included.
 */
record GatedContainers(CallGate gate) implements Containers {

	@Override
	public RunResult run(RunRequest request) {
		return this.gate.call(ClientOperation.RUN, request.id(), (open) -> open.client().containers().run(request));
	}

	@Override
	public CompletableFuture<RunResult> runAsync(RunRequest request) {
		return this.gate.callAsync(ClientOperation.RUN, request.id(),
				(open) -> open.client().containers().runAsync(request));
	}

	@Override
	public RunningContainer start(RunRequest request) {
		return this.gate.call(ClientOperation.START, request.id(), (open) -> open.client().containers().start(request));
	}

	@Override
	public ContainerPool pool(RunRequest request, PoolSettings settings) {
		return new GatedPool(this.gate, request, settings);
	}

	@Override
	public Optional<RunningContainer> find(String id) {
		return this.gate.call(ClientOperation.FIND, id, (open) -> open.client().containers().find(id));
	}

	@Override
	public List<RunningContainer> list() {
		return this.gate.call(ClientOperation.LIST, (open) -> open.client().containers().list());
	}

}

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

import java.util.List;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.run.Launch;
import io.github.libcontainerd.internal.run.Preparation;
import io.github.libcontainerd.internal.run.RunEngine;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;

/**
 * Makes containers that wait for their use.
 */
final class IdleMaker {

	private final RunEngine engine;

	private final Preparation preparation;

	private final String name;

	private final RunRequest request;

	private final PoolSettings settings;

	private final Operation operation;

	IdleMaker(RunEngine engine, String name, RunRequest request, PoolSettings settings, Operation operation) {
		this.engine = engine;
		this.preparation = new Preparation(engine);
		this.name = name;
		this.request = request;
		this.settings = settings;
		this.operation = operation;
	}

	/**
	 * Make one. When that fails nothing is left of it.
	 */
	IdleContainer make() {
		RunRequest customized = this.engine.customize(this.request);
		PoolRules.checkUse(customized, this.settings, this.operation);
		Preparation.Prepared prepared = this.preparation.prepare(
				customized.toBuilder().id(Preparation.generatedId(this.name)).stdin(RunInput.open()).build(), List.of(),
				false);
		try {
			RunEngine.Waiting container = this.engine.createWaiting(prepared.container(), this.name,
					this.settings.kind() == ContainerPool.Kind.STARTED,
					Launch.files(this.engine, prepared, customized));
			return new IdleContainer(prepared, container, System.nanoTime());
		}
		catch (RuntimeException ex) {
			prepared.discard(this.engine);
			throw ex;
		}
		finally {
			prepared.held().close();
		}
	}

}

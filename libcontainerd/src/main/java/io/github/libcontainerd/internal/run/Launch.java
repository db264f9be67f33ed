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

import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.log.ContainerOutput;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerRequest;
import io.github.libcontainerd.run.RunRequest;

/**
 * A container that was started for a request, and gets its input.
 */
final class Launch {

	private final RunEngine engine;

	private final Preparation.Prepared prepared;

	private final ContainerOutput output;

	private final CompletableFuture<ExitStatus> end;

	private Launch(RunEngine engine, Preparation.Prepared prepared, ContainerOutput output,
			CompletableFuture<ExitStatus> end) {
		this.engine = engine;
		this.prepared = prepared;
		this.output = output;
		this.end = end;
	}

	/**
	 * Create and start it. When that fails nothing is left of it.
	 */
	static Launch start(RunEngine engine, Preparation.Prepared prepared, RunRequest request) {
		ContainerOutput output = engine.outputs().open(prepared.id(), StateInfo.INIT, prepared.sinks());
		try {
			ContainerRequest container = prepared.container();
			CompletableFuture<ExitStatus> end = engine.create(container,
					(rootfs) -> FileTrees.copy(engine, request.fileTrees(), rootfs, container.spec(),
							ClientOperation.RUN.on(engine.client().namespace(), prepared.id(), null)));
			Launch launch = new Launch(engine, prepared, output, end);
			launch.attend(request);
			return launch;
		}
		catch (RuntimeException ex) {
			engine.outputs().discard(prepared.id(), StateInfo.INIT, output);
			prepared.discard(engine);
			throw ex;
		}
		finally {
			prepared.held().close();
		}
	}

	private void attend(RunRequest request) {
		Runnable stopFeeding = InputFeeder.feed(this.prepared.id(), request.stdin(), request.tty(),
				this.output.stdin());
		this.end.whenComplete((status, failure) -> stopFeeding.run());
	}

	/**
	 * Kill and remove it.
	 */
	void abort() {
		this.engine.client().delete(this.prepared.id());
	}

	Preparation.Prepared prepared() {
		return this.prepared;
	}

	ContainerOutput output() {
		return this.output;
	}

	CompletableFuture<ExitStatus> end() {
		return this.end;
	}

}

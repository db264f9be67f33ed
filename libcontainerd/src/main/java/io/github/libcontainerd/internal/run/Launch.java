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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.log.ContainerOutput;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.RunRequest;

/**
 * A container that was started for a request, and gets its input.
 */
public final class Launch {

	private final RunEngine engine;

	private final Preparation.Prepared prepared;

	private final List<LogSink> sinks;

	private final ContainerOutput output;

	private final long began = System.nanoTime();

	private final CompletableFuture<ExitStatus> end;

	private Launch(RunEngine engine, Preparation.Prepared prepared, List<LogSink> sinks,
			Supplier<CompletableFuture<ExitStatus>> start) {
		this.engine = engine;
		this.prepared = prepared;
		this.sinks = sinks;
		prepared.introduce(engine);
		this.output = engine.outputs().open(prepared.id(), StateInfo.INIT, sinks);
		try {
			this.end = start.get();
		}
		catch (RuntimeException ex) {
			engine.outputs().discard(prepared.id(), StateInfo.INIT, this.output);
			prepared.discard(engine);
			throw ex;
		}
	}

	/**
	 * Create and start it. When that fails nothing is left of it.
	 */
	public static Launch start(RunEngine engine, Preparation.Prepared prepared, RunRequest request) {
		try {
			return new Launch(engine, prepared, prepared.sinks(),
					() -> engine.create(prepared.container(), files(engine, prepared, request)))
				.attend(request);
		}
		finally {
			prepared.held().close();
		}
	}

	/**
	 * Return what puts the files of a request into the root file system of its container.
	 */
	public static Consumer<List<Mount>> files(RunEngine engine, Preparation.Prepared prepared, RunRequest request) {
		return (rootfs) -> FileTrees.copy(engine, request.fileTrees(), rootfs, prepared.container().spec(),
				ClientOperation.RUN.on(engine.client().namespace(), prepared.id(), null));
	}

	/**
	 * Start a container that was created for this. When that fails nothing is left of it.
	 * @param prepared what it was created from
	 * @param sinks where its output goes
	 * @param request what it is to do now
	 * @param start starts it
	 */
	public static Launch start(RunEngine engine, Preparation.Prepared prepared, List<LogSink> sinks, RunRequest request,
			Supplier<CompletableFuture<ExitStatus>> start) {
		return new Launch(engine, prepared, sinks, start).attend(request);
	}

	private Launch attend(RunRequest request) {
		Runnable stopFeeding = InputFeeder.feed(this.prepared.id(), request.stdin(), request.tty(),
				this.output.stdin());
		this.end.whenComplete((status, failure) -> stopFeeding.run());
		return this;
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

	List<LogSink> sinks() {
		return this.sinks;
	}

	/**
	 * Return how long ago it began to be created, or to be used.
	 */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.began);
	}

	ContainerOutput output() {
		return this.output;
	}

	CompletableFuture<ExitStatus> end() {
		return this.end;
	}

	/**
	 * Where launches come from.
	 */
	public interface Source {

		/**
		 * Start a container.
		 * @param request what to run, after all customizations
		 * @param consumers what takes the output besides the log
		 * @param oneShot whether somebody waits for its end
		 * @return the container, which gets its input
		 */
		Launch launch(RunRequest request, List<LogSink> consumers, boolean oneShot);

	}

}

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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;

/**
 * One run that somebody waits for, from the pull to the result.
 */
final class Run {

	private static final Logger logger = LoggerFactory.getLogger(Run.class);

	private final RunEngine engine;

	private final Launch.Source source;

	private final RunRequest request;

	private final Captures captures;

	private final CompletableFuture<RunResult> result = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Thread starter;

	private @Nullable Launch launch;

	private boolean cancelled;

	Run(RunEngine engine, Launch.Source source, RunRequest request) {
		this.engine = engine;
		this.source = source;
		this.request = request;
		this.captures = new Captures(request.output(), engine);
	}

	/**
	 * Run it and wait for its end on this thread.
	 */
	RunResult runBlocking() {
		start();
		try {
			return this.result.get();
		}
		catch (InterruptedException ex) {
			// The flag would make the calls of the removal fail.
			cancel();
			Thread.currentThread().interrupt();
			throw new CancellationException("The run was interrupted; its container is killed and removed");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new CompletionException(ex.getCause());
		}
	}

	/**
	 * Run it in the background.
	 * @return the result; cancelling it kills and removes the container
	 */
	CompletableFuture<RunResult> runAsync() {
		this.engine.workers().execute(() -> {
			try {
				start();
			}
			catch (RuntimeException | Error ex) {
				this.result.completeExceptionally(ex);
			}
		});
		this.result.whenComplete((found, failure) -> {
			if (failure instanceof CancellationException) {
				this.engine.workers().execute(this::cancel);
			}
		});
		return this.result;
	}

	private void start() {
		this.lock.lock();
		try {
			if (this.cancelled) {
				throw new CancellationException("The run was cancelled");
			}
			this.starter = Thread.currentThread();
		}
		finally {
			this.lock.unlock();
		}
		Launch started;
		try {
			started = this.source.launch(this.request, List.of(LogSink.to(this.captures)), true);
		}
		catch (RuntimeException ex) {
			this.captures.discard(this.engine);
			throw ex;
		}
		finally {
			this.lock.lock();
			try {
				this.starter = null;
			}
			finally {
				this.lock.unlock();
			}
		}
		started.end().whenCompleteAsync((status, failure) -> ended(started, status, failure), this.engine.workers());
		if (!launched(started)) {
			abort(started);
		}
	}

	private boolean launched(Launch started) {
		this.lock.lock();
		try {
			this.launch = started;
			return !this.cancelled;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ended(Launch ended, @Nullable ExitStatus status, @Nullable Throwable failure) {
		if (status == null) {
			this.captures.discard(this.engine);
			this.result.completeExceptionally((failure != null) ? failure : new IllegalStateException("no end"));
			return;
		}
		RunResult made = new RunResult(ended.prepared().id(), status.code(), status.codeKnown(), status.oomKilled(),
				status.timedOut(), ended.age(), this.captures.stdout(), this.captures.stderr());
		if (!this.result.complete(made)) {
			made.close();
		}
	}

	private void cancel() {
		Launch started;
		this.lock.lock();
		try {
			this.cancelled = true;
			started = this.launch;
			Thread busy = this.starter;
			if (busy != null && busy != Thread.currentThread()) {
				// It may wait for a pull.
				busy.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (started != null) {
			abort(started);
		}
	}

	private static void abort(Launch started) {
		try {
			started.abort();
		}
		catch (ContainerdException ex) {
			logger.warn("Container '{}' could not be removed", started.prepared().id(), ex);
		}
	}

}

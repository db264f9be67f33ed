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

package io.github.libcontainerd.internal.container;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.OutputPump;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.task.StdioPaths;
import io.github.libcontainerd.internal.stdio.ProcessStreams;

/**
 * Makes runs with their streams, and connects those to whom they are for.
 */
public final class RunStreams {

	private static final Logger logger = LoggerFactory.getLogger(RunStreams.class);

	private static final Duration STDIN_RETRY = Duration.ofMillis(100);

	private final ClientContext context;

	public RunStreams(ClientContext context) {
		this.context = context;
	}

	/**
	 * Make the streams of a process that is about to be started.
	 */
	ProcessRun open(String id, String processId, int number, Stdio stdio, boolean terminal, Operation operation) {
		try {
			ProcessStreams streams = this.context.fifos().open(id, processId, stdio, terminal);
			return run(id, processId, number, streams);
		}
		catch (IOException ex) {
			if (stdio instanceof Stdio.ToFile) {
				throw new InvalidRequestException(operation, "the output file can't be made: " + ex, ex);
			}
			throw new DaemonErrorException(operation, "its FIFOs can't be made: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Open the streams of a process that an earlier Java process has started.
	 */
	public ProcessRun reopen(String id, String processId, int number, StdioPaths paths, Operation operation) {
		try {
			return run(id, processId, number, this.context.fifos().reopen(paths));
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation, "its FIFOs can't be opened again: " + ex.getMessage(), ex);
		}
	}

	private ProcessRun run(String id, String processId, int number, ProcessStreams streams) {
		ExitWatch watch = new ExitWatch(this.context, id, ProcessRun.execId(processId));
		return new ProcessRun(processId, number, streams, watch);
	}

	public void attach(String id, ProcessRun run, Stdio stdio, Operation operation) {
		if (!run.streams().attached()) {
			return;
		}
		if (stdio instanceof Stdio.ToSinks toSinks) {
			this.context.outputs().attach(id, run.processId(), toSinks.sinks(), run.streams());
			return;
		}
		if (stdio instanceof Stdio.ToLog toLog) {
			OutputPump.toLog(toLog.logger(), id, run.processId(), run.streams());
			return;
		}
		try {
			this.context.backend().attachStreams(id, run.processId(), run.streams());
		}
		catch (ContainerdException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new InvalidRequestException(operation, "the backend refused its streams: " + ex, ex);
		}
	}

	/**
	 * The shim holds an end of stdin too and has to close it when asked, which it only
	 * understands once the process has started (containerd#4489).
	 */
	public void closeStdinWhenAsked(String id, ProcessRun run) {
		run.streams().stdinClosed().thenRun(() -> closeStdin(id, run));
	}

	/**
	 * While containerd is away, the process waits for the end of its input: until it is
	 * told, or has ended.
	 */
	private void closeStdin(String id, ProcessRun run) {
		if (run.watch().verdict().isDone()) {
			return;
		}
		this.context.tasks().closeStdin(id, ProcessRun.execId(run.processId())).whenComplete((nothing, failure) -> {
			if (failure == null || Errors.isNotFound(failure)) {
				return;
			}
			logger.debug("Could not close the stdin of {} of '{}'", run.processId(), id, failure);
			if (Errors.isUnavailable(failure) || Errors.isTimeout(failure)) {
				this.context.connected().get().thenRun(() -> later(() -> closeStdin(id, run)));
			}
		});
	}

	private void later(Runnable task) {
		if (!this.context.scheduler().isShutdown()) {
			this.context.scheduler().schedule(task, STDIN_RETRY.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

}

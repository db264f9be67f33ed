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

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.internal.log.ContainerOutput;
import io.github.libcontainerd.internal.log.ProcessPipe;
import io.github.libcontainerd.internal.resource.ProcessTree;
import io.github.libcontainerd.log.AttachedStreams;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningProcess;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spec.User;

/**
 * One additional process.
 */
final class Exec {

	private static final Logger logger = LoggerFactory.getLogger(Exec.class);

	private static final int SIGKILL = 9;

	private final RunEngine engine;

	private final String containerId;

	private final ExecRequest request;

	private final String processId = "exec-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	private volatile int pid;

	Exec(RunEngine engine, String containerId, ExecRequest request) {
		this.engine = engine;
		this.containerId = containerId;
		this.request = request;
	}

	/**
	 * Run it to its end.
	 */
	RunResult run() {
		Captures captures = new Captures(this.request.output(), this.engine);
		RunInput input = (this.request.stdin() != null) ? this.request.stdin() : RunInput.none();
		long began = System.nanoTime();
		boolean done = false;
		try {
			CompletableFuture<ExitStatus> exit = launch(captures, input).exit();
			ExitStatus status = exit.get();
			done = true;
			return new RunResult(this.containerId, status.code(), status.codeKnown(), status.oomKilled(),
					status.timedOut(), Duration.ofNanos(System.nanoTime() - began), captures.stdout(),
					captures.stderr());
		}
		catch (InterruptedException ex) {
			kill();
			Thread.currentThread().interrupt();
			throw new CancellationException("The process was interrupted and is killed");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new CompletionException(ex.getCause());
		}
		finally {
			if (!done) {
				captures.discard(this.engine);
			}
		}
	}

	/**
	 * Start it, to talk with it.
	 */
	RunningProcess start() {
		ProcessPipe pipe = new ProcessPipe(this.request.tty());
		RunInput input = (this.request.stdin() != null) ? this.request.stdin() : RunInput.open();
		Started started = launch(pipe, input);
		pipe.stdin(started.output().stdin());
		return new Handle(pipe, started.exit());
	}

	private Started launch(OutputConsumer consumer, RunInput input) {
		User user = user();
		List<LogSink> sinks = List.of(LogSink.to(consumer));
		ContainerOutput output = this.engine.outputs().open(this.containerId, this.processId, sinks);
		ContainerProcess process;
		try {
			process = this.engine.client()
				.addProcess(this.containerId, this.processId, (builder) -> customize(builder, user),
						new Stdio.ToSinks(sinks, InputFeeder.needsStdin(input, this.request.tty())));
		}
		catch (RuntimeException ex) {
			this.engine.outputs().discard(this.containerId, this.processId, output);
			throw ex;
		}
		Runnable stopFeeding = InputFeeder.feed(this.containerId + "/" + this.processId, input, this.request.tty(),
				output.stdin());
		process.exit().whenComplete((status, failure) -> stopFeeding.run());
		this.pid = process.pid();
		killInTime(process.exit());
		return new Started(output, process.exit());
	}

	private void killInTime(CompletableFuture<ExitStatus> exit) {
		if (this.request.timeout() != null) {
			ScheduledFuture<?> timer = this.engine.scheduler().schedule(() -> this.engine.workers().execute(() -> {
				// Not what it has left running, if it has ended by itself.
				if (!exit.isDone() && this.engine.timedOut(this.containerId, this.processId)) {
					kill();
				}
			}), this.request.timeout().toMillis(), TimeUnit.MILLISECONDS);
			exit.whenComplete((status, failure) -> timer.cancel(false));
		}
	}

	/**
	 * Kill it with all that it has started, which would run on in the container.
	 */
	private void kill() {
		try {
			Runnable own = () -> this.engine.client().signalProcess(this.containerId, this.processId, SIGKILL);
			tree().ifPresentOrElse((tree) -> tree.killAll(() -> this.engine.client().pids(this.containerId), own), own);
		}
		catch (ContainerdException ex) {
			logger.debug("Process {} of '{}' could not be killed", this.processId, this.containerId, ex);
		}
	}

	private Optional<ProcessTree> tree() {
		return this.engine.spec(this.containerId)
			.map(Spec::linux)
			.map(Linux::cgroupsPath)
			.filter((path) -> this.pid > 0)
			.map((path) -> new ProcessTree(this.pid, path));
	}

	private void customize(Process.Builder builder, @Nullable User user) {
		builder.args(this.request.command()).terminal(this.request.tty());
		if (this.request.tty()) {
			builder.env("TERM", "xterm");
		}
		builder.env(this.request.env());
		if (this.request.workingDir() != null) {
			builder.cwd(this.request.workingDir());
		}
		if (user != null) {
			builder.user(user);
		}
	}

	/**
	 * Look the user up in what the container itself sees.
	 */
	private @Nullable User user() {
		String user = this.request.user();
		if (user == null) {
			return null;
		}
		Operation operation = Operation.onContainer("run a process in", this.engine.client().namespace(),
				this.containerId);
		int pid = this.engine.client().inspect(this.containerId).pid();
		if (pid == 0) {
			// There is nothing to look into, and the start says why.
			return null;
		}
		return RootFiles.inDirectory(Path.of("/proc", Integer.toString(pid), "root"), user, operation);
	}

	/**
	 * A process that was started.
	 *
	 * @param output its output
	 * @param exit its end
	 */
	private record Started(ContainerOutput output, CompletableFuture<ExitStatus> exit) {
	}

	/**
	 * What a caller gets of a process.
	 */
	private final class Handle implements RunningProcess {

		private final ProcessPipe pipe;

		private final CompletableFuture<ExitStatus> exit;

		private Handle(ProcessPipe pipe, CompletableFuture<ExitStatus> exit) {
			this.pipe = pipe;
			this.exit = exit;
		}

		@Override
		public String id() {
			return Exec.this.processId;
		}

		@Override
		public AttachedStreams streams() {
			return this.pipe;
		}

		@Override
		public CompletableFuture<ExitStatus> exit() {
			return this.exit.copy();
		}

		@Override
		public void signal(int signal) {
			Exec.this.engine.client().signalProcess(Exec.this.containerId, Exec.this.processId, signal);
		}

		@Override
		public void resize(int columns, int rows) {
			Exec.this.engine.client().resize(Exec.this.containerId, Exec.this.processId, columns, rows);
		}

	}

}

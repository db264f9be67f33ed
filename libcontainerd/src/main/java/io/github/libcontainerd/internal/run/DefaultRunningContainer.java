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

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.internal.log.ContainerOutput;
import io.github.libcontainerd.internal.log.LogFiles;
import io.github.libcontainerd.internal.log.LogQuery;
import io.github.libcontainerd.internal.log.LogSource;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Endpoint;
import io.github.libcontainerd.log.AttachedStreams;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.RunningProcess;

/**
 * A container by its id.
 */
final class DefaultRunningContainer implements RunningContainer {

	private static final Duration REPORT_LIMIT = Duration.ofSeconds(10);

	private final RunEngine engine;

	private final String id;

	private final @Nullable String image;

	private final @Nullable ContainerOutput output;

	private final List<LogSink> sinks;

	private final CompletableFuture<ExitStatus> end;

	private final @Nullable Attachment network;

	private final Duration stopGrace;

	DefaultRunningContainer(RunEngine engine, String id, @Nullable String image, @Nullable ContainerOutput output,
			List<LogSink> sinks, CompletableFuture<ExitStatus> end, @Nullable Attachment network, Duration stopGrace) {
		this.engine = engine;
		this.id = id;
		this.image = image;
		this.output = output;
		this.sinks = sinks;
		this.end = end;
		this.network = network;
		this.stopGrace = stopGrace;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public @Nullable String image() {
		return this.image;
	}

	@Override
	public List<PortBinding> ports() {
		return (this.network != null) ? this.network.ports() : List.of();
	}

	@Override
	public Map<String, InetAddress> networks() {
		return (this.network != null) ? this.network.addresses(Endpoint::address) : Map.of();
	}

	@Override
	public Map<String, InetAddress> ipv6Networks() {
		return (this.network != null) ? this.network.addresses(Endpoint::ipv6Address) : Map.of();
	}

	@Override
	public ContainerStatus status() {
		if (this.end.isDone()) {
			// Or the client was closed, and nobody knows.
			end();
			return ContainerStatus.EXITED;
		}
		try {
			return this.engine.client().inspect(this.id).status();
		}
		catch (NotFoundException ex) {
			return ContainerStatus.EXITED;
		}
	}

	@Override
	public @Nullable ContainerHealth health() {
		return this.engine.health(this.id).orElse(null);
	}

	@Override
	public CompletableFuture<ExitStatus> exit() {
		return this.end.copy();
	}

	@Override
	public ExitStatus waitForExit() throws InterruptedException {
		try {
			return this.end.copy().get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new CompletionException(ex.getCause());
		}
	}

	@Override
	public Stream<LogEntry> logs(LogOption... options) {
		LogQuery query = LogQuery.of(options);
		if (this.output != null && this.output.log().isPresent()) {
			LogSource source = this.output.log().get();
			return source.read(query);
		}
		for (LogSink sink : this.sinks) {
			if (sink instanceof LogSink.ToFile file) {
				return LogFiles.read(file, query);
			}
		}
		throw new IllegalContainerStateException(operation("read the log of"),
				"its output goes to no file and no memory; set a log when it is started", null);
	}

	@Override
	public AttachedStreams attach() {
		return this.engine.outputs()
			.find(this.id, StateInfo.INIT)
			.orElseThrow(() -> new IllegalContainerStateException(operation("attach to"),
					"it has ended, or its output goes to the backend", null))
			.attach();
	}

	@Override
	public RunResult exec(ExecRequest request) {
		return new Exec(this.engine, this.id, request).run();
	}

	@Override
	public RunningProcess startProcess(ExecRequest request) {
		return new Exec(this.engine, this.id, request).start();
	}

	@Override
	public ExitStatus stop() {
		return stop(this.stopGrace);
	}

	@Override
	public ExitStatus stop(Duration grace) {
		if (!this.end.isDone()) {
			try {
				return this.engine.client().stop(this.id, grace);
			}
			catch (NotFoundException ex) {
				// It has ended meanwhile.
				return this.end.copy().orTimeout(REPORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
			}
		}
		return end();
	}

	/**
	 * Return how it has ended.
	 */
	private ExitStatus end() {
		try {
			return this.end.copy().join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	@Override
	public RunningContainer start() {
		RunEngine.StartedAgain again = this.engine.startAgain(this.id);
		return new DefaultRunningContainer(this.engine, this.id, this.image,
				this.engine.outputs().find(this.id, StateInfo.INIT).orElse(null), this.sinks, again.end(),
				again.network(), this.stopGrace);
	}

	@Override
	public void copyIn(String directory, InputStream archive) {
		new ContainerFilesCopy(this.engine, this.id, "copy files into").in(directory, archive);
	}

	@Override
	public void copyIn(Path file, String path) {
		new ContainerFilesCopy(this.engine, this.id, "copy a file into").in(file, path);
	}

	@Override
	public InputStream copyOut(String path) {
		return new ContainerFilesCopy(this.engine, this.id, "copy files out of").out(path);
	}

	@Override
	public void copyOut(String path, Path file) {
		new ContainerFilesCopy(this.engine, this.id, "copy a file out of").out(path, file);
	}

	@Override
	public void signal(int signal) {
		this.engine.client().signal(this.id, signal);
	}

	@Override
	public void pause() {
		this.engine.client().pause(this.id);
	}

	@Override
	public void resume() {
		this.engine.client().resume(this.id);
	}

	@Override
	public void resize(int columns, int rows) {
		this.engine.client().resize(this.id, StateInfo.INIT, columns, rows);
	}

	@Override
	public Stats stats() {
		return this.engine.client().stats(this.id);
	}

	@Override
	public Optional<DiskUsage> diskUsage() {
		return this.engine.client().diskUsage(this.id);
	}

	@Override
	public void remove() {
		this.engine.client().delete(this.id);
	}

	private Operation operation(String name) {
		return Operation.onContainer(name, this.engine.client().namespace(), this.id);
	}

	@Override
	public String toString() {
		return "RunningContainer[" + this.id + "]";
	}

}

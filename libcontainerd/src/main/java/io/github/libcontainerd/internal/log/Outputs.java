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

package io.github.libcontainerd.internal.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.log.LogSink;

/**
 * The outputs of all processes of one client that go to sinks.
 */
public final class Outputs implements AutoCloseable {

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

	private final ConcurrentHashMap<String, ContainerOutput> outputs = new ConcurrentHashMap<>();

	private final Readers readers = new Readers();

	private final Executor workers;

	/**
	 * Create them.
	 * @param workers for what may block, such as a disk
	 */
	public Outputs(Executor workers) {
		this.workers = workers;
	}

	/**
	 * Make the output of a process that is about to be started.
	 * @param containerId the container
	 * @param processId the process
	 * @param sinks where its output goes
	 * @return the output; one that nothing goes to when there is a process of these ids
	 */
	public ContainerOutput open(String containerId, String processId, List<LogSink> sinks) {
		String key = key(containerId, processId);
		ContainerOutput output = new ContainerOutput(key, sinks, this.readers, this.workers);
		this.outputs.putIfAbsent(key, output);
		return output;
	}

	/**
	 * Forget an output whose process could not be started.
	 * @param containerId the container
	 * @param processId the process
	 * @param output the output
	 */
	public void discard(String containerId, String processId, ContainerOutput output) {
		this.outputs.remove(key(containerId, processId), output);
		output.end();
	}

	/**
	 * Start to read the streams of a process. Those of the container's next run go to the
	 * same sinks.
	 * @param containerId the container
	 * @param processId the process
	 * @param sinks where its output goes
	 * @param io its streams
	 */
	public void attach(String containerId, String processId, List<LogSink> sinks, IOPipe io) {
		String key = key(containerId, processId);
		this.outputs.computeIfAbsent(key, (same) -> new ContainerOutput(key, sinks, this.readers, this.workers))
			.run(io);
	}

	/**
	 * Return the output of a process.
	 * @param containerId the container
	 * @param processId the process
	 * @return its output, if it goes to sinks
	 */
	public Optional<ContainerOutput> find(String containerId, String processId) {
		return Optional.ofNullable(this.outputs.get(key(containerId, processId)));
	}

	/**
	 * Return when the output of a process's current run is where it belongs.
	 * @param containerId the container
	 * @param processId the process
	 * @return completes then; at once when its output does not go to sinks
	 */
	public CompletableFuture<Void> settled(String containerId, String processId) {
		return find(containerId, processId).map(ContainerOutput::settled)
			.orElseGet(() -> CompletableFuture.completedFuture(null));
	}

	/**
	 * A process has ended for good.
	 * @param containerId the container
	 * @param processId the process
	 */
	public void ended(String containerId, String processId) {
		ContainerOutput output = this.outputs.remove(key(containerId, processId));
		if (output != null) {
			output.end();
		}
	}

	/**
	 * End all outputs. The streams are closed: what has been read already still goes
	 * where it belongs.
	 */
	@Override
	public void close() {
		CompletableFuture
			.allOf(this.outputs.values().stream().map(ContainerOutput::pumped).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.outputs.values().forEach(ContainerOutput::end);
		this.outputs.clear();
		this.readers.close();
	}

	private static String key(String containerId, String processId) {
		return StateInfo.INIT.equals(processId) ? containerId : containerId + "/" + processId;
	}

}

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

package io.github.libcontainerd.internal.shim;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.grpc.task.TaskProcess;

/**
 * Asks shims for the state of their processes, past containerd. It waits and looks and
 * does nothing else: state that changes behind the daemon's back is state that the daemon
 * gets wrong.
 * <p>
 * Nothing here blocks. The futures complete on the event loop, so what follows on them
 * must not block either; they fail with an {@link IOException} when the shim can't be
 * reached, goes away or talks nonsense, and with a {@link ShimStatusException} when it
 * refuses. There is no deadline but the caller's: a future that was cancelled or
 * completed by the caller is forgotten. The shim itself goes on with a forgotten wait
 * until the process ends, so waits are not for polling; that is what
 * {@link #state(ShimAddress, String, String)} is for.
 */
public final class ShimClient implements AutoCloseable {

	private final EventLoop eventLoop;

	// Belongs to the event loop.
	private final Map<ShimAddress, ShimConnection> connections = new HashMap<>();

	private volatile boolean closed;

	/**
	 * Create a client.
	 * @param eventLoops does the input and output; it stays the caller's to shut down
	 */
	public ShimClient(EventLoopGroup eventLoops) {
		this.eventLoop = eventLoops.next();
	}

	/**
	 * Wait for the end of a process.
	 * @param address of the shim
	 * @param id the container
	 * @param execId the process in it, or empty for init
	 * @return how it ended; without a time if it has never run
	 */
	public CompletableFuture<ProcessExit> waitFor(ShimAddress address, String id, String execId) {
		return call(address, ShimCall.waitFor(id, execId));
	}

	/**
	 * Look what a process is doing.
	 * @param address of the shim
	 * @param id the container
	 * @param execId the process in it, or empty for init
	 * @return the process
	 */
	public CompletableFuture<TaskProcess> state(ShimAddress address, String id, String execId) {
		return call(address, ShimCall.state(id, execId));
	}

	private <T> CompletableFuture<T> call(ShimAddress address, ShimCall<T> call) {
		execute(() -> start(address, call), call);
		return call.future();
	}

	private void start(ShimAddress address, ShimCall<?> call) {
		if (this.closed) {
			call.fail(closedFailure());
			return;
		}
		if (call.future().isDone()) {
			return;
		}
		ShimConnection connection = this.connections.get(address);
		if (connection == null) {
			connection = new ShimConnection(address, () -> this.connections.remove(address));
			this.connections.put(address, connection);
			connection.add(call);
			connection.connect(this.eventLoop);
		}
		else {
			connection.add(call);
		}
		ShimConnection asked = connection;
		// Not at once: another call may follow from the answer to this one, and shall
		// find the connection.
		call.future().whenComplete((answer, failure) -> execute(() -> {
			asked.forget(call);
			execute(asked::endIfIdle, call);
		}, call));
	}

	private void execute(Runnable task, ShimCall<?> call) {
		try {
			this.eventLoop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			call.fail(closedFailure());
		}
	}

	/**
	 * Close all connections. What was not answered fails.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			this.eventLoop
				.execute(() -> List.copyOf(this.connections.values()).forEach((open) -> open.end(closedFailure())));
		}
		catch (RejectedExecutionException ignored) {
			// The event loop has closed them.
		}
	}

	private static IOException closedFailure() {
		return new IOException("The connections to the shims are closed");
	}

}

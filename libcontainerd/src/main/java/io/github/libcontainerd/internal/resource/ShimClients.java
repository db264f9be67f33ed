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

package io.github.libcontainerd.internal.resource;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.shim.DaemonState;
import io.github.libcontainerd.internal.shim.ShimAddress;
import io.github.libcontainerd.internal.shim.ShimClient;

/**
 * Asks the shims while containerd is away. What they need is made when that happens for
 * the first time.
 */
public final class ShimClients implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ShimClients.class);

	private static final Path DEFAULT = Path.of("/run/containerd");

	// Whether it was given or found.
	private volatile boolean known;

	private volatile Path containerdState;

	private volatile boolean visible = true;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable EventLoopGroup eventLoop;

	private @Nullable ShimClient client;

	private boolean closed;

	/**
	 * Create it.
	 * @param containerdState the state directory of containerd; {@code null} to find it
	 * @param socket where containerd listens
	 */
	public ShimClients(@Nullable Path containerdState, Path socket) {
		this.known = containerdState != null;
		// What the first shim shows counts more.
		this.containerdState = (containerdState != null) ? containerdState : DaemonState.of(socket).orElse(DEFAULT);
	}

	/**
	 * Return the state directory of containerd, as far as it is known.
	 */
	public Path containerdState() {
		return this.containerdState;
	}

	/**
	 * Whether the shims could be seen so far.
	 */
	public boolean visible() {
		return this.visible;
	}

	/**
	 * Return where the shim of a container listens. To be asked for while containerd is
	 * there: when it is back, 1.7 and 2.x have removed the file of a container that ended
	 * meanwhile.
	 * @param pid the first process of the container; 0 when it is not known
	 */
	public Optional<ShimAddress> address(String namespace, String id, int pid) {
		if (!this.known && pid > 0) {
			ShimAddress.containerdState(pid).ifPresent((found) -> {
				this.containerdState = found;
				this.known = true;
			});
		}
		Optional<ShimAddress> address = ShimAddress.read(this.containerdState, namespace, id);
		if (address.isEmpty() && pid > 0 && ProcessHandle.of(pid).isPresent()) {
			unseen(id);
		}
		return address;
	}

	private void unseen(String id) {
		if (this.visible) {
			this.visible = false;
			logger.warn("The shim of container '{}' can't be seen in {}: the exit codes of containers that end while "
					+ "containerd is away may stay unknown. Name containerd's state directory, and let this "
					+ "application see it", id, this.containerdState);
		}
	}

	public CompletableFuture<ProcessExit> waitFor(ShimAddress address, String id, String execId) {
		this.lock.lock();
		try {
			if (this.closed) {
				return CompletableFuture.failedFuture(new IllegalStateException("closed"));
			}
			ShimClient current = this.client;
			if (current == null) {
				this.eventLoop = new MultiThreadIoEventLoopGroup(1,
						new DefaultThreadFactory("containerd-channel", true), NioIoHandler.newFactory());
				current = new ShimClient(this.eventLoop);
				this.client = current;
			}
			return current.waitFor(address, id, execId);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			if (this.client != null) {
				this.client.close();
			}
			if (this.eventLoop != null) {
				this.eventLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}

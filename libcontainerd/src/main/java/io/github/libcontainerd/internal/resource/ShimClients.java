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

import io.github.libcontainerd.internal.grpc.task.ProcessExit;
import io.github.libcontainerd.internal.shim.ShimAddress;
import io.github.libcontainerd.internal.shim.ShimClient;

/**
 * Asks the shims while containerd is away. What they need is made when that happens for
 * the first time.
 */
public final class ShimClients implements AutoCloseable {

	private final Path containerdState;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable EventLoopGroup eventLoop;

	private @Nullable ShimClient client;

	private boolean closed;

	public ShimClients(Path containerdState) {
		this.containerdState = containerdState;
	}

	public Path containerdState() {
		return this.containerdState;
	}

	/**
	 * Return where the shim of a container listens. To be asked for while containerd is
	 * there: when it is back, 1.7 and 2.x have removed the file of a container that ended
	 * meanwhile.
	 */
	public Optional<ShimAddress> address(String namespace, String id) {
		return ShimAddress.read(this.containerdState, namespace, id);
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

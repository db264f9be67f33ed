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
package io.github.libcontainerd.spi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * An event loop for channels to unix sockets, made when it is first needed: an
 * application that connects later is not to load Netty while it starts.
 */
final class LazyEventLoop implements AutoCloseable {

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable EventLoopGroup group;

	private boolean closed;

	/**
	 * Return the event loop.
	 * @return the event loop, the same each time
	 */
	EventLoopGroup get() {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("closed");
			}
			EventLoopGroup made = this.group;
			if (made == null) {
				made = Netty.eventLoop();
				this.group = made;
			}
			return made;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Shut it down, and wait for that.
	 */
	@Override
	public void close() {
		EventLoopGroup made;
		this.lock.lock();
		try {
			this.closed = true;
			made = this.group;
		}
		finally {
			this.lock.unlock();
		}
		if (made != null) {
			made.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
		}
	}

	/**
	 * What is only loaded when it is needed.
	 */
	private static final class Netty {

		static EventLoopGroup eventLoop() {
			return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("containerd-channel", true),
					NioIoHandler.newFactory());
		}

	}

}

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

package io.github.libcontainerd.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

/**
 * Threads and waiting.
 */
final class Daemons {

	private Daemons() {
	}

	static ThreadFactory threads(String prefix) {
		AtomicInteger count = new AtomicInteger();
		return (runnable) -> thread(prefix + "-" + count.incrementAndGet(), runnable);
	}

	static Thread thread(String name, Runnable runnable) {
		Thread thread = new Thread(runnable, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Poll a condition.
	 * @return whether it came true in time
	 */
	static boolean await(Duration timeout, BooleanSupplier condition) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
		return true;
	}

	/**
	 * An event loop group that knows its channels, to cut them as a dying process does:
	 * without HTTP/2's good manners.
	 */
	static final class Loops extends MultiThreadIoEventLoopGroup {

		private final List<Channel> channels = new ArrayList<>();

		Loops(String name) {
			super(1, threads(name), NioIoHandler.newFactory());
		}

		@Override
		public ChannelFuture register(Channel channel) {
			track(channel);
			return super.register(channel);
		}

		@Override
		@Deprecated
		public ChannelFuture register(ChannelPromise promise) {
			track(promise.channel());
			return super.register(promise);
		}

		private void track(Channel channel) {
			next().execute(() -> this.channels.add(channel));
		}

		void cut() {
			next().submit(() -> {
				this.channels.forEach((channel) -> channel.unsafe().close(channel.voidPromise()));
				this.channels.clear();
			}).awaitUninterruptibly(5, TimeUnit.SECONDS);
		}

		void stop() {
			shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
		}

	}

}

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

package io.github.libcontainerd.test.internal.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

/**
 * An event loop group that knows its channels, to cut them as a dying process does:
 * without HTTP/2's good manners.
 */
public final class EventLoops extends MultiThreadIoEventLoopGroup {

	private final List<Channel> channels = new ArrayList<>();

	public EventLoops(String name) {
		super(1, Threads.threads(name), NioIoHandler.newFactory());
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

	public void cut() {
		next().submit(() -> {
			this.channels.forEach((channel) -> channel.unsafe().close(channel.voidPromise()));
			this.channels.clear();
		}).awaitUninterruptibly(5, TimeUnit.SECONDS);
	}

	public void stop() {
		shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
	}

}

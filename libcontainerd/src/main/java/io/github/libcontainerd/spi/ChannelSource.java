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

import java.nio.file.Path;
import java.util.concurrent.Executor;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/**
 * Where the channel to containerd comes from. The remote that opened a channel shuts it
 * down; the source is closed after that.
 */
public interface ChannelSource extends AutoCloseable {

	/**
	 * Open a channel. Nothing is connected yet.
	 * @param socket the path of the socket
	 * @param executor runs the callbacks
	 * @return a new channel
	 */
	ManagedChannel open(Path socket, Executor executor);

	@Override
	default void close() {
	}

	/**
	 * Return a source with an event loop of its own.
	 * @return the source
	 */
	static ChannelSource standalone() {
		LazyEventLoop eventLoop = new LazyEventLoop();
		return new ChannelSource() {
			@Override
			public ManagedChannel open(Path socket, Executor executor) {
				return UnixSocketChannels.builder(socket, InsecureChannelCredentials.create(), eventLoop.get())
					.executor(executor)
					.build();
			}

			@Override
			public void close() {
				eventLoop.close();
			}
		};
	}

}

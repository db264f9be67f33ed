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

import io.grpc.ManagedChannel;

/**
 * Where a remote gets its channels to containerd from. A framework that has its own way
 * to make gRPC channels, with interceptors and observation, gives one to the remote by
 * {@code RemoteOption.channelSource}. Used by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ChannelSource extends AutoCloseable {

	/**
	 * Return a new channel, which connects at its first call. A remote asks for one, and
	 * for another one each time it has to connect anew, and shuts each of them down. A
	 * channel must have no limit of time for calls and must not give up when it is idle:
	 * some of its calls last as long as a container runs.
	 * @param socket the unix socket that containerd listens on
	 * @param executor runs the callbacks
	 * @return the channel
	 */
	ManagedChannel open(Path socket, Executor executor);

	/**
	 * Release what the channels shared. Called by the remote, after it has shut down the
	 * last channel. By default nothing is done.
	 */
	@Override
	default void close() {
	}

}

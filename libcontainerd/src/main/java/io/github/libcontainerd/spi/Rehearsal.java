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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.grpc.DaemonApi;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.task.EventsApi;

/**
 * The first calls of a process, made to a peer in the same process that answers nothing
 * of use: most of the time of the first calls to containerd goes into loading some two
 * thousand classes of gRPC, Netty and Protobuf, and that can be done by another thread
 * while an application has something else to do.
 *
 * @since 0.1.0
 */
public final class Rehearsal {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String NOBODY = "nobody";

	private Rehearsal() {
	}

	/**
	 * Make the calls that a client makes when it is opened, to a peer in this process,
	 * and read a JSON document. containerd is not asked, and nothing is left behind. It
	 * takes some hundred milliseconds of one processor, and 10 seconds at most.
	 * @throws IOException if there is no place for a unix socket
	 */
	public static void run() throws IOException {
		try (LoopbackPeer peer = LoopbackPeer.open(); ChannelSource source = new UnixSocketChannels()) {
			ExecutorService executor = new ThreadPoolExecutor(0, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
					(task) -> daemon(task), new ThreadPoolExecutor.CallerRunsPolicy());
			try {
				calls(source, peer.socket(), executor);
			}
			finally {
				executor.shutdown();
			}
		}
		// The networks of a client are read with it when it is opened.
		JsonMapper.shared().readTree("{}");
	}

	private static void calls(ChannelSource source, Path socket, ExecutorService executor) {
		ManagedChannel channel = source.open(socket, executor);
		try {
			DaemonApi daemon = new DaemonApi(channel);
			EventsApi events = new EventsApi(channel, NOBODY);
			CompletableFuture<Throwable> ended = new CompletableFuture<>();
			CompletableFuture<?>[] calls = { daemon.serving(LIMIT), daemon.version(LIMIT), daemon.namespaces(LIMIT),
					events.publishMark(NOBODY), new ContainersApi(channel, NOBODY).listLabelled(NOBODY), ended };
			Runnable cancel = events.subscribe((event, published) -> {
			}, (mark) -> {
			}, ended::complete);
			CompletableFuture.allOf(calls)
				.completeOnTimeout(null, LIMIT.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> null)
				.join();
			cancel.run();
		}
		finally {
			channel.shutdownNow();
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "containerd-rehearsal");
		thread.setDaemon(true);
		return thread;
	}

}

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
package io.github.libcontainerd.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.UnixSocketChannels;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Call by call: when in the course of an operation each call to containerd begins and
 * ends, in medians. What lies between is the library's own.
 */
final class CallTrace {

	private static final Logger logger = LoggerFactory.getLogger(CallTrace.class);

	private static final int WARM_UP = 300;

	private static final int RUNS = 60;

	private final PrivateContainerd containerd;

	private final Path rootfs;

	CallTrace(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() {
		Queue<Call> calls = new ConcurrentLinkedQueue<>();
		try (Operations operations = new Operations(this.containerd.directory().resolve("trace"),
				this.containerd.socket(), this.containerd.uniqueNamespace(), this.rootfs,
				RemoteOption.channelSource(new Traced(new Recorder(calls))))) {
			trace("exec", operations::exec, calls);
			trace("lifecycle", operations::lifecycle, calls);
		}
	}

	private static void trace(String name, Runnable operation, Queue<Call> calls) {
		for (int i = 0; i < WARM_UP; i++) {
			operation.run();
		}
		Figures all = new Figures();
		Map<String, Figures> begins = new LinkedHashMap<>();
		Map<String, Figures> ends = new LinkedHashMap<>();
		for (int i = 0; i < RUNS; i++) {
			calls.clear();
			long began = System.nanoTime();
			operation.run();
			all.add(System.nanoTime() - began);
			for (Call call : calls) {
				begins.computeIfAbsent(call.method(), (key) -> new Figures()).add(call.began() - began);
				ends.computeIfAbsent(call.method(), (key) -> new Figures()).add(call.ended() - began);
			}
		}
		logger.info("{}: {}", name, all);
		begins.entrySet()
			.stream()
			.sorted((one, other) -> Double.compare(one.getValue().medianMillis(), other.getValue().medianMillis()))
			.forEach((call) -> logger.info("  {} to {} ms: {}",
					String.format(Locale.ROOT, "%5.1f", call.getValue().medianMillis()),
					String.format(Locale.ROOT, "%5.1f", Objects.requireNonNull(ends.get(call.getKey())).medianMillis()),
					call.getKey()));
	}

	/**
	 * One call.
	 *
	 * @param method what was called
	 * @param began when it was made
	 * @param ended when it was answered
	 */
	private record Call(String method, long began, long ended) {
	}

	/**
	 * Notes each call when it has ended.
	 *
	 * @param calls where it is noted
	 */
	private record Recorder(Queue<Call> calls) implements ClientInterceptor {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			String name = method.getFullMethodName().replaceAll(".*\\.(\\w+)\\.v1\\.\\w+/", "$1 ");
			long began = System.nanoTime();
			return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

				@Override
				public void start(Listener<R> listener, Metadata headers) {
					super.start(new SimpleForwardingClientCallListener<>(listener) {

						@Override
						public void onClose(Status status, Metadata trailers) {
							Recorder.this.calls.add(new Call(name, began, System.nanoTime()));
							super.onClose(status, trailers);
						}

					}, headers);
				}

			};
		}

	}

	/**
	 * The usual channels with an interceptor.
	 */
	private static final class Traced implements ChannelSource {

		private final UnixSocketChannels channels = new UnixSocketChannels();

		private final ClientInterceptor interceptor;

		private Traced(ClientInterceptor interceptor) {
			this.interceptor = interceptor;
		}

		@Override
		public ManagedChannel open(Path socket, Executor executor) {
			return this.channels.builder(socket, InsecureChannelCredentials.create())
				.executor(executor)
				.intercept(List.of(this.interceptor))
				.build();
		}

		@Override
		public void close() {
			this.channels.close();
		}

	}

}

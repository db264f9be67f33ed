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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.boot.metrics.ClientMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetricsOptions;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.UnixSocketChannels;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * A scrape by Prometheus with 100 running containers, beside the one call to containerd
 * that it can't do without, in turns.
 */
final class Scrape {

	private static final Logger logger = LoggerFactory.getLogger(Scrape.class);

	private static final int CONTAINERS = 100;

	private static final int WARM_UP = 100;

	private static final int RUNS = 60;

	// Longer than a scrape, so that it asks once; shorter than the pause between two.
	private static final Duration TIME_TO_LIVE = Duration.ofMillis(200);

	private final PrivateContainerd containerd;

	private final Path rootfs;

	Scrape(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		Spec spec = Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/sleep", "1000"))
			.build();
		ExecutorService executor = Executors.newCachedThreadPool();
		try (Remote remote = Remote.open(this.containerd.directory().resolve("lib"),
				RemoteOption.address(this.containerd.socket()), RemoteOption.stopGrace(Duration.ZERO));
				ChannelSource source = new UnixSocketChannels()) {
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			for (int i = 0; i < CONTAINERS; i++) {
				client.create("c" + i, spec);
			}
			TasksGrpc.TasksBlockingStub tasks = tasks(source, this.containerd.socket(), client.namespace(), executor);
			PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
			ContainerMetricsOptions options = new ContainerMetricsOptions("", false, List.of(), CONTAINERS,
					TIME_TO_LIVE, Duration.ofSeconds(10), Duration.ofSeconds(30));
			try (ContainerMetrics metrics = new ContainerMetrics(() -> List.of(client), options)) {
				metrics.bindTo(registry);
				new ClientMetrics(client).bindTo(registry);
				compare(tasks, registry);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static TasksGrpc.TasksBlockingStub tasks(ChannelSource source, Path socket, String namespace,
			Executor executor) {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), namespace);
		ManagedChannel channel = source.open(socket, executor);
		return TasksGrpc
			.newBlockingStub(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
	}

	private static void compare(TasksGrpc.TasksBlockingStub tasks, PrometheusMeterRegistry registry) {
		Figures bare = new Figures();
		Figures scrape = new Figures();
		Figures rendering = new Figures();
		for (int i = 0; i < WARM_UP + RUNS; i++) {
			long began = pause();
			MetricsResponse answer = tasks.metrics(MetricsRequest.getDefaultInstance());
			long asked = System.nanoTime() - began;
			began = pause();
			String page = registry.scrape();
			long scraped = System.nanoTime() - began;
			// The figures are still fresh: no call.
			began = System.nanoTime();
			registry.scrape();
			long rendered = System.nanoTime() - began;
			if (i >= WARM_UP) {
				check(page, answer);
				bare.add(asked);
				scrape.add(scraped);
				rendering.add(rendered);
			}
		}
		logger.info("scrape of {} containers: Tasks.Metrics alone {}", CONTAINERS, bare);
		logger.info("scrape of {} containers: all meters          {}", CONTAINERS, scrape);
		logger.info("scrape of {} containers: without a call     {}", CONTAINERS, rendering);
		Ratio.report("scrape-call", scrape.medianMillis(), bare.medianMillis());
	}

	/**
	 * Both begin after the same rest, and the figures of the last scrape are too old.
	 */
	private static long pause() {
		long end = System.nanoTime() + TIME_TO_LIVE.plusMillis(50).toNanos();
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(end - System.nanoTime());
		}
		return System.nanoTime();
	}

	private static void check(String page, MetricsResponse answer) {
		long containers = page.lines().filter((line) -> line.startsWith("container_memory_usage_bytes{")).count();
		if (containers != CONTAINERS || answer.getMetricsCount() != CONTAINERS) {
			throw new IllegalStateException("Figures of " + containers + " and " + answer.getMetricsCount()
					+ " containers instead of " + CONTAINERS);
		}
	}

}

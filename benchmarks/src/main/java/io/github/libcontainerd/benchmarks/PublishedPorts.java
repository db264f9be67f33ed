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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

/**
 * Start a container without a network, with a published port in a network of the library,
 * and with one in a network of CNI plugins (bridge, portmap, firewall); one after the
 * other in turns, and many at once. It makes networks and rules of the firewall, so that
 * it is better run in a network namespace of its own: {@code unshare --net} and
 * {@code ip link set lo up}.
 */
final class PublishedPorts {

	private static final Logger logger = LoggerFactory.getLogger(PublishedPorts.class);

	private static final int WARM_UP = 5;

	private static final int RUNS = 20;

	private static final int AT_ONCE = 50;

	private static final int ROUNDS = 1;

	private final PrivateContainerd containerd;

	PublishedPorts(PrivateContainerd containerd) {
		this.containerd = containerd;
	}

	void measure() throws Exception {
		Path directory = this.containerd.directory().resolve("ports");
		Path cni = Files.createDirectories(directory.resolve("net.d"));
		Files.writeString(cni.resolve("bench.conflist"), """
				{"cniVersion":"1.0.0","name":"bench","plugins":[
				{"type":"bridge","bridge":"cni-bench","isGateway":true,"ipMasq":true,"ipam":{"type":"host-local",
				"dataDir":"%s","ranges":[[{"subnet":"10.98.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},
				{"type":"portmap","capabilities":{"portMappings":true}},{"type":"firewall"}]}
				""".formatted(directory.resolve("addresses")));
		try (TestRegistry registry = TestRegistry.plain();
				Remote remote = Remote.open(directory.resolve("state"), RemoteOption.address(this.containerd.socket()),
						RemoteOption.networks((networks) -> networks.cniConfiguration(cni)))) {
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			String image = registry.push("bench/busybox", "1", TestImage.busybox());
			client.images().pull(image);
			RunRequest without = RunRequest.of(image).command("sleep", "1000").build();
			RunRequest own = RunRequest.of(image).publish(80).command("sleep", "1000").build();
			RunRequest plugins = RunRequest.of(image)
				.network(NetworkMode.cni("bench"))
				.publish(80)
				.command("sleep", "1000")
				.build();
			inTurns(client, List.of(without, own, plugins));
			atOnce(client, own, plugins);
			client.images().remove(image);
			client.networks().prune();
		}
	}

	private static void inTurns(Client client, List<RunRequest> requests) {
		List<Figures> starts = List.of(new Figures(), new Figures(), new Figures());
		List<Figures> ends = List.of(new Figures(), new Figures(), new Figures());
		for (int i = 0; i < WARM_UP + RUNS; i++) {
			for (int j = 0; j < requests.size(); j++) {
				long began = System.nanoTime();
				RunningContainer container = client.containers().start(requests.get(j));
				long started = System.nanoTime();
				container.remove();
				if (i >= WARM_UP) {
					starts.get(j).add(started - began);
					ends.get(j).add(System.nanoTime() - started);
				}
			}
		}
		List<String> names = List.of("without a network", "published, library", "published, CNI");
		for (int j = 0; j < names.size(); j++) {
			logger.info("start, {}: {}", names.get(j), starts.get(j));
			logger.info("remove, {}: {}", names.get(j), ends.get(j));
		}
		Ratio.report("published-start", starts.get(1).medianMillis(), starts.get(0).medianMillis());
		Ratio.report("published-start-cni", starts.get(1).medianMillis(), starts.get(2).medianMillis());
	}

	private static void atOnce(Client client, RunRequest own, RunRequest plugins) throws Exception {
		Figures library = new Figures();
		Figures cni = new Figures();
		for (int i = 0; i < ROUNDS; i++) {
			library.add(atOnce(client, own));
			cni.add(atOnce(client, plugins));
		}
		logger.info("{} starts at once, library: {}", AT_ONCE, library);
		logger.info("{} starts at once, CNI: {}", AT_ONCE, cni);
		Ratio.report("starts-at-once-cni", library.medianMillis(), cni.medianMillis());
	}

	private static long atOnce(Client client, RunRequest request) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		try {
			long began = System.nanoTime();
			List<Future<RunningContainer>> starts = new ArrayList<>();
			for (int i = 0; i < AT_ONCE; i++) {
				starts.add(threads.submit(() -> client.containers().start(request)));
			}
			List<RunningContainer> started = new ArrayList<>();
			for (Future<RunningContainer> start : starts) {
				started.add(start.get());
			}
			long time = System.nanoTime() - began;
			started.forEach(RunningContainer::remove);
			return time;
		}
		finally {
			threads.shutdown();
		}
	}

}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Runs all benchmarks, or those that are named, against a private containerd.
 */
public final class Benchmarks {

	private static final Logger logger = LoggerFactory.getLogger(Benchmarks.class);

	private static final Map<String, Once> ONCE = Map.of("context-once", ContextStart::once, "image-once",
			ImageTransfer::once, "service-once", ServiceStart::once, "cpu-once", ProcessorTime::once, "peer-once",
			ClientPeer::once);

	private static final List<String> TRANSFERS = List.of("pull", "import");

	private Benchmarks() {
	}

	/**
	 * Run the benchmarks.
	 * @param args the names: {@code run}, {@code image}, {@code docker},
	 * {@code footprint}, {@code context}, {@code scrape}, {@code ports}, {@code traffic},
	 * {@code services}, {@code walls}, {@code pool}, {@code cpu}, {@code trace},
	 * {@code peers}, {@code pull}, {@code import}; none for all
	 * @throws Exception when one fails
	 */
	public static void main(String[] args) throws Exception {
		Once once = (args.length > 0) ? ONCE.get(args[0]) : null;
		if (once != null) {
			once.run(args);
			return;
		}
		try (PrivateContainerd containerd = PrivateContainerd.launch()) {
			Path rootfs = BusyboxRootfs.create(Files.createTempDirectory(containerd.directory(), "rootfs"));
			logger.info("containerd {}", containerd.version());
			Map<String, Measurement> all = all(containerd, rootfs);
			List<String> names = (args.length > 0) ? List.of(args)
					: Stream.concat(all.keySet().stream(), TRANSFERS.stream()).toList();
			for (Map.Entry<String, Measurement> each : all.entrySet()) {
				if (names.contains(each.getKey())) {
					each.getValue().measure();
				}
			}
			List<String> transfers = names.stream().filter(TRANSFERS::contains).toList();
			if (!transfers.isEmpty()) {
				new ImageTransfer(containerd).measure(transfers);
			}
		}
	}

	private static Map<String, Measurement> all(PrivateContainerd containerd, Path rootfs) {
		Map<String, Measurement> all = new LinkedHashMap<>();
		all.put("run", new RunTrue(containerd, rootfs)::measure);
		all.put("image", new RunImage(containerd, rootfs)::measure);
		all.put("docker", new DockerPeer(containerd, rootfs)::measure);
		all.put("footprint", new Footprint(containerd, rootfs)::measure);
		all.put("context", new ContextStart(containerd)::measure);
		all.put("scrape", new Scrape(containerd, rootfs)::measure);
		all.put("ports", new PublishedPorts(containerd)::measure);
		all.put("traffic", new PublishedTraffic(containerd, rootfs)::measure);
		all.put("services", new ServiceStart(containerd)::measure);
		all.put("walls", new Walls(containerd)::measure);
		all.put("pool", new PoolRuns(containerd)::measure);
		all.put("cpu", new ProcessorTime(containerd, rootfs)::measure);
		all.put("trace", new CallTrace(containerd, rootfs)::measure);
		all.put("peers", new ClientPeer(containerd, rootfs)::measure);
		return all;
	}

	/** Measures something. */
	@FunctionalInterface
	private interface Measurement {

		void measure() throws Exception;

	}

	/** What a JVM does that was started for one measurement. */
	@FunctionalInterface
	private interface Once {

		void run(String[] args) throws Exception;

	}

}

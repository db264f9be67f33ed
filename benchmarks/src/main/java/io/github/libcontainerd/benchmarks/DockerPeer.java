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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.OutputPump;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * A container that says hello, from nothing to its output and its exit code and to
 * nothing again, through us and through docker-java with a Docker Engine beside: one at a
 * time, and by four threads.
 */
final class DockerPeer {

	private static final Logger logger = LoggerFactory.getLogger(DockerPeer.class);

	private static final int WARM_UP = 5;

	private static final int RUNS = 20;

	private static final int THREADS = 4;

	private static final int PER_THREAD = 10;

	private static final String IMAGE = "benchmark:1";

	private final PrivateContainerd containerd;

	private final Path rootfs;

	DockerPeer(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		StringBuffer output = new StringBuffer();
		try (PrivateDockerd dockerd = PrivateDockerd.launch(this.containerd);
				Remote remote = Remote.open(this.containerd.directory().resolve("lib"),
						RemoteOption.address(this.containerd.socket()))) {
			dockerd.importImage(this.rootfs, IMAGE);
			Client client = remote.client(this.containerd.uniqueNamespace(), new Output(output));
			DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
				.withDockerHost(dockerd.host())
				.build();
			try (ZerodepDockerHttpClient http = new ZerodepDockerHttpClient.Builder()
				.dockerHost(URI.create(dockerd.host()))
				.build(); DockerClient docker = DockerClientImpl.getInstance(config, http)) {
				oneAtATime(client, docker, output);
				inParallel(client, docker, output);
			}
		}
	}

	private void oneAtATime(Client client, DockerClient docker, StringBuffer output) throws Exception {
		Figures ours = new Figures();
		Figures theirs = new Figures();
		for (int i = 0; i < WARM_UP + RUNS; i++) {
			String id = "hello" + i;
			long began = System.nanoTime();
			ours(client, id, output);
			long mine = System.nanoTime() - began;
			began = System.nanoTime();
			theirs(docker, id);
			long other = System.nanoTime() - began;
			if (i >= WARM_UP) {
				ours.add(mine);
				theirs.add(other);
			}
		}
		logger.info("hello, one at a time: libcontainerd {}", ours);
		logger.info("hello, one at a time: docker-java   {}", theirs);
		Ratio.report("hello-docker", ours.medianMillis(), theirs.medianMillis());
	}

	private void inParallel(Client client, DockerClient docker, StringBuffer output) throws Exception {
		double ours = seconds((id) -> ours(client, id, output));
		double theirs = seconds((id) -> theirs(docker, id));
		int count = THREADS * PER_THREAD;
		logger.info("hello, {} threads: libcontainerd {} per second", THREADS, ratio(count, ours));
		logger.info("hello, {} threads: docker-java   {} per second", THREADS, ratio(count, theirs));
		Ratio.report("hello-parallel-docker", ours, theirs);
	}

	private static String ratio(double one, double other) {
		return String.format(Locale.ROOT, "%.2f", one / other);
	}

	private static double seconds(Job job) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			long began = System.nanoTime();
			List<Future<?>> all = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				String prefix = "lane" + thread + "-";
				all.add(executor.submit(() -> {
					for (int i = 0; i < PER_THREAD; i++) {
						job.run(prefix + i);
					}
					return null;
				}));
			}
			for (Future<?> each : all) {
				each.get(5, TimeUnit.MINUTES);
			}
			return (System.nanoTime() - began) / 1e9;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void ours(Client client, String id, StringBuffer output) throws Exception {
		Spec spec = Spec.defaults()
			.toBuilder()
			.root(this.rootfs.toString())
			.process((process) -> process.args("/bin/echo", id))
			.build();
		int code = client.create(id, spec).exit().get(30, TimeUnit.SECONDS).code();
		check(code == 0 && output.indexOf(id + "\n") >= 0, "ours");
	}

	private static void theirs(DockerClient docker, String id) throws Exception {
		StringBuffer output = new StringBuffer();
		docker.createContainerCmd(IMAGE)
			.withName(id)
			.withCmd("/bin/echo", id)
			.withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
			.exec();
		docker.startContainerCmd(id).exec();
		docker.logContainerCmd(id)
			.withStdOut(true)
			.withStdErr(true)
			.withFollowStream(true)
			.exec(new ResultCallback.Adapter<Frame>() {

				@Override
				public void onNext(Frame frame) {
					output.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
				}

			})
			.awaitCompletion(30, TimeUnit.SECONDS);
		int code = docker.waitContainerCmd(id).start().awaitStatusCode(30, TimeUnit.SECONDS);
		docker.removeContainerCmd(id).exec();
		check(code == 0 && output.toString().equals(id + "\n"), "docker-java's");
	}

	private static void check(boolean right, String whose) {
		if (!right) {
			throw new IllegalStateException(whose + " container did not say hello");
		}
	}

	/** What is measured. */
	@FunctionalInterface
	private interface Job {

		void run(String id) throws Exception;

	}

	/**
	 * Collects all output.
	 *
	 * @param text receives it
	 */
	private record Output(StringBuffer text) implements Backend {

		@Override
		public void stateChanged(String containerId, StateInfo info) {
			// The future of the container is enough.
		}

		@Override
		public void attachStreams(String containerId, String processId, IOPipe io) {
			OutputPump.start(containerId, io, (stream, line) -> this.text.append(line).append('\n'));
		}

	}

}

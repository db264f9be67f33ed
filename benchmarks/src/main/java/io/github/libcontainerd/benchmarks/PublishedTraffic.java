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

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

/**
 * A published port of ours and one of a Docker Engine without its userland proxy, in
 * turns: the time from the request to the first connection that is accepted, the traffic
 * that iperf3 gets through it, and the time from the death of the server to the first
 * connection that is not accepted any more.
 */
final class PublishedTraffic {

	private static final Logger logger = LoggerFactory.getLogger(PublishedTraffic.class);

	private static final int WARM_UP = 2;

	private static final int RUNS = 10;

	private static final int PORT = 5201;

	private static final String IMAGE = "benchmark:1";

	// Where the programs of this machine and their libraries are.
	private static final List<String> PROGRAMS = List.of("/usr", "/lib", "/lib64");

	private static final String[] SERVER = { "/usr/bin/iperf3", "-s", "-p", String.valueOf(PORT) };

	private static final Pattern RATE = Pattern
		.compile("\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([0-9.e+]+)");

	private final PrivateContainerd containerd;

	private final Path rootfs;

	PublishedTraffic(PrivateContainerd containerd, Path rootfs) {
		this.containerd = containerd;
		this.rootfs = rootfs;
	}

	void measure() throws Exception {
		try (PrivateDockerd dockerd = PrivateDockerd.launchWithNetworks(this.containerd);
				TestRegistry registry = TestRegistry.plain();
				Remote remote = Remote.open(this.containerd.directory().resolve("traffic"),
						RemoteOption.address(this.containerd.socket()));
				ZerodepDockerHttpClient http = new ZerodepDockerHttpClient.Builder()
					.dockerHost(URI.create(dockerd.host()))
					.build();
				DockerClient docker = DockerClientImpl.getInstance(
						DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(dockerd.host()).build(),
						http)) {
			dockerd.importImage(this.rootfs, IMAGE);
			Client client = remote.client(this.containerd.uniqueNamespace(), (id, info) -> {
			});
			String image = registry.push("bench/busybox", "1", TestImage.busybox());
			client.images().pull(image);
			Way ours = new Way("library", () -> ours(client, image));
			Way theirs = new Way("Docker", () -> theirs(docker));
			for (int i = 0; i < WARM_UP + RUNS; i++) {
				ours.once(i >= WARM_UP);
				theirs.once(i >= WARM_UP);
			}
			ours.report();
			theirs.report();
			Ratio.report("published-request-docker", ours.starts.medianMillis(), theirs.starts.medianMillis());
			Ratio.report("published-traffic-docker", theirs.rates.median(), ours.rates.median());
			client.networks().prune();
		}
	}

	private static Server ours(Client client, String image) {
		RunRequest.Builder request = RunRequest.of(image).command(SERVER).publish(PORT);
		PROGRAMS.forEach((path) -> request.mount(Mount.of(path, "bind", path, "rbind", "ro")));
		RunningContainer container = client.containers().start(request.build());
		return new Server(container.port(PORT), client.inspect(container.id()).pid(), container::remove);
	}

	private static Server theirs(DockerClient docker) {
		ExposedPort exposed = ExposedPort.tcp(PORT);
		String id = docker.createContainerCmd(IMAGE)
			.withCmd(SERVER)
			.withExposedPorts(exposed)
			.withHostConfig(HostConfig.newHostConfig()
				.withBinds(PROGRAMS.stream().map((path) -> Bind.parse(path + ":" + path + ":ro")).toList())
				.withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), exposed)))
			.exec()
			.getId();
		docker.startContainerCmd(id).exec();
		InspectContainerResponse state = docker.inspectContainerCmd(id).exec();
		Ports.Binding[] bindings = Objects
			.requireNonNull(state.getNetworkSettings().getPorts().getBindings().get(exposed));
		String port = bindings[0].getHostPortSpec();
		return new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)),
				Objects.requireNonNull(state.getState().getPidLong()),
				() -> docker.removeContainerCmd(id).withForce(true).exec());
	}

	private static double rate(InetSocketAddress address) throws Exception {
		Process client = new ProcessBuilder("iperf3", "-c", "127.0.0.1", "-p", String.valueOf(address.getPort()), "-t",
				"2", "-J")
			.redirectErrorStream(true)
			.start();
		String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		client.waitFor();
		Matcher rate = RATE.matcher(output);
		if (!rate.find()) {
			throw new IllegalStateException("iperf3 measured nothing: " + output);
		}
		return Double.parseDouble(rate.group(1));
	}

	private static boolean accepts(InetSocketAddress address) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(address, 1000);
			return true;
		}
		catch (ConnectException | SocketTimeoutException ex) {
			return false;
		}
	}

	/**
	 * A server that runs.
	 *
	 * @param address where it is published
	 * @param pid the number of its process
	 * @param remove removes it
	 */
	private record Server(InetSocketAddress address, long pid, Runnable remove) {
	}

	/**
	 * Starts a server.
	 */
	@FunctionalInterface
	private interface Start {

		Server run();

	}

	/**
	 * A way to publish a port, with its figures.
	 */
	private static final class Way {

		private final String name;

		private final Start start;

		private final Figures starts = new Figures();

		private final Figures ends = new Figures();

		private final Rates rates = new Rates();

		Way(String name, Start start) {
			this.name = name;
			this.start = start;
		}

		void once(boolean counts) throws Exception {
			long began = System.nanoTime();
			Server server = this.start.run();
			await(server.address(), true);
			long accepted = System.nanoTime();
			double rate = rate(server.address());
			long killed = System.nanoTime();
			ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
			await(server.address(), false);
			if (counts) {
				this.starts.add(accepted - began);
				this.rates.add(rate);
				this.ends.add(System.nanoTime() - killed);
			}
			server.remove().run();
		}

		private static void await(InetSocketAddress address, boolean accepting) throws Exception {
			long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
			while (accepts(address) != accepting) {
				if (System.nanoTime() > limit) {
					throw new IllegalStateException(address + " does " + (accepting ? "not accept" : "still accept"));
				}
				TimeUnit.MICROSECONDS.sleep(200);
			}
		}

		void report() {
			logger.info("published port, {}, request to connection: {}", this.name, this.starts);
			logger.info("published port, {}, traffic: {}", this.name, this.rates);
			logger.info("published port, {}, death to refusal: {}", this.name, this.ends);
		}

	}

	/**
	 * Bits per second.
	 */
	private static final class Rates {

		private final Figures figures = new Figures();

		void add(double rate) {
			// Figures are of nanoseconds and told as milliseconds.
			this.figures.add((long) (rate / 1e9 * 1e6));
		}

		double median() {
			return this.figures.medianMillis();
		}

		@Override
		public String toString() {
			return this.figures.toString().replace(" ms", " Gbit/s");
		}

	}

}

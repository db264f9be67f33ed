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

package io.github.libcontainerd.boot;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spi.SimulatedNetworks;
import io.github.libcontainerd.volume.Volumes;

import static org.mockito.Mockito.mock;

/**
 * A client whose containers and figures are what a test says.
 */
public class StubClient implements Client {

	private final Map<String, ContainerInfo> containers = new ConcurrentSkipListMap<>();

	private final List<String> restorable = new ArrayList<>();

	private final Set<String> directories = new HashSet<>();

	private final AtomicInteger diskCalls = new AtomicInteger();

	private final Map<String, Stats> stats = new ConcurrentSkipListMap<>();

	private final AtomicInteger statsCalls = new AtomicInteger();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final String namespace;

	private final Containers runs = mock();

	private volatile @Nullable Volumes volumes;

	private final SimulatedNetworks networks = new SimulatedNetworks();

	private volatile Runnable beforeStats = () -> {
	};

	private volatile SubscriptionStatus subscription = new SubscriptionStatus(SubscriptionState.LIVE, 2, 40,
			Instant.EPOCH, Duration.ofMillis(3));

	public StubClient(String namespace) {
		this.namespace = namespace;
	}

	public static StateInfo info(StateChange state, int exitCode, boolean codeKnown, boolean oomKilled, int run) {
		return new StateInfo(state, 1, exitCode, codeKnown, StateInfo.INIT, oomKilled, null, run);
	}

	public static StateInfo info(StateChange state) {
		return info(state, 0, true, false, 1);
	}

	public StubClient with(String id, ContainerStatus status, int run, @Nullable String image,
			Map<String, String> labels, @Nullable Stats stats) {
		Instant now = Instant.now();
		this.containers.put(id, new ContainerInfo(id, status, 4711, run, now.minusSeconds(120), now.minusSeconds(60),
				image, labels, false, List.of()));
		this.stats.remove(id);
		if (stats != null) {
			this.stats.put(id, stats);
		}
		return this;
	}

	public StubClient withKept(String id, ExitStatus exit) {
		this.containers.put(id, new ContainerInfo(id, ContainerStatus.EXITED, 0, 1, Instant.EPOCH, null, "busybox",
				Map.of(), exit.oomKilled(), List.of(), exit, null));
		return this;
	}

	/**
	 * Have a container in a network, with published ports.
	 */
	public StubClient with(String id, String network, PublishedPort... ports) {
		SimulatedNetworks.Claim claim = this.networks.claim(this.namespace + "/" + id,
				List.of(EndpointRequest.of(network).build()), List.of(ports), InetAddress.getLoopbackAddress());
		this.containers.put(id, new ContainerInfo(id, ContainerStatus.RUNNING, 4711, 1, Instant.now(), Instant.now(),
				null, Map.of(), false, List.of(), null, null, claim.addresses(), claim.ipv6Addresses(), claim.ports()));
		return this;
	}

	/**
	 * Have the volumes of another client.
	 */
	public StubClient with(Volumes volumes) {
		this.volumes = volumes;
		return this;
	}

	/**
	 * Let go of the addresses and ports of all containers, which stay otherwise.
	 */
	public void releaseNetworks() {
		this.containers.keySet().forEach((id) -> this.networks.release(this.namespace + "/" + id));
	}

	public StubClient with(String id, @Nullable Stats stats) {
		return with(id, ContainerStatus.RUNNING, 1, null, Map.of(), stats);
	}

	/**
	 * Have a container that runs from a directory.
	 */
	public StubClient withDirectory(String id) {
		this.directories.add(id);
		return with(id, (Stats) null);
	}

	public void remove(String id) {
		this.containers.remove(id);
		this.stats.remove(id);
	}

	public void beforeStats(Runnable beforeStats) {
		this.beforeStats = beforeStats;
	}

	public void subscription(SubscriptionStatus subscription) {
		this.subscription = subscription;
	}

	public int statsCalls() {
		return this.statsCalls.get();
	}

	public List<String> calls() {
		return this.calls;
	}

	/**
	 * Have a container that an earlier process has left.
	 */
	public void restorable(String id) {
		this.restorable.add(id);
	}

	@Override
	public String namespace() {
		return this.namespace;
	}

	@Override
	public void signal(String containerId, int signal) {
		require(containerId, ContainerStatus.RUNNING);
		this.calls.add("signal " + containerId + " " + signal);
	}

	@Override
	public void pause(String containerId) {
		require(containerId, ContainerStatus.RUNNING);
		this.calls.add("pause " + containerId);
	}

	@Override
	public void resume(String containerId) {
		require(containerId, ContainerStatus.PAUSED);
		this.calls.add("resume " + containerId);
	}

	@Override
	public Optional<DiskUsage> diskUsage(String containerId) {
		this.diskCalls.incrementAndGet();
		if (!this.containers.containsKey(containerId)) {
			throw new NotFoundException(null, "no container", null);
		}
		return this.directories.contains(containerId) ? Optional.empty() : Optional.of(new DiskUsage(4096, 2));
	}

	@Override
	public Spec spec(String containerId) {
		if (!this.containers.containsKey(containerId)) {
			throw new NotFoundException(null, "no container", null);
		}
		return Spec.builder().build();
	}

	/**
	 * Return how often somebody has asked what a container takes of the disk.
	 */
	public int diskCalls() {
		return this.diskCalls.get();
	}

	@Override
	public Stats stats(String containerId) {
		this.beforeStats.run();
		Stats found = this.stats.get(containerId);
		if (found == null) {
			throw new NotFoundException(null, "no figures", null);
		}
		return found;
	}

	@Override
	public Map<String, Stats> stats() {
		this.statsCalls.incrementAndGet();
		this.beforeStats.run();
		return new HashMap<>(this.stats);
	}

	@Override
	public List<Integer> pids(String containerId) {
		return List.of(4711, 4712);
	}

	@Override
	public ExitStatus stop(String containerId, Duration grace) {
		inspect(containerId);
		this.calls.add("stop " + containerId + " " + grace);
		return new ExitStatus(143, true, false, Instant.EPOCH, false);
	}

	@Override
	public void delete(String containerId) {
		this.calls.add("delete " + containerId);
	}

	@Override
	public List<ContainerInfo> list() {
		return new ArrayList<>(this.containers.values());
	}

	@Override
	public ContainerInfo inspect(String containerId) {
		ContainerInfo found = this.containers.get(containerId);
		if (found == null) {
			throw new NotFoundException(null, "secret words", null);
		}
		return found;
	}

	@Override
	public StdioTraffic traffic() {
		return new StdioTraffic(1, 20, 300);
	}

	@Override
	public SubscriptionStatus subscription() {
		return this.subscription;
	}

	private void require(String containerId, ContainerStatus status) {
		if (inspect(containerId).status() != status) {
			throw new IllegalContainerStateException(null, "secret words", null);
		}
	}

	@Override
	public Container create(String containerId, Spec spec, CreateOption... options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void signalProcess(String containerId, String processId, int signal) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ContainerProcess addProcess(String containerId, String processId, Consumer<Process.Builder> process,
			Stdio stdio) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void resize(String containerId, String processId, int width, int height) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void updateResources(String containerId, LinuxResources resources) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void updateRestartPolicy(String containerId, RestartPolicy policy) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<ExitStatus> waitForExit(String containerId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Containers containers() {
		return this.runs;
	}

	@Override
	public Networks networks() {
		return this.networks.networks();
	}

	@Override
	public Volumes volumes() {
		Volumes found = this.volumes;
		if (found == null) {
			throw new UnsupportedOperationException();
		}
		return found;
	}

	@Override
	public Images images() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void restore(String containerId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<ProcessSummary> summary(String containerId) {
		return List.of();
	}

	@Override
	public List<String> restorable() {
		return List.copyOf(this.restorable);
	}

	@Override
	public void close() {
	}

}

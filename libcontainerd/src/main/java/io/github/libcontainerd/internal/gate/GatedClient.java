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

package io.github.libcontainerd.internal.gate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.ProcessSummary;
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
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.volume.Volumes;

/**
 * The client that users have, whatever remote it is from: each call passes a
 * {@link CallGate}. What only reads what the client has itself does not wait for it; that
 * is nothing as long as there is none.
 */
public final class GatedClient implements Client {

	private final CallGate gate;

	private final Images images;

	private final Containers containers;

	private final Networks networks;

	private final Volumes volumes;

	/**
	 * Create a client.
	 * @param namespace the containerd namespace
	 * @param source has the client that does what is asked for
	 */
	public GatedClient(String namespace, ClientSource source) {
		this.gate = new CallGate(namespace, source);
		this.images = new GatedImages(this.gate);
		this.containers = new GatedContainers(this.gate);
		this.networks = new GatedNetworks(this.gate);
		this.volumes = new GatedVolumes(this.gate);
	}

	@Override
	public String namespace() {
		return this.gate.namespace();
	}

	@Override
	public CompletableFuture<Void> opened() {
		return this.gate.source().opened();
	}

	@Override
	public Container create(String containerId, Spec spec, CreateOption... options) {
		return this.gate.call(ClientOperation.CREATE, containerId,
				(open) -> open.client().create(containerId, spec, options));
	}

	@Override
	public void signal(String containerId, int signal) {
		this.gate.run(ClientOperation.SIGNAL, containerId, (open) -> open.client().signal(containerId, signal));
	}

	@Override
	public void signalProcess(String containerId, String processId, int signal) {
		this.gate.run(ClientOperation.SIGNAL, containerId, processId,
				(open) -> open.client().signalProcess(containerId, processId, signal));
	}

	@Override
	public ContainerProcess addProcess(String containerId, String processId, Consumer<Process.Builder> process,
			Stdio stdio) {
		return this.gate.call(ClientOperation.ADD_PROCESS, containerId, processId,
				(open) -> open.client().addProcess(containerId, processId, process, stdio));
	}

	@Override
	public void resize(String containerId, String processId, int width, int height) {
		this.gate.run(ClientOperation.RESIZE, containerId, processId,
				(open) -> open.client().resize(containerId, processId, width, height));
	}

	@Override
	public void pause(String containerId) {
		this.gate.run(ClientOperation.PAUSE, containerId, (open) -> open.client().pause(containerId));
	}

	@Override
	public void resume(String containerId) {
		this.gate.run(ClientOperation.RESUME, containerId, (open) -> open.client().resume(containerId));
	}

	@Override
	public Stats stats(String containerId) {
		return this.gate.call(ClientOperation.STATS, containerId, (open) -> open.client().stats(containerId));
	}

	@Override
	public Optional<DiskUsage> diskUsage(String containerId) {
		return this.gate.call(ClientOperation.DISK_USAGE, containerId, (open) -> open.client().diskUsage(containerId));
	}

	@Override
	public Spec spec(String containerId) {
		return this.gate.call(ClientOperation.SPEC, containerId, (open) -> open.client().spec(containerId));
	}

	@Override
	public Map<String, Stats> stats() {
		return this.gate.call(ClientOperation.ALL_STATS, (open) -> open.client().stats());
	}

	@Override
	public List<Integer> pids(String containerId) {
		return this.gate.call(ClientOperation.PIDS, containerId, (open) -> open.client().pids(containerId));
	}

	@Override
	public List<ProcessSummary> summary(String containerId) {
		return this.gate.call(ClientOperation.SUMMARY, containerId, (open) -> open.client().summary(containerId));
	}

	@Override
	public void updateResources(String containerId, LinuxResources resources) {
		this.gate.run(ClientOperation.UPDATE_RESOURCES, containerId,
				(open) -> open.client().updateResources(containerId, resources));
	}

	@Override
	public void updateRestartPolicy(String containerId, RestartPolicy policy) {
		this.gate.run(ClientOperation.UPDATE_RESTART_POLICY, containerId,
				(open) -> open.client().updateRestartPolicy(containerId, policy));
	}

	@Override
	public void restore(String containerId) {
		this.gate.run(ClientOperation.RESTORE, containerId, (open) -> open.client().restore(containerId));
	}

	@Override
	public List<String> restorable() {
		if (this.gate.source().state() == ClientSource.State.UNSUPPORTED) {
			return List.of();
		}
		return this.gate.call(ClientOperation.RESTORABLE, (open) -> open.client().restorable());
	}

	@Override
	public CompletableFuture<ExitStatus> waitForExit(String containerId) {
		return this.gate.call(ClientOperation.WAIT, containerId, (open) -> open.client().waitForExit(containerId));
	}

	@Override
	public ExitStatus stop(String containerId, Duration grace) {
		return this.gate.call(ClientOperation.STOP, containerId, (open) -> open.client().stop(containerId, grace));
	}

	@Override
	public void delete(String containerId) {
		this.gate.run(ClientOperation.DELETE, containerId, (open) -> open.client().delete(containerId));
	}

	@Override
	public List<ContainerInfo> list() {
		OpenClient open = this.gate.ifOpen();
		return (open != null) ? open.client().list() : List.of();
	}

	@Override
	public ContainerInfo inspect(String containerId) {
		return this.gate.call(ClientOperation.INSPECT, containerId, (open) -> open.client().inspect(containerId));
	}

	@Override
	public Images images() {
		return this.images;
	}

	@Override
	public Containers containers() {
		return this.containers;
	}

	@Override
	public Networks networks() {
		return this.networks;
	}

	@Override
	public Volumes volumes() {
		return this.volumes;
	}

	@Override
	public StdioTraffic traffic() {
		OpenClient open = this.gate.ifOpen();
		return (open != null) ? open.client().traffic() : new StdioTraffic(0, 0, 0);
	}

	@Override
	public SubscriptionStatus subscription() {
		// The state first: it may change to open meanwhile, but not back.
		ClientSource.State state = this.gate.source().state();
		OpenClient open = this.gate.ifOpen();
		return (open != null) ? open.client().subscription()
				: new SubscriptionStatus(
						(state == ClientSource.State.WAITING) ? SubscriptionState.CONNECTING : SubscriptionState.CLOSED,
						0, 0, null, null);
	}

	@Override
	public void close() {
		this.gate.source().close();
	}

}

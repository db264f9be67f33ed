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

package io.github.libcontainerd.internal.observe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.client.SubscriptionStatus;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

/**
 * A client whose operations are observed. Those that only read what it has itself are not
 * worth it.
 */
public final class ObservedClient implements Client {

	private final Client client;

	private final Observations observations;

	private final Containers containers;

	public ObservedClient(Client client, Observations observations) {
		this.client = client;
		this.observations = observations;
		this.containers = new ObservedContainers(client.containers(), observations);
	}

	@Override
	public String namespace() {
		return this.client.namespace();
	}

	@Override
	public Container create(String containerId, Spec spec, CreateOption... options) {
		return this.observations.get("create", containerId, null, () -> this.client.create(containerId, spec, options));
	}

	@Override
	public void signal(String containerId, int signal) {
		this.observations.run("signal", containerId, null, () -> this.client.signal(containerId, signal));
	}

	@Override
	public void signalProcess(String containerId, String processId, int signal) {
		this.observations.run("signal", containerId, processId,
				() -> this.client.signalProcess(containerId, processId, signal));
	}

	@Override
	public ContainerProcess addProcess(String containerId, String processId, Consumer<Process.Builder> process,
			Stdio stdio) {
		return this.observations.get("add-process", containerId, processId,
				() -> this.client.addProcess(containerId, processId, process, stdio));
	}

	@Override
	public void resize(String containerId, String processId, int width, int height) {
		this.observations.run("resize", containerId, processId,
				() -> this.client.resize(containerId, processId, width, height));
	}

	@Override
	public void pause(String containerId) {
		this.observations.run("pause", containerId, null, () -> this.client.pause(containerId));
	}

	@Override
	public void resume(String containerId) {
		this.observations.run("resume", containerId, null, () -> this.client.resume(containerId));
	}

	@Override
	public Stats stats(String containerId) {
		return this.observations.get("stats", containerId, null, () -> this.client.stats(containerId));
	}

	@Override
	public Map<String, Stats> stats() {
		return this.observations.get("stats", null, null, () -> this.client.stats());
	}

	@Override
	public List<Integer> pids(String containerId) {
		return this.observations.get("pids", containerId, null, () -> this.client.pids(containerId));
	}

	@Override
	public List<ProcessSummary> summary(String containerId) {
		return this.observations.get("summary", containerId, null, () -> this.client.summary(containerId));
	}

	@Override
	public void updateResources(String containerId, LinuxResources resources) {
		this.observations.run("update", containerId, null, () -> this.client.updateResources(containerId, resources));
	}

	@Override
	public void updateRestartPolicy(String containerId, RestartPolicy policy) {
		this.observations.run("update", containerId, null, () -> this.client.updateRestartPolicy(containerId, policy));
	}

	@Override
	public void restore(String containerId) {
		this.observations.run("restore", containerId, null, () -> this.client.restore(containerId));
	}

	@Override
	public List<String> restorable() {
		return this.client.restorable();
	}

	@Override
	public CompletableFuture<ExitStatus> waitForExit(String containerId) {
		return this.client.waitForExit(containerId);
	}

	@Override
	public ExitStatus stop(String containerId, Duration grace) {
		return this.observations.get("stop", containerId, null, () -> this.client.stop(containerId, grace));
	}

	@Override
	public void delete(String containerId) {
		this.observations.run("delete", containerId, null, () -> this.client.delete(containerId));
	}

	@Override
	public List<ContainerInfo> list() {
		return this.client.list();
	}

	@Override
	public ContainerInfo inspect(String containerId) {
		return this.client.inspect(containerId);
	}

	@Override
	public Images images() {
		return this.client.images();
	}

	@Override
	public Containers containers() {
		return this.containers;
	}

	@Override
	public SubscriptionStatus subscription() {
		return this.client.subscription();
	}

	@Override
	public StdioTraffic traffic() {
		return this.client.traffic();
	}

	@Override
	public void close() {
		this.client.close();
	}

}

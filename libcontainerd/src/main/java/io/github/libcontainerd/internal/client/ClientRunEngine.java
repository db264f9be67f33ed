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

package io.github.libcontainerd.internal.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.ManagedContainer;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.internal.host.AppArmor;
import io.github.libcontainerd.internal.log.Outputs;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.ContainerRequest;
import io.github.libcontainerd.internal.record.EndLabel;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.internal.run.RunEngine;
import io.github.libcontainerd.internal.userns.IdClaims;
import io.github.libcontainerd.internal.volume.DefaultVolumes;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spi.SimulatedFiles;

/**
 * What runs need of a client.
 *
 * @param client the client
 * @param context what its containers share
 * @param creation creates containers
 * @param again starts those again that were kept
 * @param known the containers that it has
 * @param containers those that containerd has on record
 * @param closing whether the client is being closed
 */
record ClientRunEngine(Client client, ClientContext context, CreateCommand creation, StartAgainCommand again,
		KnownContainers known, StoredContainers containers, BooleanSupplier closing) implements RunEngine {

	@Override
	public Images images() {
		return this.context.images();
	}

	@Override
	public Outputs outputs() {
		return this.context.outputs();
	}

	@Override
	public Executor workers() {
		// When the client is closed the workers may be gone, and drop what comes.
		return (task) -> (this.closing.getAsBoolean() ? (Executor) Runnable::run : this.context.workers())
			.execute(task);
	}

	@Override
	public ScheduledExecutorService scheduler() {
		return this.context.scheduler();
	}

	@Override
	public RunRequest customize(RunRequest request) {
		RemoteSettings settings = this.context.settings().get();
		RunRequest changed = settings.runRequests().apply(request);
		NetworkMode network = settings.networks().defaultNetwork();
		// Ports need a network of the container's own, whatever the default is.
		boolean suits = network instanceof NetworkMode.Bridge || network instanceof NetworkMode.Cni
				|| changed.ports().isEmpty() && !changed.publishAll();
		return (changed.choosesNetwork() || !suits) ? changed : changed.toBuilder().network(network).build();
	}

	@Override
	public @Nullable Path initProgram() {
		return this.context.settings().get().initProgram();
	}

	@Override
	public RuntimeChoice runtime(@Nullable String name, Operation operation) {
		return this.context.settings().get().runtimeNamed(name, operation);
	}

	@Override
	public @Nullable String appArmorProfile(@Nullable String profile, Operation operation) {
		if (this.context.settings().get().simulatedNetworks() != null) {
			return profile;
		}
		AppArmor host = AppArmor.ofThisHost();
		host.require(profile, operation);
		if (AppArmor.UNCONFINED.equals(profile)) {
			// runc refuses the word where there is no AppArmor.
			return null;
		}
		return (profile != null) ? profile : host.defaultProfile().orElse(null);
	}

	@Override
	public UserNamespace userNamespace(@Nullable UserNamespace namespace) {
		return (namespace != null) ? namespace : this.context.settings().get().userNamespace();
	}

	@Override
	public IdClaims.@Nullable Claim claimIds(UserNamespace namespace, Operation operation) {
		return this.context.ids().claim(namespace, operation);
	}

	@Override
	public boolean simulated() {
		return this.context.settings().get().simulatedNetworks() != null;
	}

	@Override
	public void derive(String snapshotter, String parent, String name, Operation operation,
			Consumer<List<Mount>> change) {
		this.context.snapshots().derive(snapshotter, parent, name, operation, change);
	}

	@Override
	public Path makeDirectory(String containerId) throws IOException {
		return this.context.files().make(containerId);
	}

	@Override
	public Path makeTemporaryDirectory() throws IOException {
		return this.context.files().makeTemporary();
	}

	@Override
	public void deleteDirectory(Path directory) {
		this.context.files().delete(directory);
	}

	@Override
	public ContainerNetworks networks() {
		return this.context.networks();
	}

	@Override
	public DefaultVolumes volumes() {
		return this.context.volumes();
	}

	@Override
	public boolean isDefaultNetwork(String name) {
		return this.context.settings().get().isDefaultNetwork(name);
	}

	@Override
	public <T> T view(String snapshotter, String snapshot, Operation operation, Function<List<Mount>, T> look) {
		return this.context.snapshots().view(snapshotter, snapshot, operation, look);
	}

	@Override
	public @Nullable SimulatedFiles simulatedFiles() {
		return this.context.settings().get().simulatedFiles();
	}

	@Override
	public CompletableFuture<ExitStatus> create(ContainerRequest request, Consumer<List<Mount>> beforeStart) {
		return this.creation.run(request, beforeStart).end();
	}

	@Override
	public Waiting createWaiting(ContainerRequest request, String pool, boolean started,
			Consumer<List<Mount>> beforeStart) {
		return this.creation.waiting(request, pool, started, beforeStart);
	}

	@Override
	public StartedAgain startAgain(String containerId) {
		return this.again.run(containerId);
	}

	@Override
	public Optional<CompletableFuture<ExitStatus>> ended(String containerId) {
		return this.known.find(containerId).map((container) -> container.reported().copy());
	}

	@Override
	public boolean timedOut(String containerId, String processId) {
		return this.known.find(containerId).filter((container) -> container.timeOut(processId)).isPresent();
	}

	@Override
	public Optional<ContainerHealth> health(String containerId) {
		return this.known.find(containerId).map(ManagedContainer::health);
	}

	@Override
	public Optional<Spec> spec(String containerId) {
		return this.known.find(containerId).map(ManagedContainer::spec);
	}

	@Override
	public Optional<StoredContainer> stored(String containerId) {
		Operation operation = ClientOperation.FIND.on(this.context.namespace(), containerId, null);
		Identifiers.check("container id", containerId, operation);
		return this.containers.record(containerId, operation).map(ClientRunEngine::stored);
	}

	@Override
	public Optional<ContainerPlan> plan(String containerId) {
		return this.containers.record(containerId, ClientOperation.FIND.on(this.context.namespace(), containerId, null))
			.map((record) -> ContainerPlan.of(record, false));
	}

	@Override
	public List<Mount> mounts(RootSnapshot snapshot, Operation operation) {
		return this.context.snapshots().mounts(snapshot, operation);
	}

	@Override
	public List<StoredContainer> stored() {
		return this.containers.records()
			.stream()
			.filter(this.containers::belongsHere)
			.map(ClientRunEngine::stored)
			.toList();
	}

	private static StoredContainer stored(ContainerRecord record) {
		return new StoredContainer(record.id(), record.image(), ContainerLabels.stdio(record.labels()),
				ContainerLabels.lifetime(record.labels()), EndLabel.read(record.labels()),
				ContainerLabels.network(record.id(), record.labels()));
	}

}

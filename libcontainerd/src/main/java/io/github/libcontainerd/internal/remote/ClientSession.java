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

package io.github.libcontainerd.internal.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.grpc.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.NetworkSettings;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.internal.client.DefaultClient;
import io.github.libcontainerd.internal.container.ClientContext;
import io.github.libcontainerd.internal.container.KeyedQueues;
import io.github.libcontainerd.internal.event.EventSubscription;
import io.github.libcontainerd.internal.gate.ClientSource;
import io.github.libcontainerd.internal.gate.GatedClient;
import io.github.libcontainerd.internal.gate.GatedImages;
import io.github.libcontainerd.internal.gate.OpenClient;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.content.ContentApi;
import io.github.libcontainerd.internal.grpc.content.DiffApi;
import io.github.libcontainerd.internal.grpc.content.ImagesApi;
import io.github.libcontainerd.internal.grpc.snapshot.LeasesApi;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.internal.grpc.task.EventsApi;
import io.github.libcontainerd.internal.grpc.task.TasksApi;
import io.github.libcontainerd.internal.image.DefaultImages;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageSources;
import io.github.libcontainerd.internal.log.Outputs;
import io.github.libcontainerd.internal.network.DriverSettings;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.internal.network.Neighbours;
import io.github.libcontainerd.internal.network.NetworkDriver;
import io.github.libcontainerd.internal.network.cni.CniSettings;
import io.github.libcontainerd.internal.network.host.OwnHost;
import io.github.libcontainerd.internal.observe.ClientOperation;
import io.github.libcontainerd.internal.observe.Observations;
import io.github.libcontainerd.internal.observe.PullObservations;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.Owner;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.internal.resource.ContainerFiles;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.internal.resource.HostNetworks;
import io.github.libcontainerd.internal.resource.PendingRemovals;
import io.github.libcontainerd.internal.resource.RootSnapshots;
import io.github.libcontainerd.internal.resource.ShimClients;
import io.github.libcontainerd.internal.shim.LostTasks;
import io.github.libcontainerd.internal.stdio.FifoDirectory;
import io.github.libcontainerd.internal.stdio.FifoPool;
import io.github.libcontainerd.internal.userns.IdClaims;
import io.github.libcontainerd.internal.userns.SubordinateIds;
import io.github.libcontainerd.internal.volume.DefaultVolumes;
import io.github.libcontainerd.spi.SimulatedNetworks;

/**
 * A client together with what it owns: the event stream, the FIFO directory and what its
 * namespace leaves behind.
 */
final class ClientSession implements ClientSource {

	private static final Logger logger = LoggerFactory.getLogger(ClientSession.class);

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

	private final String namespace;

	private final Connection connection;

	private final Supplier<RemoteSettings> settings;

	private final FifoDirectory fifos;

	private final Outputs outputs;

	private final RootSnapshots snapshots;

	private final ContainerFiles files;

	private final DefaultImages images;

	private final ContainerNetworks networks;

	private final NetworkRepairs repairs;

	private final Executor workers;

	private final DefaultClient client;

	private final OpenClient opened;

	private final GatedClient gated;

	private final EventSubscription subscription;

	private final Operation operation;

	private boolean namespaceIsNew;

	ClientSession(String namespace, Backend backend, Connection connection, RemoteThreads threads, FifoPool pool,
			Path fifoDirectory, Supplier<RemoteSettings> settings, RemoteEvents events, ShimClients shims,
			ImageSources sources, Consumer<ClientSession> ended) {
		this.namespace = namespace;
		this.connection = connection;
		this.workers = threads.workers();
		this.settings = settings;
		this.operation = ClientOperation.OPEN.in(namespace);
		try {
			this.fifos = new FifoDirectory(fifoDirectory.resolve("ns-" + namespace), pool);
		}
		catch (IOException ex) {
			throw new DaemonErrorException(this.operation, "its FIFO directory can't be made: " + ex, ex);
		}
		Owner owner = Owner.self(settings.get().stateDirectory());
		this.outputs = new Outputs(threads.workers());
		this.snapshots = new RootSnapshots(
				(snapshotter) -> new SnapshotsApi(connection.channel(), namespace, snapshotter),
				new LeasesApi(connection.channel(), namespace), owner);
		this.files = new ContainerFiles(settings.get().daemon().root(), namespace, settings.get().stateDirectory());
		this.networks = networks(driverSettings(owner, settings.get()), settings.get().simulatedNetworks());
		this.repairs = new NetworkRepairs(this.networks, settings.get().networks().repairInterval(), threads,
				(message) -> events.publish(RemoteEvent.Kind.NETWORKS_REPAIRED, namespace, message));
		this.images = new DefaultImages(imageContext(connection, threads, settings, sources));
		ClientContext context = new ClientContext(namespace, new ContainersApi(connection.channel(), namespace),
				new TasksApi(connection.channel(), namespace), backend, new KeyedQueues(threads.workers()),
				new KeyedQueues(threads.workers()), this.fifos, settings, threads.scheduler(), threads.workers(),
				connection::connected,
				new PendingRemovals(connection::connected, threads.scheduler(), threads.workers()),
				new LostTasks(shims::containerdState, connection.address(), namespace), shims, this.outputs,
				this.snapshots, this.files, new GatedImages(namespace, this), this.networks,
				DefaultVolumes.of(namespace,
						(snapshotter) -> new SnapshotsApi(connection.channel(), namespace, snapshotter),
						new ContainersApi(connection.channel(), namespace),
						new LeasesApi(connection.channel(), namespace), owner),
				ids(connection), owner);
		this.client = new DefaultClient(context, () -> {
			release();
			ended.accept(this);
		});
		this.subscription = new EventSubscription(new EventsApi(connection.channel(), namespace), threads.scheduler(),
				this.client::onEvent, this.client::resynchronise, () -> events.publish(RemoteEvent.Kind.RESYNCHRONISED,
						namespace, "the event stream is up again and all containers have been compared"));
		this.client.subscription(this.subscription);
		RemoteSettings current = settings.get();
		this.opened = new OpenClient(this.client, this.images, new Observations(namespace, current.observer()),
				new PullObservations(namespace, current.pulls()));
		this.gated = new GatedClient(namespace, this);
	}

	private static ContainerNetworks networks(DriverSettings settings, @Nullable SimulatedNetworks simulated) {
		return (simulated != null) ? new SimulatedDriver(simulated, settings, new Neighbours())
				: new HostNetworks(new NetworkDriver(settings, OwnHost.create()));
	}

	private static DriverSettings driverSettings(Owner owner, RemoteSettings settings) {
		NetworkSettings networks = settings.networks();
		return new DriverSettings(Holder.owner(owner.directory()), settings.stateDirectory().resolve("netns"),
				networks.subnetPool(), networks.ipv6(), networks.publishAddress(), networks.acceptForwarding(),
				networks.mtu(), new CniSettings(networks.cniConfiguration(), networks.cniPlugins()));
	}

	private IdClaims ids(Connection to) {
		return new IdClaims(
				new IdClaims.Place(this.namespace, ContainerLabels.IDS,
						() -> Rpc.await(to.daemon().namespaces(CALL_TIMEOUT), Operation.onDaemon("choose ids")),
						(name) -> new ContainersApi(to.channel(), name), (name) -> new LeasesApi(to.channel(), name)),
				this.snapshots.leaseLabels(), () -> (this.settings.get().simulatedNetworks() != null)
						? SubordinateIds.simulated() : SubordinateIds.ofThisHost());
	}

	private ImageContext imageContext(Connection connection, RemoteThreads threads, Supplier<RemoteSettings> settings,
			ImageSources sources) {
		Channel channel = connection.channel();
		return new ImageContext(this.namespace, new ImagesApi(channel, this.namespace),
				new ContentApi(channel, this.namespace), new LeasesApi(channel, this.namespace),
				new DiffApi(channel, this.namespace),
				(snapshotter) -> new SnapshotsApi(channel, this.namespace, snapshotter),
				new ContainersApi(channel, this.namespace), () -> settings.get().snapshotter(),
				() -> Rpc.await(connection.daemon().defaultSnapshotter(this.namespace, CALL_TIMEOUT),
						new Operation("choose the snapshotter", this.namespace, null, null)),
				() -> settings.get().downloads(), sources, threads.callbacks(), threads.scheduler());
	}

	void open() {
		// Events make no namespace, so that both calls can be under way.
		CompletableFuture<Boolean> existed = this.connection.daemon().namespaceExists(this.namespace, CALL_TIMEOUT);
		CompletableFuture<Void> live = this.subscription.start();
		Duration limit = this.settings.get().daemon().startTimeout();
		try {
			this.namespaceIsNew = !Rpc.await(existed, this.operation);
			live.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
			this.client.stored().sweep();
			this.settings.get().networks().networks().forEach(this.networks.networks()::create);
			this.repairs.start();
			if (!this.namespaceIsNew) {
				this.workers.execute(this.images::sweep);
			}
		}
		catch (ContainerdException ex) {
			this.subscription.close();
			throw ex;
		}
		catch (CompletionException ex) {
			this.subscription.close();
			if (Errors.unwrap(ex) instanceof TimeoutException) {
				throw new OperationTimeoutException(this.operation,
						"its event stream was not confirmed within " + limit.toSeconds() + " s", ex);
			}
			throw Errors.translate(ex, this.operation);
		}
	}

	/**
	 * The client as its user has it.
	 */
	Client gated() {
		return this.gated;
	}

	@Override
	public State state() {
		return State.OPEN;
	}

	@Override
	public OpenClient ifOpen() {
		return this.opened;
	}

	@Override
	public OpenClient await(Operation waiting) {
		return this.opened;
	}

	@Override
	public CompletableFuture<OpenClient> later(Operation waiting) {
		return CompletableFuture.completedFuture(this.opened);
	}

	@Override
	public CompletableFuture<Void> opened() {
		return CompletableFuture.completedFuture(null);
	}

	DefaultClient client() {
		return this.client;
	}

	@Override
	public void close() {
		this.client.close();
	}

	private void release() {
		this.images.close();
		this.subscription.close();
		this.fifos.closeStreams();
		this.outputs.close();
		this.snapshots.close();
		this.files.deleteTemporary();
		this.files.removeIfEmpty();
		this.repairs.close();
		this.networks.close();
		try {
			this.fifos.removeIfEmpty();
		}
		catch (IOException ex) {
			logger.warn("Could not remove the FIFO directory of namespace '{}'", this.namespace, ex);
		}
		EmptyDirectories.removeOf(this.namespace);
		if (this.namespaceIsNew) {
			this.connection.daemon()
				.deleteNamespace(this.namespace, CALL_TIMEOUT)
				.handle((nothing, failure) -> null)
				.join();
		}
	}

}

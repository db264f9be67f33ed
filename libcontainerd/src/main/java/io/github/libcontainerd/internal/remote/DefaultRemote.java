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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.internal.daemon.DaemonSupervisor;
import io.github.libcontainerd.internal.daemon.Programs;
import io.github.libcontainerd.internal.daemon.StateDirectory;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.record.Identifiers;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.internal.registry.Registries;
import io.github.libcontainerd.internal.resource.ShimClients;
import io.github.libcontainerd.internal.stdio.FifoPool;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.UnixSocketChannels;

/**
 * Opens, in this order: the state directory, the threads, the daemon, the connection; and
 * closes them in reverse.
 */
public final class DefaultRemote implements Remote {

	/** Where a system's containerd listens. */
	static final Path SYSTEM_SOCKET = Path.of("/run/containerd/containerd.sock");

	private static final Logger logger = LoggerFactory.getLogger(DefaultRemote.class);

	private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(3);

	private final ReentrantLock settingsLock = new ReentrantLock();

	private volatile RemoteSettings settings;

	private final StateDirectory stateDirectory;

	private final ChannelSource source;

	private final RemoteThreads threads = new RemoteThreads();

	private final RemoteEvents events;

	private final ConcurrentHashMap<String, ClientSession> clients = new ConcurrentHashMap<>();

	private final Registries registries = new Registries(() -> this.settings.registries());

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private @Nullable DaemonSupervisor supervisor;

	private @Nullable Connection connection;

	private @Nullable FifoPool fifos;

	private @Nullable ShimClients shims;

	private DefaultRemote(RemoteSettings settings, StateDirectory stateDirectory, ChannelSource source,
			List<RemoteListener> listeners) {
		this.events = new RemoteEvents(listeners, this.threads.workers());
		this.settings = settings;
		this.stateDirectory = stateDirectory;
		this.source = source;
	}

	/**
	 * Open a remote.
	 * @param stateDirectory the state directory
	 * @param options the options
	 * @return the remote
	 */
	public static Remote open(Path stateDirectory, RemoteOption... options) {
		RemoteSettings settings = RemoteSettings.defaults(stateDirectory).with(options);
		ChannelSource chosen = settings.channels();
		ChannelSource source = (chosen != null) ? chosen : new UnixSocketChannels();
		String system = System.getProperty("os.name");
		if (!UnsupportedPlatform.supports(system)) {
			source.close();
			return UnsupportedPlatform.remote(system);
		}
		try {
			if (settings.connect() != ConnectMode.AT_ONCE) {
				return DeferredRemote.open(settings, source);
			}
			return connect(settings, source, new CopyOnWriteArrayList<>(), new CompletableFuture<>());
		}
		catch (RuntimeException ex) {
			source.close();
			throw ex;
		}
	}

	/**
	 * Connect, and leave nothing if that fails.
	 * @param settings the options
	 * @param source gives the channel; closed with the remote
	 * @param listeners are told what happens from the beginning; may grow
	 * @param abandoned completes when nobody wants the remote any more
	 * @return the remote
	 */
	static DefaultRemote connect(RemoteSettings settings, ChannelSource source, List<RemoteListener> listeners,
			CompletableFuture<?> abandoned) {
		DefaultRemote remote = new DefaultRemote(settings, StateDirectory.open(settings.stateDirectory()), source,
				listeners);
		try {
			remote.start(abandoned);
			return remote;
		}
		catch (RuntimeException | Error ex) {
			remote.cleanup();
			throw ex;
		}
	}

	private void start(CompletableFuture<?> abandoned) {
		RemoteSettings current = this.settings;
		try {
			this.fifos = new FifoPool(this.stateDirectory.path().resolve("fifo").resolve("pool"),
					this.threads.workers());
		}
		catch (IOException ex) {
			throw new RemoteStartException(Reason.STATE_DIRECTORY_NOT_WRITABLE, this.stateDirectory.path().toString(),
					String.valueOf(ex), ex);
		}
		Path external = external(current);
		Path address = (external != null) ? external : DaemonSupervisor.socket(current.daemon());
		if (external != null) {
			SocketProbe.check(external);
		}
		this.shims = new ShimClients((external != null) ? current.containerdState() : current.daemon().state());
		Connection opened = new Connection(address, this.source, this.threads.callbacks(), this.threads.scheduler(),
				this.events, this::daemonLost);
		this.connection = opened;
		if (external == null) {
			DaemonSupervisor started = new DaemonSupervisor(() -> this.settings.daemon(),
					() -> opened.daemon().serving(HEALTH_TIMEOUT), this.threads.scheduler(), new DaemonReports(opened));
			this.supervisor = started;
			started.start();
		}
		new Readiness(opened, this.supervisor, this.threads.scheduler()).await(current.daemon().startTimeout(),
				abandoned);
		opened.start();
		logger.info("Connected to {} containerd {} at {}", (external != null) ? "the" : "our own",
				opened.status(false, 0, 0).version(), address);
	}

	/**
	 * Called before a managed daemon is started again, and when the connection breaks.
	 */
	private void daemonLost() {
		this.clients.values().forEach((session) -> session.client().daemonLost());
	}

	/**
	 * Return where somebody else's containerd listens, if that is to be used.
	 */
	private static @Nullable Path external(RemoteSettings settings) {
		if (settings.address() != null) {
			return settings.address();
		}
		if (settings.mode() == DaemonMode.NEVER) {
			return SYSTEM_SOCKET;
		}
		if (settings.mode() == DaemonMode.ALWAYS || DaemonSupervisor.adoptable(settings.daemon())) {
			return null;
		}
		// A socket file alone says nothing: the daemon behind it may be gone.
		if (SocketProbe.listens(SYSTEM_SOCKET)) {
			return SYSTEM_SOCKET;
		}
		if (Programs.find(settings.daemon().binary()).isEmpty()) {
			throw new RemoteStartException(Reason.BINARY_MISSING, settings.daemon().binary(),
					"and nothing listens on " + SYSTEM_SOCKET, null);
		}
		return null;
	}

	@Override
	public Client client(String namespace, Backend backend) {
		Operation operation = new Operation("open a client", namespace, null, null);
		Identifiers.check("namespace", namespace, operation);
		if (this.closing.get()) {
			throw new DaemonUnavailableException(operation, "the remote is closed", null);
		}
		ClientSession session = new ClientSession(namespace, backend, connection(), this.threads,
				Objects.requireNonNull(this.fifos), this.stateDirectory.path().resolve("fifo"), () -> this.settings,
				this.events, Objects.requireNonNull(this.shims), this.registries::source,
				(ended) -> this.clients.remove(namespace, ended));
		if (this.clients.putIfAbsent(namespace, session) != null) {
			throw new AlreadyExistsException(operation, "this remote has an open client for it", null);
		}
		try {
			return session.open();
		}
		catch (RuntimeException ex) {
			this.clients.remove(namespace, session);
			throw ex;
		}
	}

	@Override
	public void updateOptions(RemoteOption... options) {
		RemoteSettings.checkChangeable(List.of(options));
		this.settingsLock.lock();
		try {
			this.settings = this.settings.with(options);
		}
		finally {
			this.settingsLock.unlock();
		}
	}

	@Override
	public RemoteStatus status() {
		DaemonSupervisor daemon = this.supervisor;
		return connection().status(daemon != null, (daemon != null) ? daemon.pid() : 0,
				(daemon != null) ? daemon.restarts() : 0);
	}

	@Override
	public void addListener(RemoteListener listener) {
		this.events.add(listener);
	}

	RemoteEvents events() {
		return this.events;
	}

	@Override
	public List<PluginStatus> plugins() {
		return Rpc.await(connection().daemon().plugins(HEALTH_TIMEOUT), Operation.onDaemon("list the plug-ins"));
	}

	@Override
	public List<String> namespaces() {
		return Rpc.await(connection().daemon().namespaces(HEALTH_TIMEOUT), Operation.onDaemon("list the namespaces"));
	}

	@Override
	public List<Client> clients() {
		return this.clients.values()
			.stream()
			.map(ClientSession::face)
			.sorted(Comparator.comparing(Client::namespace))
			.toList();
	}

	@Override
	public RemoteStatus ping(Duration timeout) {
		Operation operation = Operation.onDaemon("ping containerd");
		CompletableFuture<String> version = connection().readVersion(timeout);
		boolean serving = Rpc.await(connection().daemon().serving(timeout), operation);
		if (!serving) {
			throw new DaemonUnavailableException(operation, "it says that it does not serve", null);
		}
		Rpc.await(version, operation);
		return status();
	}

	private Connection connection() {
		return Objects.requireNonNull(this.connection);
	}

	@Override
	public void cleanup() {
		if (!this.closing.compareAndSet(false, true)) {
			try {
				this.closed.get(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | TimeoutException ex) {
				logger.warn("The remote is still being closed");
			}
			return;
		}
		try {
			closeAll();
		}
		finally {
			this.closed.complete(null);
		}
	}

	private void closeAll() {
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (ClientSession session : this.clients.values()) {
			ends.add(CompletableFuture.runAsync(session::close, this.threads.workers()));
		}
		try {
			CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
		}
		catch (ContainerdException | CompletionException ex) {
			logger.warn("A client could not be closed properly", ex);
		}
		this.registries.close();
		if (this.connection != null) {
			this.connection.close();
		}
		if (this.supervisor != null) {
			this.supervisor.close();
		}
		if (this.fifos != null) {
			this.fifos.close();
		}
		if (this.shims != null) {
			this.shims.close();
		}
		this.source.close();
		this.threads.close();
		removeIfEmpty(this.stateDirectory.path().resolve("fifo"));
		this.stateDirectory.close();
	}

	private static void removeIfEmpty(Path directory) {
		try {
			Files.deleteIfExists(directory);
		}
		catch (IOException ex) {
			logger.debug("{} is not empty, which is right when containers run on", directory);
		}
	}

	/**
	 * What the supervisor has to say.
	 */
	private final class DaemonReports implements DaemonSupervisor.Listener {

		private final Connection connection;

		private DaemonReports(Connection connection) {
			this.connection = connection;
		}

		@Override
		public void failed(String problem) {
			this.connection.failed(problem);
			daemonLost();
			DefaultRemote.this.events.publish(RemoteEvent.Kind.DAEMON_FAILED, null, problem);
		}

		@Override
		public void restarted(int pid) {
			DefaultRemote.this.events.publish(RemoteEvent.Kind.DAEMON_RESTARTED, null,
					"containerd was started again with pid " + pid);
		}

	}

}

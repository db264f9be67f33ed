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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.internal.daemon.DaemonSupervisor;
import io.github.libcontainerd.internal.daemon.StateDirectory;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.internal.resource.ShimClients;
import io.github.libcontainerd.internal.stdio.FifoPool;
import io.github.libcontainerd.spi.ChannelSource;

/**
 * What an open remote holds. Opens, in this order: the state directory, the threads, the
 * daemon, the connection; and closes them in reverse, also when not all of them could be
 * opened.
 */
final class RemoteResources implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RemoteResources.class);

	private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(3);

	private final StateDirectory stateDirectory;

	private final ChannelSource source;

	private final Runnable lost;

	private final RemoteThreads threads = new RemoteThreads();

	private final RemoteEvents events;

	private @Nullable FifoPool fifos;

	private @Nullable ShimClients shims;

	private @Nullable Connection connection;

	private @Nullable DaemonSupervisor supervisor;

	private RemoteResources(StateDirectory stateDirectory, ChannelSource source, List<RemoteListener> listeners,
			Runnable lost) {
		this.stateDirectory = stateDirectory;
		this.source = source;
		this.lost = lost;
		this.events = new RemoteEvents(listeners, this.threads.workers());
	}

	/**
	 * Open all of it, and leave nothing if that fails. Returns when containerd is healthy
	 * and its version is known.
	 * @param settings the current options
	 * @param source gives the channel; closed with this
	 * @param listeners are notified from the beginning; may grow
	 * @param abandoned completes when the remote is no longer needed
	 * @param lost called before a managed daemon is started again, and when the
	 * connection breaks
	 * @return what was opened
	 * @throws RemoteStartException if containerd can't be reached or started
	 */
	static RemoteResources open(Supplier<RemoteSettings> settings, ChannelSource source, List<RemoteListener> listeners,
			CompletableFuture<?> abandoned, Runnable lost) {
		RemoteResources resources = new RemoteResources(StateDirectory.open(settings.get().stateDirectory()), source,
				listeners, lost);
		try {
			resources.start(settings, abandoned);
			return resources;
		}
		catch (RuntimeException | Error ex) {
			resources.close();
			throw ex;
		}
	}

	private void start(Supplier<RemoteSettings> settings, CompletableFuture<?> abandoned) {
		RemoteSettings current = settings.get();
		try {
			this.fifos = new FifoPool(fifoDirectory().resolve("pool"), this.threads.workers());
		}
		catch (IOException ex) {
			throw new RemoteStartException(Reason.STATE_DIRECTORY_NOT_WRITABLE, this.stateDirectory.path().toString(),
					String.valueOf(ex), ex);
		}
		Path external = DaemonAddress.external(current);
		Path address = (external != null) ? external : DaemonSupervisor.socket(current.daemon());
		if (external != null) {
			SocketProbe.check(external);
		}
		this.shims = new ShimClients((external != null) ? current.containerdState() : current.daemon().state(),
				address);
		Connection opened = new Connection(address, this.source, this.threads.callbacks(), this.threads.scheduler(),
				this.events, this.lost);
		this.connection = opened;
		if (external == null) {
			DaemonSupervisor started = new DaemonSupervisor(() -> settings.get().daemon(),
					() -> opened.daemon().serving(HEALTH_TIMEOUT), this.threads.scheduler(), new DaemonReports(opened));
			this.supervisor = started;
			started.start();
		}
		new Readiness(opened, this.supervisor, this.threads.scheduler()).await(current.daemon().startTimeout(),
				abandoned);
		opened.start();
		logger.info("Connected to {} containerd {} at {}", (external != null) ? "the" : "the managed",
				opened.status(false, 0, 0, true).version(), address);
	}

	Path fifoDirectory() {
		return this.stateDirectory.path().resolve("fifo");
	}

	RemoteThreads threads() {
		return this.threads;
	}

	RemoteEvents events() {
		return this.events;
	}

	FifoPool fifos() {
		return Objects.requireNonNull(this.fifos);
	}

	ShimClients shims() {
		return Objects.requireNonNull(this.shims);
	}

	Connection connection() {
		return Objects.requireNonNull(this.connection);
	}

	RemoteStatus status() {
		DaemonSupervisor daemon = this.supervisor;
		return connection().status(daemon != null, (daemon != null) ? daemon.pid() : 0,
				(daemon != null) ? daemon.restarts() : 0, shims().visible());
	}

	@Override
	public void close() {
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
		try {
			Files.deleteIfExists(fifoDirectory());
		}
		catch (IOException ex) {
			logger.debug("{} is not empty, which is right when containers run on", fifoDirectory());
		}
		this.stateDirectory.close();
	}

	/**
	 * Passes on what the supervisor of a managed daemon reports.
	 */
	private final class DaemonReports implements DaemonSupervisor.Listener {

		private final Connection reported;

		private DaemonReports(Connection reported) {
			this.reported = reported;
		}

		@Override
		public void failed(String problem) {
			this.reported.failed(problem);
			RemoteResources.this.lost.run();
			RemoteResources.this.events.publish(RemoteEvent.Kind.DAEMON_FAILED, null, problem);
		}

		@Override
		public void restarted(int pid) {
			RemoteResources.this.events.publish(RemoteEvent.Kind.DAEMON_RESTARTED, null,
					"containerd was started again with pid " + pid);
		}

	}

}

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

package io.github.libcontainerd.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A containerd in memory, served over a real unix socket, with streams over real FIFOs.
 * Its processes are interpreted by a tiny shell instead of being run.
 */
public final class FakeContainerd extends FakeObservations implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FakeContainerd.class);

	/** The real one collects soon after its start. */
	private static final Duration FIRST_COLLECTION = Duration.ofMillis(100);

	private final FakeEvents events = new FakeEvents(this);

	private final FakeInformation information;

	private final Path socket;

	private final boolean ownsSocketDirectory;

	private final boolean forgetsStopped;

	private final Duration lateEvents;

	private final Random random;

	private final ExecutorService executor = Executors.newCachedThreadPool(Daemons.threads("fake-daemon"));

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(Daemons.threads("fake-timer"));

	private final ReentrantLock lock = new ReentrantLock();

	private final FakeBacklog backlog = new FakeBacklog(this.events);

	private volatile @Nullable String crash;

	private @Nullable FakeServer server;

	private FakeContainerd(Builder builder) {
		this.information = new FakeInformation(builder.version);
		this.forgetsStopped = (builder.forgetsStopped != null) ? builder.forgetsStopped : !this.information.isOneSix();
		interceptor().plainUnknown(this.information.isTwo());
		this.lateEvents = builder.lateEvents;
		this.random = new Random(builder.seed);
		Path path = builder.socket;
		this.ownsSocketDirectory = path == null;
		this.socket = (path != null) ? path : temporarySocket();
		store().storage().timer((delay, action) -> later(delay, () -> {
			if (isUp()) {
				action.run();
			}
		}));
	}

	private boolean isUp() {
		this.lock.lock();
		try {
			return this.server != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Path temporarySocket() {
		try {
			return Files.createTempDirectory(Path.of("/tmp"), "lf-").resolve("c.sock");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start one that reports version 1.6.20, on a socket in a fresh directory.
	 * @return the daemon, answering
	 */
	public static FakeContainerd launch() {
		return builder().launch();
	}

	/**
	 * Configure one.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Start again after {@link #stop()} or a crash. Events that shims kept back are
	 * delivered late; stopped tasks are kept or forgotten as the version does.
	 */
	public void start() {
		this.lock.lock();
		try {
			if (this.server != null) {
				return;
			}
			if (this.forgetsStopped) {
				forgetStopped();
			}
			Files.deleteIfExists(this.socket);
			this.crash = null;
			this.information.nextRun();
			List<BindableService> services = new ArrayList<>(this.information.services());
			services.add(this.events);
			services.add(new FakeNamespaces(this, store()));
			services.add(new FakeContainers(this, store()));
			services.add(new FakeTasks(this, store()));
			services.add(new FakeImages(this));
			services.add(new FakeContent(this));
			services.add(new FakeSnapshots(this));
			services.add(new FakeDiff(this));
			services.add(new FakeLeases(this));
			this.server = new FakeServer(this.socket, this.executor, interceptor(), services);
			this.backlog.up(true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot serve " + this.socket, ex);
		}
		finally {
			this.lock.unlock();
		}
		later(this.lateEvents, this.backlog::deliver);
		later(FIRST_COLLECTION, store().storage()::collect);
	}

	private void forgetStopped() {
		for (FakeTask task : store().allTasks()) {
			if (task.init().status() == io.github.libcontainerd.internal.grpc.api.types.Status.STOPPED) {
				store().remove(task);
				this.backlog.forget(task);
				task.dispose();
			}
		}
	}

	/**
	 * Stop the daemon: connections break and the socket is gone, while tasks live on.
	 */
	public void stop() {
		cut();
		try {
			Files.deleteIfExists(this.socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void cut() {
		FakeServer oldServer;
		this.lock.lock();
		try {
			oldServer = this.server;
			this.server = null;
			this.backlog.up(false);
			this.events.reset();
		}
		finally {
			this.lock.unlock();
		}
		if (oldServer != null) {
			oldServer.cut();
		}
	}

	/**
	 * Stop everything, with all tasks.
	 */
	@Override
	public void close() {
		stop();
		store().allTasks().forEach(FakeTask::dispose);
		this.timer.shutdownNow();
		this.executor.shutdownNow();
		try {
			Path directory = this.socket.getParent();
			if (this.ownsSocketDirectory && directory != null) {
				Commands.deleteTree(directory);
			}
			this.executor.awaitTermination(5, TimeUnit.SECONDS);
			store().storage().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The socket.
	 * @return its path
	 */
	public Path socket() {
		return this.socket;
	}

	/**
	 * Whether a call crashed the daemon, as the real one would have.
	 * @return whether it is down because of that
	 */
	public boolean crashed() {
		return this.crash != null;
	}

	StatusRuntimeException crash(String why) {
		logger.warn("The fake containerd crashes: {}", why);
		this.crash = why;
		Daemons.thread("fake-crash", this::cut).start();
		return Status.UNAVAILABLE.withDescription("connection closed: the fake containerd crashed: " + why)
			.asRuntimeException();
	}

	@Override
	FakeEvents events() {
		return this.events;
	}

	FakeInformation information() {
		return this.information;
	}

	Random random() {
		return this.random;
	}

	@Override
	void later(Duration delay, Runnable action) {
		if (!this.timer.isShutdown()) {
			this.timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	@Override
	FakeBacklog backlog() {
		return this.backlog;
	}

	/**
	 * Configures a {@link FakeContainerd}.
	 */
	public static final class Builder {

		private String version = "1.6.20";

		private @Nullable Path socket;

		private @Nullable Boolean forgetsStopped;

		private Duration lateEvents = Duration.ofSeconds(1);

		private long seed = System.nanoTime();

		private Builder() {
		}

		/**
		 * Report a version. It also decides what differs between versions.
		 * @param newVersion for example {@code 1.7.24}
		 * @return this builder
		 */
		public Builder version(String newVersion) {
			this.version = newVersion;
			return this;
		}

		/**
		 * Serve a path instead of one in a fresh directory.
		 * @param path the path
		 * @return this builder
		 */
		public Builder socket(Path path) {
			this.socket = path;
			return this;
		}

		/**
		 * Whether a restart forgets stopped tasks, as 1.7 and later do, or keeps them as
		 * 1.6 does. By default, the version decides.
		 * @param forgets whether it forgets them
		 * @return this builder
		 */
		public Builder forgetsStoppedTasks(boolean forgets) {
			this.forgetsStopped = forgets;
			return this;
		}

		/**
		 * How long after a restart the events of an outage are delivered.
		 * @param delay how long
		 * @return this builder
		 */
		public Builder lateEvents(Duration delay) {
			this.lateEvents = delay;
			return this;
		}

		/**
		 * Seed the random order of answers and events.
		 * @param newSeed the seed
		 * @return this builder
		 */
		public Builder seed(long newSeed) {
			this.seed = newSeed;
			return this;
		}

		/**
		 * Start it.
		 * @return the daemon, answering
		 */
		public FakeContainerd launch() {
			FakeContainerd daemon = new FakeContainerd(this);
			daemon.start();
			return daemon;
		}

	}

}

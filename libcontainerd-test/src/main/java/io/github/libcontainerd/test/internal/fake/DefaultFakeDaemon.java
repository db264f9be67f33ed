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

package io.github.libcontainerd.test.internal.fake;

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
import java.util.function.Function;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeInformation;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeServer;
import io.github.libcontainerd.test.internal.fake.server.Faults;
import io.github.libcontainerd.test.internal.fake.service.FakeContainers;
import io.github.libcontainerd.test.internal.fake.service.FakeContent;
import io.github.libcontainerd.test.internal.fake.service.FakeDiff;
import io.github.libcontainerd.test.internal.fake.service.FakeImages;
import io.github.libcontainerd.test.internal.fake.service.FakeLeases;
import io.github.libcontainerd.test.internal.fake.service.FakeNamespaces;
import io.github.libcontainerd.test.internal.fake.service.FakeSnapshots;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.fake.store.FakeStore;
import io.github.libcontainerd.test.internal.fake.task.FakeShims;
import io.github.libcontainerd.test.internal.fake.task.FakeTask;
import io.github.libcontainerd.test.internal.fake.task.FakeTasks;
import io.github.libcontainerd.test.internal.fake.task.TaskBehaviour;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * The fake as a daemon: its services on its socket, its start, its stop and its crashes.
 */
public final class DefaultFakeDaemon implements FakeDaemon, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DefaultFakeDaemon.class);

	/** The real one collects soon after its start. */
	private static final Duration FIRST_COLLECTION = Duration.ofMillis(100);

	private final FakeEvents events = new FakeEvents(this);

	private final FakeStore store = new FakeStore();

	private final FakeShims shims;

	private final FakeInterceptor interceptor;

	private final FakeInformation information;

	private final Path socket;

	private final boolean ownsSocketDirectory;

	private final boolean forgetsStopped;

	private final Duration lateEvents;

	private final Random random;

	private final ExecutorService executor = Executors.newCachedThreadPool(Threads.threads("fake-daemon"));

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(Threads.threads("fake-timer"));

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable String crash;

	private @Nullable FakeServer server;

	/**
	 * Make one that is not started yet.
	 * @param settings what it is like
	 * @param faults which calls go wrong
	 * @param behaviour how the tasks of a container behave
	 */
	public DefaultFakeDaemon(Settings settings, Faults faults, Function<Container, TaskBehaviour> behaviour) {
		this.information = new FakeInformation(settings.version());
		this.interceptor = new FakeInterceptor(faults);
		this.interceptor.plainUnknown(this.information.isTwo());
		Boolean forgets = settings.forgetsStopped();
		this.forgetsStopped = (forgets != null) ? forgets : !this.information.isOneSix();
		this.lateEvents = settings.lateEvents();
		this.random = new Random(settings.seed());
		Path path = settings.socket();
		this.ownsSocketDirectory = path == null;
		this.socket = (path != null) ? path : temporarySocket();
		this.shims = new FakeShims(this, behaviour);
		this.store.storage().timer((delay, action) -> later(delay, () -> {
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

	/** Start, or start again after a stop or a crash. */
	public void start() {
		this.lock.lock();
		try {
			if (this.server != null) {
				return;
			}
			if (this.forgetsStopped) {
				this.shims.forgetStopped();
			}
			Files.deleteIfExists(this.socket);
			this.crash = null;
			this.information.nextRun();
			this.server = new FakeServer(this.socket, this.executor, this.interceptor, services());
			this.shims.backlog().up(true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot serve " + this.socket, ex);
		}
		finally {
			this.lock.unlock();
		}
		later(this.lateEvents, this.shims.backlog()::deliver);
		later(FIRST_COLLECTION, this.store.storage()::collect);
	}

	private List<BindableService> services() {
		FakeStorage storage = this.store.storage();
		List<BindableService> services = new ArrayList<>(this.information.services());
		services.add(this.events);
		services.add(new FakeNamespaces(this, this.store));
		services.add(new FakeContainers(this, this.store));
		services.add(new FakeTasks(this.shims, this.store));
		services.add(new FakeImages(this, storage));
		services.add(new FakeContent(this, storage));
		services.add(new FakeSnapshots(this, storage));
		services.add(new FakeDiff(this, storage));
		services.add(new FakeLeases(this, storage));
		return services;
	}

	/** Stop: connections break and the socket is gone, while tasks live on. */
	public void stop() {
		// First, so that a client that loses its connection can't have another one.
		try {
			Files.deleteIfExists(this.socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
	}

	private void cut() {
		FakeServer oldServer;
		this.lock.lock();
		try {
			oldServer = this.server;
			this.server = null;
			this.shims.backlog().up(false);
			this.events.reset();
		}
		finally {
			this.lock.unlock();
		}
		if (oldServer != null) {
			oldServer.cut();
		}
	}

	@Override
	public void close() {
		stop();
		this.shims.all().forEach(FakeTask::dispose);
		this.timer.shutdownNow();
		this.executor.shutdownNow();
		try {
			Path directory = this.socket.getParent();
			if (this.ownsSocketDirectory && directory != null) {
				Commands.deleteTree(directory);
			}
			this.executor.awaitTermination(5, TimeUnit.SECONDS);
			this.store.storage().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public StatusRuntimeException crash(String why) {
		logger.warn("The fake containerd crashes: {}", why);
		this.crash = why;
		Threads.thread("fake-crash", this::cut).start();
		return Status.UNAVAILABLE.withDescription("connection closed: the fake containerd crashed: " + why)
			.asRuntimeException();
	}

	/** Whether it is down because a call crashed it. */
	public boolean crashed() {
		return this.crash != null;
	}

	public Path socket() {
		return this.socket;
	}

	@Override
	public FakeInformation information() {
		return this.information;
	}

	@Override
	public FakeEvents events() {
		return this.events;
	}

	@Override
	public Random random() {
		return this.random;
	}

	@Override
	public void later(Duration delay, Runnable action) {
		if (!this.timer.isShutdown()) {
			this.timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	/** What it keeps of containers. */
	public FakeStore store() {
		return this.store;
	}

	/** What it keeps of images. */
	public FakeStorage storage() {
		return this.store.storage();
	}

	/** What runs. */
	public FakeShims shims() {
		return this.shims;
	}

	/** How often a method was called. */
	public int calls(String method) {
		return this.interceptor.calls(method);
	}

	/**
	 * What a fake daemon is like.
	 *
	 * @param version the version it plays
	 * @param socket where it listens; without one, in a fresh directory
	 * @param forgetsStopped whether a restart forgets stopped tasks; without a value, the
	 * version decides
	 * @param lateEvents how long after a restart the events of an outage are delivered
	 * @param seed the seed of the random order of answers and events
	 */
	public record Settings(String version, @Nullable Path socket, @Nullable Boolean forgetsStopped, Duration lateEvents,
			long seed) {
	}

}

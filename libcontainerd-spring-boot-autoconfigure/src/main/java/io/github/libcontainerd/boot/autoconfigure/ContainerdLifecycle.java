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

package io.github.libcontainerd.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.autoconfigure.event.StartupEventPublisher;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

/**
 * At start, before the web server accepts requests: lets events flow, and deals with the
 * containers that an earlier run of the application has left. When all has started, lets
 * restart policies go.
 * <p>
 * At the end, after the web server has finished its last request and while listeners are
 * still there to be told of exits, closes the clients. A context that is only stopped or
 * paused may be started again and keeps its containers.
 */
final class ContainerdLifecycle
		implements SmartLifecycle, ApplicationContextAware, ApplicationListener<ApplicationContextEvent> {

	// That of the web server is higher by 2048, and that of its graceful shutdown by
	// 3072.
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private static final Log logger = LogFactory.getLog(ContainerdLifecycle.class);

	private final StartupEventPublisher publisher;

	private final LibcontainerdProperties properties;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Client> clients = new ArrayList<>();

	private final List<Remote> remotes = new ArrayList<>();

	private boolean started;

	private boolean refreshed;

	private @Nullable ApplicationContext applicationContext;

	private volatile boolean running;

	private volatile boolean closing;

	ContainerdLifecycle(StartupEventPublisher publisher, LibcontainerdProperties properties) {
		this.publisher = publisher;
		this.properties = properties;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	/**
	 * Let the restart policies of a remote go when the application has started.
	 */
	void opened(Remote opened) {
		boolean release;
		this.lock.lock();
		try {
			this.remotes.add(opened);
			release = this.refreshed;
		}
		finally {
			this.lock.unlock();
		}
		if (release) {
			releaseRestarts(opened);
		}
	}

	/**
	 * Look after a client that was opened for the application.
	 */
	void opened(Client opened) {
		boolean late;
		this.lock.lock();
		try {
			this.clients.add(opened);
			late = this.started;
		}
		finally {
			this.lock.unlock();
		}
		if (late) {
			restore(List.of(opened));
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.publisher.start();
		List<Client> early;
		this.lock.lock();
		try {
			early = this.started ? List.of() : List.copyOf(this.clients);
			this.started = true;
		}
		finally {
			this.lock.unlock();
		}
		restore(early);
	}

	private void restore(List<Client> opened) {
		if (!this.properties.isRestoreAtStart()) {
			return;
		}
		Duration limit = this.properties.getStartTimeout().plus(this.properties.getStopGrace());
		List<Client> present = new ArrayList<>();
		for (Client client : opened) {
			CompletableFuture<Void> open = client.opened();
			if (open.isDone()) {
				present.add(client);
			}
			else {
				open.thenRun(() -> start("containerd-restore-" + client.namespace(),
						() -> new LeftContainers(List.of(client)).restore(limit)));
			}
		}
		new LeftContainers(present).restore(limit);
	}

	@Override
	public void onApplicationEvent(ApplicationContextEvent event) {
		if (event.getApplicationContext() != this.applicationContext) {
			return;
		}
		if (event instanceof ContextClosedEvent) {
			this.closing = true;
		}
		else if (event instanceof ContextRefreshedEvent) {
			List<Remote> waiting;
			this.lock.lock();
			try {
				this.refreshed = true;
				waiting = List.copyOf(this.remotes);
			}
			finally {
				this.lock.unlock();
			}
			waiting.forEach(ContainerdLifecycle::releaseRestarts);
		}
	}

	// Also the moment for a remote to connect that was not to do so before.
	private static void releaseRestarts(Remote remote) {
		remote.releaseRestarts();
		remote.connectInBackground();
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.closing) {
			closeClients();
		}
	}

	// In a thread of its own, so that Spring's limit for a phase holds.
	@Override
	public void stop(Runnable callback) {
		start("containerd-stop", () -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		});
	}

	private void closeClients() {
		List<Client> open;
		this.lock.lock();
		try {
			open = List.copyOf(this.clients);
		}
		finally {
			this.lock.unlock();
		}
		CountDownLatch closed = new CountDownLatch(open.size());
		for (Client client : open) {
			start("containerd-stop-" + client.namespace(), () -> {
				try {
					close(client);
				}
				catch (RuntimeException ex) {
					logger.warn("Could not close the client for namespace '" + client.namespace() + "'", ex);
				}
				finally {
					closed.countDown();
				}
			});
		}
		try {
			if (!closed.await(this.properties.getStopGrace().toMillis() + 30_000, TimeUnit.MILLISECONDS)) {
				logger.warn("Not all clients are closed");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.publisher.destroy();
	}

	/**
	 * Close a client, but for one with declared containers: these are stopped after the
	 * beans that use them, and then the bean of the client is closed. Nobody is there any
	 * more to be told of that.
	 */
	private void close(Client client) {
		List<ContainerInfo> containers;
		try {
			containers = client.list();
		}
		catch (ContainerdException ex) {
			containers = List.of();
		}
		if (containers.stream().noneMatch(ContainerdLifecycle::isDeclared)) {
			client.close();
			return;
		}
		if (!this.properties.isLiveRestore()) {
			List<Thread> stops = containers.stream()
				.filter((container) -> !isDeclared(container) && container.status() != ContainerStatus.EXITED)
				.map((container) -> start("containerd-stop-" + container.id(), () -> stop(client, container.id())))
				.toList();
			for (Thread stop : stops) {
				try {
					stop.join();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return;
				}
			}
		}
	}

	private static boolean isDeclared(ContainerInfo container) {
		return container.labels().containsKey(DeclaredContainers.NAME_LABEL);
	}

	private void stop(Client client, String containerId) {
		try {
			client.stop(containerId, this.properties.getStopGrace());
		}
		catch (RuntimeException ex) {
			logger.debug("Container '" + containerId + "' is stopped when its client is closed", ex);
		}
	}

	private static Thread start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}

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

package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

/**
 * Keeps a containerd of our own running. It acts on the end of the process, at once, and
 * on missed health checks; a process that keeps dying is started again with a growing
 * delay.
 */
public final class DaemonSupervisor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DaemonSupervisor.class);

	private static final Duration FIRST_DELAY = Duration.ofMillis(100);

	private static final Duration LAST_DELAY = Duration.ofSeconds(30);

	private static final Duration STABLE_AFTER = Duration.ofSeconds(10);

	private static final Duration STOP_GRACE = Duration.ofSeconds(15);

	private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(5);

	private static final int MISSED_HEALTH_CHECKS = 3;

	private final Supplier<DaemonSettings> settings;

	private final Supplier<CompletableFuture<Boolean>> health;

	private final ScheduledExecutorService scheduler;

	private final Listener listener;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicInteger restarts = new AtomicInteger();

	// The rest is guarded by the lock.
	private @Nullable DaemonProcess process;

	private @Nullable DaemonLog log;

	private @Nullable ScheduledFuture<?> healthChecks;

	private Duration delay = FIRST_DELAY;

	private int missed;

	private boolean stopping;

	/**
	 * Create a supervisor; {@link #start} starts the daemon.
	 * @param settings the settings, asked for at every start of the daemon
	 * @param health asks the daemon whether it is well, bounded in time
	 * @param scheduler for the delays
	 * @param listener is told what happens; must not block
	 */
	public DaemonSupervisor(Supplier<DaemonSettings> settings, Supplier<CompletableFuture<Boolean>> health,
			ScheduledExecutorService scheduler, Listener listener) {
		this.settings = settings;
		this.health = health;
		this.scheduler = scheduler;
		this.listener = listener;
	}

	/**
	 * Return what is started.
	 * @return the name or path of the program
	 */
	public String program() {
		return this.settings.get().binary();
	}

	/**
	 * Return whether an earlier process of ours has left a daemon that can be adopted.
	 * @param settings the settings
	 * @return whether it has
	 */
	public static boolean adoptable(DaemonSettings settings) {
		return DaemonProcess.adopt(settings).isPresent();
	}

	/**
	 * Return where the daemon will listen.
	 * @param settings the settings
	 * @return the socket
	 * @throws RemoteStartException if its paths can't be used
	 */
	public static Path socket(DaemonSettings settings) {
		PathRules.checkManagedSocket(settings.socket());
		PathRules.checkRoot(settings.root());
		return settings.socket();
	}

	/**
	 * Start or adopt the daemon. Does not wait for it to answer.
	 * @throws RemoteStartException if the program is missing or can't be run
	 */
	public void start() {
		this.lock.lock();
		try {
			DaemonSettings current = this.settings.get();
			Optional<DaemonProcess> left = DaemonProcess.adopt(current);
			this.log = new DaemonLog(current.logFile(), left.isPresent(), this.scheduler);
			watch(left.isPresent() ? left.get() : DaemonProcess.start(current));
			this.healthChecks = this.scheduler.scheduleWithFixedDelay(this::checkHealth, HEALTH_INTERVAL.toMillis(),
					HEALTH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (IOException ex) {
			throw new RemoteStartException(Reason.STATE_DIRECTORY_NOT_WRITABLE,
					this.settings.get().stateDirectory().toString(), String.valueOf(ex), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void watch(DaemonProcess started) {
		this.process = started;
		this.missed = 0;
		started.exited().thenRun(() -> exited(started));
	}

	private void exited(DaemonProcess ended) {
		this.lock.lock();
		try {
			if (this.stopping || this.process != ended) {
				return;
			}
			this.process = null;
			Duration wait = (ended.age().compareTo(STABLE_AFTER) >= 0) ? FIRST_DELAY : this.delay;
			this.delay = (wait.multipliedBy(2).compareTo(LAST_DELAY) < 0) ? wait.multipliedBy(2) : LAST_DELAY;
			fail("containerd with pid " + ended.pid() + " ended, starting it again in " + wait.toMillis() + " ms");
			this.scheduler.schedule(this::restart, wait.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void restart() {
		this.lock.lock();
		try {
			if (this.stopping) {
				return;
			}
			this.restarts.incrementAndGet();
			DaemonProcess started = DaemonProcess.start(this.settings.get());
			watch(started);
			this.listener.restarted(started.pid());
		}
		catch (RemoteStartException ex) {
			fail(String.valueOf(ex.getMessage()));
			this.scheduler.schedule(this::restart, this.delay.toMillis(), TimeUnit.MILLISECONDS);
			this.delay = (this.delay.multipliedBy(2).compareTo(LAST_DELAY) < 0) ? this.delay.multipliedBy(2)
					: LAST_DELAY;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkHealth() {
		this.health.get().whenComplete((healthy, failure) -> {
			this.lock.lock();
			try {
				DaemonProcess current = this.process;
				if (failure == null && healthy) {
					this.missed = 0;
				}
				else if (current != null && !this.stopping && ++this.missed >= MISSED_HEALTH_CHECKS) {
					fail("containerd with pid " + current.pid() + " does not answer, killing it");
					current.kill();
				}
			}
			finally {
				this.lock.unlock();
			}
		});
	}

	private void fail(String problem) {
		logger.warn(problem);
		this.listener.failed(problem);
	}

	/**
	 * Return the process id of the daemon.
	 * @return the process id; 0 while it is down
	 */
	public int pid() {
		this.lock.lock();
		try {
			return (this.process != null && this.process.alive()) ? this.process.pid() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how often the daemon has been started again.
	 * @return the count
	 */
	public int restarts() {
		return this.restarts.get();
	}

	/**
	 * Return whether the daemon was adopted.
	 * @return whether it was
	 */
	public boolean adopted() {
		this.lock.lock();
		try {
			return this.process != null && this.process.adopted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the last lines of the daemon's log, for an error message.
	 * @return the lines
	 */
	public String lastLogLines() {
		DaemonLog current = this.log;
		return (current != null) ? current.lastLines() : "";
	}

	/**
	 * Stop the daemon and remove its files. What survives a reboot stays, and so do the
	 * bundles of containers that outlive it.
	 */
	@Override
	public void close() {
		DaemonProcess last;
		this.lock.lock();
		try {
			this.stopping = true;
			last = this.process;
			this.process = null;
			if (this.healthChecks != null) {
				this.healthChecks.cancel(false);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (last != null) {
			last.stop(STOP_GRACE);
		}
		if (this.log != null) {
			this.log.close();
		}
		DaemonSettings current = this.settings.get();
		for (Path file : List.of(current.pidFile(), current.config(), current.socket(),
				Path.of(current.socket() + ".ttrpc"), current.logFile())) {
			try {
				Files.deleteIfExists(file);
			}
			catch (IOException ex) {
				logger.warn("Could not remove {}", file, ex);
			}
		}
		StateLeftovers.remove(current.state());
	}

	/** Is told what happens to the daemon. */
	public interface Listener {

		/**
		 * The daemon has ended, does not answer, or can't be started.
		 * @param problem in words
		 */
		void failed(String problem);

		/**
		 * The daemon was started again; it may not answer yet.
		 * @param pid its process id
		 */
		void restarted(int pid);

	}

}

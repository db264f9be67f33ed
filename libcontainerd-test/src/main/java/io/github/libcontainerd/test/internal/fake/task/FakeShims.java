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

package io.github.libcontainerd.test.internal.fake.task;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.event.TaskDelete;
import io.github.libcontainerd.internal.grpc.api.event.TaskExit;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.Rpc;

/**
 * The tasks of all namespaces, each with its shim, and what happens when a shim dies.
 */
public final class FakeShims {

	/** So long the daemon takes to clean up after a dead shim. */
	private static final Duration CLEANUP_DELAY = Duration.ofMillis(120);

	private final FakeDaemon daemon;

	private final FakeBacklog backlog;

	private final Function<Container, TaskBehaviour> behaviour;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Map<String, FakeTask>> tasks = new TreeMap<>();

	/** No process of the host can have one of these: the kernel ends at 2^22. */
	private final AtomicInteger pids = new AtomicInteger(1 << 23);

	private final AtomicInteger crashes = new AtomicInteger();

	public FakeShims(FakeDaemon daemon, Function<Container, TaskBehaviour> behaviour) {
		this.daemon = daemon;
		this.backlog = new FakeBacklog(daemon.events());
		this.behaviour = behaviour;
	}

	FakeDaemon daemon() {
		return this.daemon;
	}

	public FakeBacklog backlog() {
		return this.backlog;
	}

	/** How a new task of a container behaves. */
	TaskBehaviour behaviour(Container container) {
		return this.behaviour.apply(container);
	}

	int nextPid() {
		return this.pids.getAndIncrement();
	}

	private <T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	public List<FakeTask> tasks(String namespace) {
		return locked(() -> List.copyOf(this.tasks.getOrDefault(namespace, Map.of()).values()));
	}

	public List<FakeTask> all() {
		return locked(() -> this.tasks.values().stream().flatMap((map) -> map.values().stream()).toList());
	}

	public @Nullable FakeTask task(String namespace, String id) {
		return locked(() -> this.tasks.getOrDefault(namespace, Map.of()).get(id));
	}

	/**
	 * Add a task.
	 * @return whether there was none with its id
	 */
	boolean add(FakeTask task) {
		return locked(() -> this.tasks.computeIfAbsent(task.namespace(), (name) -> new LinkedHashMap<>())
			.putIfAbsent(task.id(), task) == null);
	}

	public void remove(FakeTask task) {
		locked(() -> this.tasks.getOrDefault(task.namespace(), new LinkedHashMap<>()).remove(task.id(), task));
	}

	/** What a restart of the daemon does from 1.7 on. */
	public void forgetStopped() {
		for (FakeTask task : all()) {
			if (task.init().status() == Status.STOPPED) {
				remove(task);
				this.backlog.forget(task);
				task.dispose();
			}
		}
	}

	/** How many shims have crashed. */
	public int crashes() {
		return this.crashes.get();
	}

	/** A shim crashed that had no task yet. */
	void countCrash() {
		this.crashes.incrementAndGet();
	}

	/**
	 * Crash a shim: pending waits fail, and the daemon cleans up soon after.
	 * @return what the caller sees
	 */
	public StatusRuntimeException crash(FakeTask task) {
		countCrash();
		for (FakeProcess process : task.processes()) {
			process.exit.completeExceptionally(Rpc.unknown("ttrpc: closed"));
		}
		task.dispose();
		this.daemon.later(CLEANUP_DELAY, () -> cleanUp(task));
		return Rpc.unknown("ttrpc: closed");
	}

	private void cleanUp(FakeTask task) {
		remove(task);
		var now = FakeEvents.timestamp(Instant.now());
		int pid = task.init().pid();
		this.backlog.publish(task.namespace(), task.id(), "/tasks/exit",
				TaskExit.newBuilder()
					.setContainerId(task.id())
					.setId(task.id())
					.setPid(pid)
					.setExitStatus(137)
					.setExitedAt(now)
					.build());
		this.backlog.publish(task.namespace(), task.id(), "/tasks/delete",
				TaskDelete.newBuilder()
					.setContainerId(task.id())
					.setPid(pid)
					.setExitStatus(137)
					.setExitedAt(now)
					.build());
	}

}

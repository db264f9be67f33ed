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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.cgroups1.CPUStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.CPUUsage;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryEntry;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryOomControl;
import io.github.libcontainerd.internal.grpc.api.cgroups1.MemoryStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.Metrics;
import io.github.libcontainerd.internal.grpc.api.cgroups1.PidsStat;
import io.github.libcontainerd.internal.grpc.api.cgroups1.Throttle;
import io.github.libcontainerd.internal.grpc.api.event.TaskDelete;
import io.github.libcontainerd.internal.grpc.api.event.TaskExit;
import io.github.libcontainerd.internal.grpc.api.event.TaskOOM;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.shell.FakeSpec;

/**
 * A task with its shim: the part of the fake that lives on while the daemon is down.
 */
public final class FakeTask {

	private static final long NO_LIMIT = 9223372036854771712L;

	private final FakeShims shims;

	private final String namespace;

	private final String id;

	private final TaskBehaviour behaviour;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Map<String, FakeProcess> execs = new LinkedHashMap<>();

	private final List<FakeRun> ghosts = new ArrayList<>();

	private final List<Runnable> resumed = new ArrayList<>();

	private final AtomicInteger executions = new AtomicInteger();

	private final long createdAt = System.nanoTime();

	private @Nullable FakeProcess init;

	private @Nullable FakeSpec spec;

	private volatile @Nullable FakePorts ports;

	private volatile boolean paused;

	private volatile boolean dead;

	private volatile boolean poisoned;

	private volatile int oomKills;

	private volatile long memoryLimit = NO_LIMIT;

	private volatile @Nullable Metrics metrics;

	FakeTask(FakeShims shims, String namespace, String id, TaskBehaviour behaviour) {
		this.shims = shims;
		this.namespace = namespace;
		this.id = id;
		this.behaviour = behaviour;
	}

	String namespace() {
		return this.namespace;
	}

	String id() {
		return this.id;
	}

	TaskBehaviour behaviour() {
		return this.behaviour;
	}

	ReentrantLock lock() {
		return this.lock;
	}

	Condition changed() {
		return this.changed;
	}

	Random random() {
		return this.shims.daemon().random();
	}

	public FakeProcess init() {
		FakeProcess process = this.init;
		if (process == null) {
			throw Rpc.notFound("task " + this.id + " not found");
		}
		return process;
	}

	public void init(FakeProcess process, FakeSpec containerSpec) {
		this.init = process;
		this.spec = containerSpec;
	}

	FakeSpec spec() {
		FakeSpec result = this.spec;
		if (result == null) {
			throw new IllegalStateException("not created");
		}
		return result;
	}

	/** The execs; only with the lock. */
	Map<String, FakeProcess> execs() {
		return this.execs;
	}

	public List<FakeProcess> processes() {
		this.lock.lock();
		try {
			List<FakeProcess> processes = new ArrayList<>();
			processes.add(init());
			processes.addAll(this.execs.values());
			return processes;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isPaused() {
		return this.paused;
	}

	void pause(boolean now) {
		this.lock.lock();
		try {
			this.paused = now;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A signal to an exec of a paused container is not acted upon before it resumes. */
	void afterResume(Runnable action) {
		this.lock.lock();
		try {
			this.resumed.add(action);
		}
		finally {
			this.lock.unlock();
		}
	}

	void resume() {
		List<Runnable> actions;
		this.lock.lock();
		try {
			actions = List.copyOf(this.resumed);
			this.resumed.clear();
		}
		finally {
			this.lock.unlock();
		}
		pause(false);
		actions.forEach(Runnable::run);
	}

	public AtomicInteger executions() {
		return this.executions;
	}

	/**
	 * From 1.7 on, the shim panics at the end of the init process if a running exec was
	 * started again.
	 */
	void poison() {
		this.poisoned = !this.shims.daemon().information().isOneSix();
	}

	/**
	 * Crash the shim if it is bound to.
	 * @return whether it crashed
	 */
	boolean crashIfPoisoned() {
		if (this.poisoned) {
			this.poisoned = false;
			this.shims.crash(this);
			return true;
		}
		return false;
	}

	void ghost(@Nullable FakeRun run) {
		if (run != null) {
			this.ghosts.add(run);
		}
	}

	/** The pid namespace ends with its init process. */
	/**
	 * Set what listens for it until it ends.
	 */
	void ports(FakePorts opened) {
		this.ports = opened;
	}

	private void closePorts() {
		FakePorts open = this.ports;
		if (open != null) {
			open.close();
		}
	}

	void initEnded() {
		closePorts();
		pause(false);
		init().destroy();
		for (FakeProcess process : processes()) {
			if (!process.init) {
				process.destroy();
			}
		}
		this.ghosts.forEach(FakeRun::destroy);
	}

	/** Kill what runs and close what is open, without a word. */
	public void dispose() {
		this.dead = true;
		closePorts();
		for (FakeProcess process : processes()) {
			process.destroy();
			FakeStdio stdio = process.stdio();
			if (stdio != null) {
				stdio.close();
			}
		}
		this.ghosts.forEach(FakeRun::destroy);
	}

	void publish(String topic, Message event) {
		if (!this.dead) {
			this.shims.backlog().publish(this.namespace, this.id, topic, event);
		}
	}

	void publishExit(FakeProcess process, Timestamp exitedAt) {
		TaskExit event = TaskExit.newBuilder()
			.setContainerId(this.id)
			.setId(process.id)
			.setPid(process.pid())
			.setExitStatus(process.exitStatus())
			.setExitedAt(exitedAt)
			.build();
		for (int i = 0; i < this.behaviour.exitEvents(); i++) {
			if (this.behaviour.exitEventDelay().isZero()) {
				publish("/tasks/exit", event);
			}
			else {
				this.shims.daemon().later(this.behaviour.exitEventDelay(), () -> publish("/tasks/exit", event));
			}
		}
	}

	void publishDelete(FakeProcess process) {
		publish("/tasks/delete",
				TaskDelete.newBuilder()
					.setContainerId(this.id)
					.setPid(process.pid())
					.setExitStatus(process.exitStatus())
					.setExitedAt(process.deleted().getExitedAt())
					.build());
	}

	public void runOutOfMemory(int events) {
		this.oomKills++;
		for (int i = 0; i < events; i++) {
			publish("/tasks/oom", TaskOOM.newBuilder().setContainerId(this.id).build());
		}
	}

	void limitMemory(long limit) {
		this.memoryLimit = limit;
	}

	public void metrics(Metrics fixed) {
		this.metrics = fixed;
	}

	public Metrics metrics() {
		Metrics fixed = this.metrics;
		if (fixed != null) {
			return fixed;
		}
		long age = System.nanoTime() - this.createdAt;
		long usage = 1 << 20;
		return Metrics.newBuilder()
			.setPids(PidsStat.newBuilder().setCurrent(processes().stream().filter(FakeProcess::isRunning).count()))
			.setCpu(CPUStat.newBuilder()
				.setUsage(CPUUsage.newBuilder().setTotal(age / 100).setKernel(age / 300).setUser(age / 150))
				.setThrottling(Throttle.getDefaultInstance()))
			.setMemory(MemoryStat.newBuilder()
				.setTotalRss(usage / 2)
				.setTotalInactiveFile(usage / 4)
				.setHierarchicalMemoryLimit(this.memoryLimit)
				.setUsage(
						MemoryEntry.newBuilder().setLimit(this.memoryLimit).setUsage(usage).setMax(usage * 2).build()))
			.setMemoryOomControl(MemoryOomControl.newBuilder().setOomKill(this.oomKills))
			.build();
	}

}

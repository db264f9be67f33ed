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

import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.tasks.DeleteResponse;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitResponse;
import io.github.libcontainerd.internal.grpc.api.types.Process;
import io.github.libcontainerd.internal.grpc.api.types.Status;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.shell.FakeSpec;

/**
 * The init process of a task or an exec. Guarded by the task's lock.
 */
public final class FakeProcess {

	final FakeTask task;

	final String id;

	final boolean init;

	final Streams streams;

	final com.google.protobuf.Any specification;

	final CompletableFuture<WaitResponse> exit = new CompletableFuture<>();

	/** The exit event was handed over, which a deletion does not overtake. */
	final CompletableFuture<Void> announced = new CompletableFuture<>();

	private @Nullable FakeRun run;

	private @Nullable FakeStdio stdio;

	private int pid;

	private Status status = Status.CREATED;

	private int exitStatus;

	private Timestamp exitedAt = FakeEvents.NEVER;

	private boolean starting;

	private @Nullable Integer exitWhileStarting;

	FakeProcess(FakeTask task, String id, boolean init, Streams streams, com.google.protobuf.Any specification) {
		this.task = task;
		this.id = id;
		this.init = init;
		this.streams = streams;
		this.specification = specification;
	}

	void prepare(int newPid, FakeStdio newStdio) {
		this.pid = newPid;
		this.stdio = newStdio;
	}

	int pid() {
		return this.pid;
	}

	/**
	 * A pause shows in all processes that have not ended, even in those that have not
	 * begun.
	 */
	Status status() {
		return (this.task.isPaused() && this.status != Status.STOPPED) ? Status.PAUSED : this.status;
	}

	String word() {
		return status().name().toLowerCase(java.util.Locale.ROOT);
	}

	boolean isRunning() {
		return this.status == Status.RUNNING;
	}

	@Nullable FakeStdio stdio() {
		return this.stdio;
	}

	@Nullable FakeRun run() {
		return this.run;
	}

	public Process describe() {
		return Process.newBuilder()
			.setId(this.id)
			.setPid(this.pid)
			.setStatus(status())
			.setStdin(this.streams.stdin())
			.setStdout(this.streams.stdout())
			.setStderr(this.streams.stderr())
			.setTerminal(this.streams.terminal())
			.setExitStatus(this.exitStatus)
			.setExitedAt(this.exitedAt)
			.build();
	}

	DeleteResponse deleted() {
		return DeleteResponse.newBuilder()
			.setId(this.init ? "" : this.id)
			.setPid(this.pid)
			.setExitStatus(this.exitStatus)
			.setExitedAt(this.exitedAt)
			.build();
	}

	/**
	 * Begin to run; an exit is kept back until {@link #started}.
	 */
	FakeRun begin(FakeSpec spec, FakeStdio runStdio) {
		FakeRun[] self = new FakeRun[1];
		FakeRun newRun = new FakeRun(this.task, spec, runStdio, this.init, (code) -> ended(self[0], code));
		self[0] = newRun;
		this.task.lock().lock();
		try {
			this.run = newRun;
			this.starting = true;
			this.exitWhileStarting = null;
		}
		finally {
			this.task.lock().unlock();
		}
		return newRun;
	}

	/** The streams could not be opened: it runs on, unknown to the daemon. */
	void abandon() {
		this.task.lock().lock();
		try {
			this.starting = false;
			this.task.ghost(this.run);
			this.run = null;
		}
		finally {
			this.task.lock().unlock();
		}
	}

	/**
	 * A command that could not be run: it stays created, and waiting for it does not
	 * block.
	 */
	void failed() {
		this.exit.complete(WaitResponse.newBuilder().setExitedAt(FakeEvents.NEVER).build());
	}

	/**
	 * It counts as running from now on.
	 */
	void started(int newPid, FakeStdio newStdio) {
		Integer code;
		this.task.lock().lock();
		try {
			this.pid = newPid;
			this.stdio = newStdio;
			this.status = Status.RUNNING;
			this.starting = false;
			code = this.exitWhileStarting;
		}
		finally {
			this.task.lock().unlock();
		}
		if (code != null) {
			exited(code);
		}
	}

	private void ended(FakeRun which, int code) {
		this.task.lock().lock();
		try {
			if (this.run != which) {
				return;
			}
			if (this.starting) {
				this.exitWhileStarting = code;
				return;
			}
		}
		finally {
			this.task.lock().unlock();
		}
		exited(code);
	}

	/**
	 * Become stopped and tell everybody, waiters mostly before subscribers.
	 */
	void exited(int code) {
		if (this.init && this.task.crashIfPoisoned()) {
			return;
		}
		WaitResponse response;
		this.task.lock().lock();
		try {
			if (this.status == Status.STOPPED) {
				return;
			}
			this.status = Status.STOPPED;
			this.exitStatus = code;
			this.exitedAt = FakeEvents.timestamp(Instant.now());
			response = WaitResponse.newBuilder().setExitStatus(code).setExitedAt(this.exitedAt).build();
			this.task.changed().signalAll();
		}
		finally {
			this.task.lock().unlock();
		}
		if (this.init) {
			this.task.initEnded();
		}
		Random random = this.task.random();
		boolean eventFirst = random.nextInt(100) < 7;
		if (eventFirst) {
			this.task.publishExit(this, this.exitedAt);
		}
		this.exit.complete(response);
		if (!eventFirst) {
			this.task.publishExit(this, this.exitedAt);
		}
		this.announced.complete(null);
	}

	int exitStatus() {
		return this.exitStatus;
	}

	void signal(int signal) {
		FakeRun current = this.run;
		if (current != null) {
			current.signal(signal);
		}
		else if (this.init && signal == 9) {
			exited(137);
		}
	}

	void destroy() {
		FakeRun current = this.run;
		if (current != null) {
			current.destroy();
		}
		FakeStdio streamsOpen = this.stdio;
		if (streamsOpen != null) {
			streamsOpen.closeProcessSide();
		}
	}

	/**
	 * Where its streams lie.
	 */
	record Streams(String stdin, String stdout, String stderr, boolean terminal) {

		FakeStdio open() {
			return new FakeStdio(this.stdin, this.stdout, this.stderr, this.terminal);
		}

	}

}

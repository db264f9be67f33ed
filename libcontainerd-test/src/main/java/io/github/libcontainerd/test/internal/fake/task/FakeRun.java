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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

import io.github.libcontainerd.test.internal.fake.shell.FakeProgram;
import io.github.libcontainerd.test.internal.fake.shell.FakeShell;
import io.github.libcontainerd.test.internal.fake.shell.FakeShellParser;
import io.github.libcontainerd.test.internal.fake.shell.FakeSpec;
import io.github.libcontainerd.test.internal.fake.shell.ProgramEnded;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * One running program: its threads, its signals and its end.
 */
final class FakeRun implements FakeProgram {

	private static final Set<Integer> IGNORED_BY_DEFAULT = Set.of(17, 18, 19, 23, 28);

	private final FakeTask task;

	private final FakeSpec spec;

	private final FakeStdio stdio;

	private final boolean init;

	private final IntConsumer onExit;

	private final ReentrantLock lock;

	private final Condition changed;

	private final Map<Integer, String> traps = new HashMap<>();

	private final Deque<Integer> pending = new ArrayDeque<>();

	private final List<Thread> foreground = new ArrayList<>();

	private final List<Thread> background = new ArrayList<>();

	private boolean ended;

	private boolean destroyed;

	private volatile String terminalSize = "0 0";

	FakeRun(FakeTask task, FakeSpec spec, FakeStdio stdio, boolean init, IntConsumer onExit) {
		this.task = task;
		this.spec = spec;
		this.stdio = stdio;
		this.init = init;
		this.onExit = onExit;
		this.lock = task.lock();
		this.changed = task.changed();
	}

	@Override
	public boolean isInit() {
		return this.init;
	}

	void start() {
		start("", "");
	}

	void start(String stdout, String stderr) {
		FakeShell shell = new FakeShell(this, this.spec, false, this.stdio.processIn(), this.stdio.processOut(),
				this.stdio.processErr());
		spawn(() -> {
			int status;
			try {
				write(shell, stdout, stderr);
				status = shell.execute(this.spec.args());
			}
			catch (ProgramEnded ex) {
				status = ex.status();
			}
			catch (RuntimeException ex) {
				status = 125;
			}
			finally {
				shell.closeOutputs();
			}
			end(status);
		}, false);
	}

	/**
	 * Exit without running a program.
	 */
	void startScripted(String stdout, String stderr, Duration after, int status, Runnable before) {
		FakeShell shell = new FakeShell(this, this.spec, false, this.stdio.processIn(), this.stdio.processOut(),
				this.stdio.processErr());
		spawn(() -> {
			try {
				write(shell, stdout, stderr);
				sleep(shell, after.toNanos());
				before.run();
				shell.closeOutputs();
				end(status);
			}
			catch (ProgramEnded ex) {
				shell.closeOutputs();
			}
		}, false);
	}

	private static void write(FakeShell shell, String stdout, String stderr) {
		if (!stdout.isEmpty()) {
			shell.print(shell.out, stdout);
		}
		if (!stderr.isEmpty()) {
			shell.print(shell.err, stderr);
		}
	}

	@Override
	public void spawn(Runnable body, boolean inBackground) {
		Thread thread = Threads.thread("fake-process-" + this.task.id(), () -> {
			try {
				body.run();
			}
			catch (ProgramEnded ignored) {
				// Killed.
			}
		});
		this.lock.lock();
		try {
			(inBackground ? this.background : this.foreground).add(thread);
			if (this.destroyed || (this.ended && !inBackground)) {
				throw new ProgramEnded(137);
			}
			thread.start();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void end(int status) {
		this.lock.lock();
		try {
			if (this.ended) {
				return;
			}
			this.ended = true;
			this.foreground.forEach(Thread::interrupt);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		Thread.interrupted();
		this.onExit.accept(status);
	}

	/**
	 * Everything of it dies, as with the init process.
	 */
	void destroy() {
		end(137);
		this.lock.lock();
		try {
			this.destroyed = true;
			this.foreground.forEach(Thread::interrupt);
			this.background.forEach(Thread::interrupt);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.stdio.closeProcessSide();
	}

	/**
	 * Send a signal.
	 */
	void signal(int signal) {
		this.lock.lock();
		try {
			if (signal == 0 || this.ended) {
				return;
			}
			String trap = this.traps.get(signal);
			if (trap != null && signal != 9) {
				if (!trap.isEmpty()) {
					this.pending.add(signal);
					this.changed.signalAll();
				}
				return;
			}
			if (signal != 9 && (this.init || IGNORED_BY_DEFAULT.contains(signal))) {
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		end(128 + signal);
	}

	@Override
	public void runOutOfMemory() {
		this.task.runOutOfMemory(1);
		throw new ProgramEnded(137);
	}

	@Override
	public void signalSelf(int signal) {
		if (!this.init || this.traps.containsKey(signal)) {
			signal(signal);
		}
	}

	@Override
	public void trap(int signal, String command) {
		this.lock.lock();
		try {
			if (command.equals("-")) {
				this.traps.remove(signal);
			}
			else {
				this.traps.put(signal, command);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean hasPendingTrap() {
		this.lock.lock();
		try {
			return !this.pending.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	void resize(int width, int height) {
		this.terminalSize = height + " " + width;
	}

	@Override
	public String terminalSize() {
		return this.terminalSize;
	}

	@Override
	public void gate(FakeShell shell) {
		Integer signal = null;
		this.lock.lock();
		try {
			awaitAlive(shell);
			if (!shell.background) {
				signal = this.pending.poll();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (signal != null) {
			String command = this.traps.getOrDefault(signal, "");
			FakeShellParser.parse(command).run(shell);
		}
	}

	private void awaitAlive(FakeShell shell) {
		for (;;) {
			if (this.destroyed || (this.ended && !shell.background)) {
				throw new ProgramEnded(137);
			}
			if (!this.task.isPaused()) {
				return;
			}
			await(Long.MAX_VALUE);
		}
	}

	@Override
	public void sleep(FakeShell shell, long nanos) {
		this.lock.lock();
		try {
			long deadline = System.nanoTime() + nanos;
			awaitAlive(shell);
			for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
				await(left);
				awaitAlive(shell);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void await(long nanos) {
		try {
			if (nanos == Long.MAX_VALUE) {
				this.changed.await();
			}
			else {
				long left = this.changed.awaitNanos(nanos);
				assert left <= nanos;
			}
		}
		catch (InterruptedException ex) {
			// The flags tell whether it was killed.
			Thread.interrupted();
		}
	}

}

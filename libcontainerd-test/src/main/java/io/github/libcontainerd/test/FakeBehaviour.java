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

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.fake.task.PortService;
import io.github.libcontainerd.test.internal.fake.task.TaskBehaviour;

/**
 * How a container's task behaves, instead of just running its command. Immutable; start
 * with {@link #normal()}.
 */
public final class FakeBehaviour {

	private static final FakeBehaviour NORMAL = new FakeBehaviour(TaskBehaviour.NORMAL);

	private final TaskBehaviour task;

	private FakeBehaviour(TaskBehaviour task) {
		this.task = task;
	}

	/**
	 * Run the command.
	 * @return the behaviour
	 */
	public static FakeBehaviour normal() {
		return NORMAL;
	}

	/**
	 * Run out of memory.
	 * @param events how many events are sent, for there are many with cgroup v1
	 * @param after when, counted from its start
	 * @return the behaviour
	 */
	public FakeBehaviour outOfMemory(int events, Duration after) {
		return new FakeBehaviour(new TaskBehaviour(events, after, this.task.exit(), this.task.exitAfter(),
				this.task.exitEvents(), this.task.exitEventDelay(), this.task.staleExitEvent(),
				this.task.startAnswersAfterExit(), this.task.stdout(), this.task.stderr(), this.task.ports()));
	}

	/**
	 * Exit without running the command.
	 * @param status the exit status
	 * @param after when, counted from its start
	 * @return the behaviour
	 */
	public FakeBehaviour exit(int status, Duration after) {
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), status, after,
				this.task.exitEvents(), this.task.exitEventDelay(), this.task.staleExitEvent(),
				this.task.startAnswersAfterExit(), this.task.stdout(), this.task.stderr(), this.task.ports()));
	}

	/**
	 * Write something at the start, before the command is run or what is scripted instead
	 * of it.
	 * @param toStdout what it writes to standard output, with all line ends
	 * @param toStderr what it writes to standard error, with all line ends
	 * @return the behaviour
	 */
	public FakeBehaviour output(String toStdout, String toStderr) {
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), this.task.exit(),
				this.task.exitAfter(), this.task.exitEvents(), this.task.exitEventDelay(), this.task.staleExitEvent(),
				this.task.startAnswersAfterExit(), toStdout, toStderr, this.task.ports()));
	}

	/**
	 * Never send an exit event, as after a long outage.
	 * @return the behaviour
	 */
	public FakeBehaviour lostExitEvents() {
		return exitEvents(0);
	}

	/**
	 * Send each exit event twice.
	 * @return the behaviour
	 */
	public FakeBehaviour duplicatedExitEvents() {
		return exitEvents(2);
	}

	private FakeBehaviour exitEvents(int copies) {
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), this.task.exit(),
				this.task.exitAfter(), copies, this.task.exitEventDelay(), this.task.staleExitEvent(),
				this.task.startAnswersAfterExit(), this.task.stdout(), this.task.stderr(), this.task.ports()));
	}

	/**
	 * Send exit events late.
	 * @param delay how late
	 * @return the behaviour
	 */
	public FakeBehaviour delayedExitEvents(Duration delay) {
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), this.task.exit(),
				this.task.exitAfter(), this.task.exitEvents(), delay, this.task.staleExitEvent(),
				this.task.startAnswersAfterExit(), this.task.stdout(), this.task.stderr(), this.task.ports()));
	}

	/**
	 * Send an exit event of another process with the same ids when a process starts.
	 * @return the behaviour
	 */
	public FakeBehaviour staleExitEvents() {
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), this.task.exit(),
				this.task.exitAfter(), this.task.exitEvents(), this.task.exitEventDelay(), true,
				this.task.startAnswersAfterExit(), this.task.stdout(), this.task.stderr(), this.task.ports()));
	}

	/**
	 * Answer {@code Start} only after the process has exited and its event was sent.
	 * @return the behaviour
	 */
	public FakeBehaviour exitBeforeStartAnswer() {
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), this.task.exit(),
				this.task.exitAfter(), this.task.exitEvents(), this.task.exitEventDelay(), this.task.staleExitEvent(),
				true, this.task.stdout(), this.task.stderr(), this.task.ports()));
	}

	/**
	 * Answer at a port while the container runs, also instead of running its command. The
	 * port answers where it is published; one that is published and has no service
	 * accepts connections and closes them.
	 * @param containerPort the TCP port of the container
	 * @param service what is done with a connection
	 * @return the behaviour
	 */
	public FakeBehaviour answers(int containerPort, FakeService service) {
		Map<Integer, PortService> ports = new HashMap<>(this.task.ports());
		ports.put(containerPort, service::serve);
		return new FakeBehaviour(new TaskBehaviour(this.task.oomEvents(), this.task.oomAfter(), this.task.exit(),
				this.task.exitAfter(), this.task.exitEvents(), this.task.exitEventDelay(), this.task.staleExitEvent(),
				this.task.startAnswersAfterExit(), this.task.stdout(), this.task.stderr(), ports));
	}

	TaskBehaviour task() {
		return this.task;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FakeBehaviour behaviour && this.task.equals(behaviour.task);
	}

	@Override
	public int hashCode() {
		return this.task.hashCode();
	}

	@Override
	public String toString() {
		return this.task.toString();
	}

}

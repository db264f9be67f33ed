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

import org.jspecify.annotations.Nullable;

/**
 * How a container's task behaves, instead of just running its command. Immutable; start
 * with {@link #normal()}.
 *
 * @param oomEvents how many {@code TaskOOM} events are sent before it exits with 137, or
 * 0
 * @param oomAfter when, counted from its start
 * @param exit an exit status that replaces running the command, or {@code null}
 * @param exitAfter when it exits with it
 * @param exitEvents how many copies of each exit event are sent
 * @param exitEventDelay how late exit events are
 * @param staleExitEvent whether an exit event of an older process is sent when it starts
 * @param startAnswersAfterExit whether {@code Start} is answered only after the exit
 * event
 * @param stdout what it writes to standard output at its start, or an empty string
 * @param stderr what it writes to standard error at its start, or an empty string
 */
public record FakeBehaviour(int oomEvents, Duration oomAfter, @Nullable Integer exit, Duration exitAfter,
		int exitEvents, Duration exitEventDelay, boolean staleExitEvent, boolean startAnswersAfterExit, String stdout,
		String stderr) {

	/**
	 * Run the command.
	 * @return the behaviour
	 */
	public static FakeBehaviour normal() {
		return new FakeBehaviour(0, Duration.ZERO, null, Duration.ZERO, 1, Duration.ZERO, false, false, "", "");
	}

	/** Whether the command has to be there. */
	boolean runsCommand() {
		return this.exit == null && this.oomEvents == 0;
	}

	/**
	 * Run out of memory.
	 * @param events how many events are sent, for there are many with cgroup v1
	 * @param after when, counted from its start
	 * @return the behaviour
	 */
	public FakeBehaviour outOfMemory(int events, Duration after) {
		return new FakeBehaviour(events, after, this.exit, this.exitAfter, this.exitEvents, this.exitEventDelay,
				this.staleExitEvent, this.startAnswersAfterExit, this.stdout, this.stderr);
	}

	/**
	 * Exit without running the command.
	 * @param status the exit status
	 * @param after when, counted from its start
	 * @return the behaviour
	 */
	public FakeBehaviour exit(int status, Duration after) {
		return new FakeBehaviour(this.oomEvents, this.oomAfter, status, after, this.exitEvents, this.exitEventDelay,
				this.staleExitEvent, this.startAnswersAfterExit, this.stdout, this.stderr);
	}

	/**
	 * Write something at the start, before the command is run or what is scripted instead
	 * of it.
	 * @param toStdout what it writes to standard output, with all line ends
	 * @param toStderr what it writes to standard error, with all line ends
	 * @return the behaviour
	 */
	public FakeBehaviour output(String toStdout, String toStderr) {
		return new FakeBehaviour(this.oomEvents, this.oomAfter, this.exit, this.exitAfter, this.exitEvents,
				this.exitEventDelay, this.staleExitEvent, this.startAnswersAfterExit, toStdout, toStderr);
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
		return new FakeBehaviour(this.oomEvents, this.oomAfter, this.exit, this.exitAfter, copies, this.exitEventDelay,
				this.staleExitEvent, this.startAnswersAfterExit, this.stdout, this.stderr);
	}

	/**
	 * Send exit events late.
	 * @param delay how late
	 * @return the behaviour
	 */
	public FakeBehaviour delayedExitEvents(Duration delay) {
		return new FakeBehaviour(this.oomEvents, this.oomAfter, this.exit, this.exitAfter, this.exitEvents, delay,
				this.staleExitEvent, this.startAnswersAfterExit, this.stdout, this.stderr);
	}

	/**
	 * Send an exit event of another process with the same ids when a process starts.
	 * @return the behaviour
	 */
	public FakeBehaviour staleExitEvents() {
		return new FakeBehaviour(this.oomEvents, this.oomAfter, this.exit, this.exitAfter, this.exitEvents,
				this.exitEventDelay, true, this.startAnswersAfterExit, this.stdout, this.stderr);
	}

	/**
	 * Answer {@code Start} only after the process has exited and its event was sent.
	 * @return the behaviour
	 */
	public FakeBehaviour exitBeforeStartAnswer() {
		return new FakeBehaviour(this.oomEvents, this.oomAfter, this.exit, this.exitAfter, this.exitEvents,
				this.exitEventDelay, this.staleExitEvent, true, this.stdout, this.stderr);
	}

}

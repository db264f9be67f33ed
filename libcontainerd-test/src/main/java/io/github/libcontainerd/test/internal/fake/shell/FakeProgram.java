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

package io.github.libcontainerd.test.internal.fake.shell;

/**
 * The process that a shell runs in.
 */
public interface FakeProgram {

	/** Whether it is pid 1 of its container. */
	boolean isInit();

	/**
	 * Run a part of it in a thread of its own.
	 * @param body what to run
	 * @param background whether it lives on when the program has ended
	 */
	void spawn(Runnable body, boolean background);

	/** Stop here while paused, end here when killed, and run traps. */
	void gate(FakeShell shell);

	/** Sleep; the time of a pause counts. */
	void sleep(FakeShell shell, long nanos);

	/** Run a command when a signal arrives; {@code -} takes it back. */
	void trap(int signal, String command);

	/** Whether a signal has arrived whose command has not been run yet. */
	boolean hasPendingTrap();

	/** From inside, pid 1 is not even reached by SIGKILL. */
	void signalSelf(int signal);

	/** Ask for more memory than there is. */
	void runOutOfMemory();

	/** The rows and columns of its terminal, as {@code stty size} prints them. */
	String terminalSize();

}

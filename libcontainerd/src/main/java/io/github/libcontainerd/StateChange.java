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

package io.github.libcontainerd;

/**
 * What a {@link StateInfo} reports: a kind of change, with the name of libcontainerd
 * v1.12.2 ({@code types.go}). What a container is doing now is its
 * {@link ContainerStatus}.
 *
 * @since 0.1.0
 */
public enum StateChange {

	/**
	 * A run of the container has started; {@link StateInfo#pid()} is its init process.
	 */
	START("start-container"),

	/** Every process of the container is frozen. */
	PAUSE("pause"),

	/** A paused container continues. */
	RESUME("resume"),

	/** The container has ended and everything it held has been released. */
	EXIT("exit"),

	/**
	 * A run has ended and the restart policy will start another one; replaces
	 * {@link #EXIT} for that run.
	 */
	RESTART("restart"),

	/** A container that was running before this client existed has been taken over. */
	RESTORE("restore"),

	/** An additional process has started (never sent by v1.12.2, though declared). */
	START_PROCESS("start-process"),

	/** An additional process has ended. */
	EXIT_PROCESS("exit-process"),

	/**
	 * The kernel killed a process of the container for lack of memory; at most once per
	 * run. The container keeps running if that was not its init process.
	 */
	OOM("oom"),

	/**
	 * The health check of the container says something else than before; see
	 * {@link ContainerInfo#health()}. Not sent by v1.12.2, whose daemon kept the health.
	 */
	HEALTH("health");

	private final String value;

	StateChange(String value) {
		this.value = value;
	}

	/**
	 * Return the name that libcontainerd v1.12.2 gave this state.
	 * @return the name, such as {@code start-container}
	 */
	public String value() {
		return this.value;
	}

}

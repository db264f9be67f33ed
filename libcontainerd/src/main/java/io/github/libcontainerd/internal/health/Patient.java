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
package io.github.libcontainerd.internal.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.health.HealthCheck;

/**
 * A container, for who looks after its health.
 */
public interface Patient {

	/**
	 * Return the serial queue that owns its state.
	 */
	Executor queue();

	/**
	 * Return whether it is paused, so that no check can end.
	 */
	boolean isPaused();

	/**
	 * Run a check, and kill it when its time is up. May block.
	 * @return how it has ended; {@code null} when nobody can say
	 */
	CompletableFuture<@Nullable CheckResult> examine(HealthCheck check);

	/**
	 * Its health is known; called by the queue.
	 * @param health the health; {@code null} when it is not running
	 * @param changed whether somebody has to be notified
	 */
	void diagnosed(@Nullable ContainerHealth health, boolean changed);

}

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
package io.github.libcontainerd.boot.event;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;

/**
 * Published when the health check of a container says something else than before. What
 * the check has written is in
 * {@link io.github.libcontainerd.run.RunningContainer#health()}.
 *
 * @since 0.1.0
 */
public final class ContainerHealthChangedEvent extends ContainerStateChangedEvent {

	private static final long serialVersionUID = 1L;

	private final HealthStatus health;

	ContainerHealthChangedEvent(Client source, String containerId, StateInfo stateInfo, Map<String, String> labels,
			@Nullable String image, @Nullable HealthStatus health) {
		super(source, containerId, stateInfo, labels, image);
		this.health = (health != null) ? health : HealthStatus.STARTING;
	}

	/**
	 * Return what the health check says now.
	 * @return the health; {@link HealthStatus#STARTING} when nobody said it
	 */
	public HealthStatus getHealth() {
		return this.health;
	}

	/**
	 * Whether the container does what it is for.
	 * @return {@code false} when too many checks in a row have failed
	 */
	public boolean isHealthy() {
		return this.health == HealthStatus.HEALTHY;
	}

}

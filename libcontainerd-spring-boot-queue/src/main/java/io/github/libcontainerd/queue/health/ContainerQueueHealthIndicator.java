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

package io.github.libcontainerd.queue.health;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.github.libcontainerd.queue.engine.NodeStatus;
import io.github.libcontainerd.queue.engine.QueueEngine;

/**
 * Health of the queue: up while it can be reached. It tells how many workers there are.
 *
 * @since 0.1.0
 */
public final class ContainerQueueHealthIndicator extends AbstractHealthIndicator {

	private static final Duration SILENT = Duration.ofSeconds(30);

	private final QueueEngine engine;

	/**
	 * Create it.
	 * @param engine the engine
	 */
	public ContainerQueueHealthIndicator(QueueEngine engine) {
		super("The queue of containers can't be reached");
		this.engine = engine;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<NodeStatus> nodes = this.engine.nodes();
		long heard = nodes.stream().filter((node) -> node.silentFor().compareTo(SILENT) < 0).count();
		builder.up().withDetail("workers", heard).withDetail("silentWorkers", nodes.size() - heard);
	}

}

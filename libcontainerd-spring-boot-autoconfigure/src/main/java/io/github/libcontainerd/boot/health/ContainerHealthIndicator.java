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
package io.github.libcontainerd.boot.health;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;

/**
 * {@link HealthIndicator} for a container that the application needs: {@link Status#UP}
 * while it runs and its health check, if it has one, does not fail, or when it was to end
 * and has ended with 0; {@link Status#OUT_OF_SERVICE} while it is paused,
 * {@link Status#UNKNOWN} before its first check has succeeded, else {@link Status#DOWN}.
 * The containers that are declared have one each, below {@code declaredContainers}. Safe
 * for use by several threads; nothing is asked of containerd.
 *
 * @since 0.1.0
 */
public class ContainerHealthIndicator extends AbstractHealthIndicator {

	private final RunningContainer container;

	private final boolean ends;

	/**
	 * Create a new indicator.
	 * @param container the container
	 * @param ends whether it is one that ends by itself, such as one that
	 * {@link WaitStrategy#exit()} waits for
	 */
	public ContainerHealthIndicator(RunningContainer container, boolean ends) {
		super("The health of container '" + container.id() + "' could not be determined");
		this.container = container;
		this.ends = ends;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ContainerStatus status = this.container.status();
		builder.withDetail("id", this.container.id()).withDetail("container", status);
		switch (status) {
			case RUNNING -> running(builder);
			case PAUSED -> builder.outOfService();
			case EXITED -> ended(builder);
			default -> builder.down();
		}
	}

	private void running(Health.Builder builder) {
		ContainerHealth health = this.container.health();
		if (health == null) {
			builder.up();
			return;
		}
		builder.status((health.status() == HealthStatus.UNHEALTHY) ? Status.DOWN
				: (health.status() == HealthStatus.HEALTHY) ? Status.UP : Status.UNKNOWN);
		builder.withDetail("check", health.status());
		if (health.failures() > 0) {
			builder.withDetail("failures", health.failures()).withDetail("output", health.output());
		}
	}

	private void ended(Health.Builder builder) {
		ExitStatus exit = this.container.exit().getNow(null);
		boolean well = this.ends && exit != null && exit.codeKnown() && exit.code() == 0;
		builder.status(well ? Status.UP : Status.DOWN);
		if (exit != null && exit.codeKnown()) {
			builder.withDetail("exitCode", exit.code());
		}
	}

}

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

package io.github.libcontainerd.boot.autoconfigure.metrics;

import org.springframework.context.ApplicationListener;

import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.metrics.ClientMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetrics;

/**
 * Tells the metrics of state changes. Needs no client, so that an event which comes while
 * the client is being made finds it.
 */
class StateChangeMetricsListener implements ApplicationListener<ContainerStateChangedEvent> {

	private final ClientMetrics clientMetrics;

	private final ContainerMetrics containerMetrics;

	StateChangeMetricsListener(ClientMetrics clientMetrics, ContainerMetrics containerMetrics) {
		this.clientMetrics = clientMetrics;
		this.containerMetrics = containerMetrics;
	}

	@Override
	public void onApplicationEvent(ContainerStateChangedEvent event) {
		this.clientMetrics.stateChanged(event.getSource(), event.getStateInfo());
		this.containerMetrics.stateChanged(event.getSource(), event.getContainerId(), event.getStateInfo());
	}

}

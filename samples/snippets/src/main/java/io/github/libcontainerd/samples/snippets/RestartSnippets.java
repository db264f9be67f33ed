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

package io.github.libcontainerd.samples.snippets;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerRestartingEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/guide/restart-policies.md}.
 */
class RestartSnippets {

	private static final Logger logger = LoggerFactory.getLogger(RestartSnippets.class);

	void create(Client containerd, Spec spec) {
		RestartManager threeTimes = new RestartManager(RestartPolicy.onFailure(3));
		containerd.create("worker", spec, CreateOption.restartManager(threeTimes));
	}

	RestartManager fromText() {
		return new RestartManager(RestartPolicy.parse("on-failure:3"));
	}

	RestartManager atMostEveryTenMinutes() {
		return new RestartManager(RestartPolicy.unlessStopped(), 0, Duration.ofMinutes(10));
	}

	void update(Client containerd) {
		containerd.updateRestartPolicy("worker", RestartPolicy.onFailure(5));
	}

	@EventListener
	void onRestart(ContainerRestartingEvent event) {
		logger.info("Run {} of {} ended with {}; there will be another one", event.getRun(), event.getContainerId(),
				event.getExitCode());
	}

	@EventListener
	void onEnd(ContainerExitedEvent event) {
		logger.info("{} is gone after {} runs", event.getContainerId(), event.getRun());
	}

}

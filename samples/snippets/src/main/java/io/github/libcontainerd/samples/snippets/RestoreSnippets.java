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

import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerRestoredEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/guide/restore.md}.
 */
class RestoreSnippets {

	private static final Logger logger = LoggerFactory.getLogger(RestoreSnippets.class);

	@EventListener
	void onRestored(ContainerRestoredEvent event) {
		logger.info("{} was still running, pid {}", event.getContainerId(), event.getPid());
	}

	void outlives(Client containerd, Spec spec) {
		containerd.create("worker", spec, CreateOption.stdio(Stdio.file(Path.of("/var/log/worker.log"))));
	}

	void startOnlyOnce(Client containerd, Spec spec) {
		if (containerd.list().stream().noneMatch((container) -> container.id().equals("worker"))) {
			containerd.create("worker", spec);
		}
	}

	void byHand(Client containerd) {
		for (String id : containerd.restorable()) {
			containerd.restore(id);
		}
	}

}

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

import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerOutOfMemoryEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdDisconnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdResynchronizedEvent;
import io.github.libcontainerd.boot.event.ExitDetails;
import io.github.libcontainerd.boot.event.ImagePullProgressEvent;
import io.github.libcontainerd.boot.event.ImagePulledEvent;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/guide/events.md}.
 */
@Component
class EventSnippets {

	private static final Logger logger = LoggerFactory.getLogger(EventSnippets.class);

	@EventListener
	void onEverything(ContainerStateChangedEvent event) {
		logger.info("{} of {} in {}", event.getStateInfo().change(), event.getContainerId(), event.getNamespace());
	}

	@EventListener
	void onAnyEnd(ExitDetails end) {
		if (!end.isCodeKnown()) {
			logger.warn("A process has ended, and nobody knows how");
		}
	}

	@EventListener(condition = "#event.exitCode != 0")
	void onFailure(ContainerExitedEvent event) {
		logger.warn("{} failed with {}", event.getContainerId(), event.getExitCode());
	}

	@EventListener(condition = "#event.labels['team'] == 'blue' and #event.oomKilled")
	void onBlueOutOfMemory(ContainerExitedEvent event) {
		logger.warn("{} needs more memory", event.getContainerId());
	}

	@EventListener({ ContainerOutOfMemoryEvent.class, ContainerExitedEvent.class })
	void onSome(ContainerStateChangedEvent event) {
		logger.info("{}", event);
	}

	@EventListener
	void onOutage(ContainerdDisconnectedEvent event) {
		logger.warn("containerd is away: {}", event.getMessage());
	}

	@EventListener
	void onRecovery(ContainerdResynchronizedEvent event) {
		logger.info("Nothing was missed in {}", event.getNamespace());
	}

	@Async
	@EventListener
	void mailSomebody(ContainerExitedEvent event) {
		logger.info("Mail about {}", event.getContainerId());
	}

	@EventListener
	@Transactional
	void store(ContainerExitedEvent event) {
		logger.info("UPDATE job SET exit_code = {} WHERE id = {}", event.getExitCode(), event.getContainerId());
	}

	@TransactionalEventListener(fallbackExecution = true)
	void afterCommit(ContainerExitedEvent event) {
		logger.info("{}", event);
	}

	@EventListener
	void onPulled(ImagePulledEvent event) {
		logger.info("{} is there", event.getImage());
	}

	@EventListener(condition = "#event.status.name() == 'DOWNLOADING'")
	void onProgress(ImagePullProgressEvent event) {
		logger.info("{}: {} of {} bytes", event.getDigest(), event.getOffset(), event.getTotal());
	}

	/**
	 * Calls back into the client.
	 */
	@Component
	static class OnceMore {

		private final Function<String, Spec> specs;

		OnceMore(Function<String, Spec> specs) {
			this.specs = specs;
		}

		@EventListener(condition = "!#event.codeKnown")
		void onUnknownEnd(ContainerExitedEvent event) {
			String id = event.getContainerId();
			event.getSource().create(id, this.specs.apply(id));
		}

	}

}

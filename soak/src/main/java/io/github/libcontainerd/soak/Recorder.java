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

package io.github.libcontainerd.soak;

import org.springframework.context.event.EventListener;

import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;

/**
 * Writes every event of the application down.
 */
class Recorder {

	private final Ledger ledger;

	private final int generation;

	Recorder(Ledger ledger, int generation) {
		this.ledger = ledger;
		this.generation = generation;
	}

	@EventListener
	void on(ContainerStateChangedEvent event) {
		StateInfo info = event.getStateInfo();
		this.ledger.write(Entry.Kind.EVENT, event.getContainerId(), "change", info.change().value(), "run", info.run(),
				"code", info.exitCode(), "known", info.codeKnown(), "process", info.processId(), "pid", info.pid(),
				"generation", this.generation);
	}

	@EventListener
	void on(ContainerdEvent event) {
		this.ledger.write(Entry.Kind.CONNECTION, "", "event", event.getClass().getSimpleName(), "message",
				event.getMessage(), "generation", this.generation);
	}

}

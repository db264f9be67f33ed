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

package io.github.libcontainerd.internal.container;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.github.libcontainerd.internal.grpc.task.TaskProcess;

/**
 * Notices that somebody else has paused or resumed a container. An event that says so may
 * be a late echo of our own commands, so containerd is asked, and the answer counts
 * unless a command of ours came between.
 */
public final class PauseWatch {

	private final ManagedContainer container;

	private final ClientContext context;

	// Odd while a pause or resume of ours is under way.
	private final AtomicInteger commands = new AtomicInteger();

	private final Lock turn = new ReentrantLock(true);

	PauseWatch(ManagedContainer container, ClientContext context) {
		this.container = container;
		this.context = context;
	}

	/**
	 * To be held by a pause or resume of ours, but not while a listener is waited for.
	 */
	public Lock turn() {
		return this.turn;
	}

	/**
	 * A pause or resume of ours begins or is over.
	 */
	public void command() {
		this.commands.incrementAndGet();
	}

	/**
	 * Ask containerd.
	 */
	void check() {
		int before = this.commands.get();
		ProcessRun run = this.container.run();
		if (run == null || before % 2 != 0) {
			return;
		}
		this.context.tasks().get(this.container.id(), "").thenAccept((process) -> this.container.lane(() -> {
			if (this.commands.get() == before && run == this.container.run()) {
				apply(run, process.status());
			}
		}));
	}

	private void apply(ProcessRun run, TaskProcess.Status status) {
		if (status == TaskProcess.Status.PAUSED) {
			this.container.paused(run);
		}
		else if (status == TaskProcess.Status.RUNNING) {
			this.container.resumed(run);
		}
	}

}

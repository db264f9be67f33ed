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

package io.github.libcontainerd.test;

import java.time.Duration;
import java.time.Instant;

import io.github.libcontainerd.internal.grpc.api.event.TaskDelete;
import io.github.libcontainerd.internal.grpc.api.event.TaskExit;

/**
 * What containerd does after a shim has died.
 */
final class FakeShimCleanup {

	private static final Duration DELAY = Duration.ofMillis(120);

	private FakeShimCleanup() {
	}

	static void run(FakeObservations daemon, FakeTask task) {
		for (FakeProcess process : task.processes()) {
			process.exit.completeExceptionally(Rpc.unknown("ttrpc: closed"));
		}
		task.dispose();
		daemon.later(DELAY, () -> {
			daemon.store().remove(task);
			var now = FakeEvents.timestamp(Instant.now());
			int pid = task.init().pid();
			daemon.backlog()
				.publish(task.namespace(), task.id(), "/tasks/exit",
						TaskExit.newBuilder()
							.setContainerId(task.id())
							.setId(task.id())
							.setPid(pid)
							.setExitStatus(137)
							.setExitedAt(now)
							.build());
			daemon.backlog()
				.publish(task.namespace(), task.id(), "/tasks/delete",
						TaskDelete.newBuilder()
							.setContainerId(task.id())
							.setPid(pid)
							.setExitStatus(137)
							.setExitedAt(now)
							.build());
		});
	}

}

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

package io.github.libcontainerd.internal.grpc.task;

/**
 * An event of a container's task.
 */
public sealed interface TaskEvent {

	/**
	 * Return the container.
	 * @return the id
	 */
	String containerId();

	/**
	 * A task was started.
	 *
	 * @param containerId the container
	 * @param pid the process id of init
	 */
	record Started(String containerId, int pid) implements TaskEvent {
	}

	/**
	 * A process ended.
	 *
	 * @param containerId the container
	 * @param processId the container id for init, else the id of the process
	 * @param pid the process id on the host
	 * @param exit how it ended
	 */
	record Exited(String containerId, String processId, int pid, ProcessExit exit) implements TaskEvent {

		/**
		 * Whether init ended. Told by the id: a VM runtime reports one pid for all.
		 * @return whether it did
		 */
		public boolean init() {
			return this.containerId.equals(this.processId);
		}

	}

	/**
	 * The kernel killed a process for lack of memory.
	 *
	 * @param containerId the container
	 */
	record OutOfMemory(String containerId) implements TaskEvent {
	}

	/**
	 * A task was frozen.
	 *
	 * @param containerId the container
	 */
	record Paused(String containerId) implements TaskEvent {
	}

	/**
	 * A task goes on.
	 *
	 * @param containerId the container
	 */
	record Resumed(String containerId) implements TaskEvent {
	}

}

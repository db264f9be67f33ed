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

package io.github.libcontainerd;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ContainerdException} was thrown from.
 *
 * @param name the operation, such as {@code create}
 * @param namespace the containerd namespace; {@code null} for an operation on the daemon
 * @param containerId the container; {@code null} for an operation on none
 * @param processId the additional process; {@code null} for an operation on the container
 * @since 0.1.0
 */
public record Operation(String name, @Nullable String namespace, @Nullable String containerId,
		@Nullable String processId) {

	/**
	 * Return an operation on the daemon itself.
	 * @param name the operation
	 * @return the operation
	 */
	public static Operation onDaemon(String name) {
		return new Operation(name, null, null, null);
	}

	/**
	 * Return an operation on a container.
	 * @param name the operation
	 * @param namespace the namespace
	 * @param containerId the container
	 * @return the operation
	 */
	public static Operation onContainer(String name, String namespace, String containerId) {
		return new Operation(name, namespace, containerId, null);
	}

	/**
	 * Return the same operation on a process of the container.
	 * @param processId the process
	 * @return the operation
	 */
	public Operation onProcess(String processId) {
		return new Operation(this.name, this.namespace, this.containerId, processId);
	}

	String describe(String problem) {
		StringBuilder text = new StringBuilder("Could not ").append(this.name);
		if (this.processId != null) {
			text.append(" process '").append(this.processId).append("' of");
		}
		if (this.containerId != null) {
			text.append(" container '").append(this.containerId).append("'");
		}
		if (this.namespace != null) {
			text.append(" in namespace '").append(this.namespace).append("'");
		}
		return text.append(": ").append(problem).toString();
	}

}

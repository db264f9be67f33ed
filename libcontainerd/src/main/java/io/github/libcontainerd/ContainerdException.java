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
 * Anything that goes wrong between this library and containerd. The subclass says which
 * kind of problem it is, from containerd's error code and never by its text; the message
 * names the operation, the namespace and the container, and carries containerd's own
 * words.
 *
 * @since 0.1.0
 */
public abstract sealed class ContainerdException extends RuntimeException
		permits NotFoundException, AlreadyExistsException, IllegalContainerStateException, InvalidRequestException,
		DaemonUnavailableException, OperationTimeoutException, AccessDeniedException, UnsupportedByDaemonException,
		VolumeInUseException, StartFailedException, DaemonErrorException, RemoteStartException, ImageException,
		NetworkException, ContainerNotReadyException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable Operation operation;

	ContainerdException(@Nullable Operation operation, String problem, @Nullable Throwable cause) {
		super((operation != null) ? operation.describe(problem) : problem, cause);
		this.operation = operation;
	}

	/**
	 * Return what was being done.
	 * @return the operation, or {@code null} when it was none on a container
	 */
	public @Nullable Operation operation() {
		return this.operation;
	}

}

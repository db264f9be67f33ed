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

package io.github.libcontainerd.internal.image.store;

import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.registry.RegistryException;

/**
 * Makes the exceptions that a user sees.
 *
 * @param operation what was being done, such as {@code pull}
 * @param image the image, or the archive
 * @param namespace the namespace
 */
public record ImageFailures(String operation, String image, String namespace) {

	public ContainerdException translate(Throwable failure) {
		Throwable cause = Errors.unwrap(failure);
		if (cause instanceof ContainerdException ex) {
			return ex;
		}
		if (cause instanceof ImageProblem ex) {
			return exception(ex.reason(), ex.problem(), (ex.getCause() != null) ? ex.getCause() : ex);
		}
		if (cause instanceof RegistryException ex) {
			return exception(ex.reason(), String.valueOf(ex.getMessage()), ex);
		}
		if (cause instanceof InterruptedException || cause instanceof CancellationException) {
			return exception(Reason.CANCELLED, "it was cancelled", cause);
		}
		if (Errors.isFromContainerd(cause)) {
			return daemon(cause);
		}
		return exception(Reason.DAEMON, String.valueOf(cause), cause);
	}

	private ContainerdException daemon(Throwable cause) {
		String text = Errors.text(cause);
		if (Errors.isNoSpace(cause)) {
			return exception(Reason.NO_SPACE,
					"containerd has no room left for it; free some, for example with prune (" + text + ")", cause);
		}
		if (Errors.isUnavailable(cause)) {
			return new DaemonUnavailableException(
					new Operation(this.operation + " image '" + this.image + "'", this.namespace, null, null),
					"containerd does not answer (" + text + ")", cause);
		}
		if (Errors.isCancelled(cause)) {
			return exception(Reason.CANCELLED, "it was cancelled", cause);
		}
		if (Errors.isNotFound(cause)) {
			return exception(Reason.NOT_FOUND, text, cause);
		}
		return exception(Reason.DAEMON, "containerd failed: " + text, cause);
	}

	public ImageException exception(Reason reason, String problem, @Nullable Throwable cause) {
		return new ImageException(this.operation, this.image, this.namespace, reason, problem, cause);
	}

}

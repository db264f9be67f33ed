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

package io.github.libcontainerd.internal.grpc;

import java.net.ConnectException;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import io.github.libcontainerd.AccessDeniedException;
import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.UnsupportedByDaemonException;

/**
 * Makes exceptions of gRPC statuses. The kind is decided by the code; only where
 * containerd answers {@code UNKNOWN} is the text looked at, in {@link RuntimeMessages}.
 */
public final class Errors {

	private Errors() {
	}

	/**
	 * Return the exception for a failed call.
	 * @param failure the failure, possibly wrapped
	 * @param operation what it was part of
	 * @return the exception, to be thrown
	 */
	public static ContainerdException translate(Throwable failure, Operation operation) {
		Throwable cause = unwrap(failure);
		if (cause instanceof ContainerdException ex) {
			return ex;
		}
		if (cause instanceof CancellationException) {
			return new DaemonUnavailableException(operation, "the client was closed meanwhile", cause);
		}
		if (!(cause instanceof StatusRuntimeException)) {
			return new DaemonErrorException(operation, String.valueOf(cause), cause);
		}
		Status status = Rpc.status(cause);
		String text = (status.getDescription() != null) ? status.getDescription() : status.getCode().name();
		return switch (status.getCode()) {
			case NOT_FOUND -> new NotFoundException(operation, text, cause);
			case ALREADY_EXISTS -> new AlreadyExistsException(operation, text, cause);
			case FAILED_PRECONDITION, ABORTED -> new IllegalContainerStateException(operation, text, cause);
			case INVALID_ARGUMENT, OUT_OF_RANGE -> new InvalidRequestException(operation, text, cause);
			case PERMISSION_DENIED, UNAUTHENTICATED -> new AccessDeniedException(operation, text, cause);
			case UNIMPLEMENTED -> new UnsupportedByDaemonException(operation, text, cause);
			case DEADLINE_EXCEEDED -> new OperationTimeoutException(operation, text, cause);
			case UNAVAILABLE, CANCELLED ->
				new DaemonUnavailableException(operation, "containerd does not answer (" + text + ")", cause);
			default -> unknown(operation, text, cause);
		};
	}

	private static ContainerdException unknown(Operation operation, String text, Throwable cause) {
		Optional<String> runtime = RuntimeMessages.withoutCommand(text);
		if (runtime.isPresent()) {
			return new UnsupportedByDaemonException(operation, "the runtime '" + runtime.get() + "' can't do this",
					cause);
		}
		return switch (RuntimeMessages.classify(text)) {
			case COMMAND_NOT_FOUND ->
				new StartFailedException(operation, StartFailedException.COMMAND_NOT_FOUND, text, cause);
			case COMMAND_NOT_EXECUTABLE ->
				new StartFailedException(operation, StartFailedException.NOT_EXECUTABLE, text, cause);
			case START_FAILED -> new StartFailedException(operation, StartFailedException.OTHER, text, cause);
			case WRONG_STATE -> new IllegalContainerStateException(operation, text, cause);
			case SHIM_GONE -> new NotFoundException(operation, "its shim is gone: " + text, cause);
			case OTHER -> new DaemonErrorException(operation, text, cause);
		};
	}

	/**
	 * Return whether a call failed because containerd does not know the thing.
	 * @param failure the failure, possibly wrapped
	 * @return whether it did
	 */
	public static boolean isNotFound(Throwable failure) {
		return Rpc.status(failure).getCode() == Status.Code.NOT_FOUND;
	}

	/**
	 * Return whether a call failed because the thing exists.
	 * @param failure the failure, possibly wrapped
	 * @return whether it did
	 */
	public static boolean isAlreadyExists(Throwable failure) {
		return Rpc.status(failure).getCode() == Status.Code.ALREADY_EXISTS;
	}

	/**
	 * Return whether a call failed because containerd does not answer.
	 * @param failure the failure, possibly wrapped
	 * @return whether it did
	 */
	public static boolean isUnavailable(Throwable failure) {
		return Rpc.status(failure).getCode() == Status.Code.UNAVAILABLE;
	}

	/**
	 * Return whether a call failed because nobody listens at the socket, or there is
	 * none: then it has not even been sent. There are calls that were not sent of which
	 * this is not known.
	 * @param failure the failure, possibly wrapped
	 * @return whether it was certainly not sent
	 */
	public static boolean isNotSent(Throwable failure) {
		if (!isUnavailable(failure)) {
			return false;
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConnectException) {
				return true;
			}
			// What the JDK throws when there is no such socket.
			if (cause instanceof SocketException && String.valueOf(cause.getMessage()).startsWith("No such file")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether a call failed because its time was up.
	 * @param failure the failure, possibly wrapped
	 * @return whether it did
	 */
	public static boolean isTimeout(Throwable failure) {
		return Rpc.status(failure).getCode() == Status.Code.DEADLINE_EXCEEDED;
	}

	/**
	 * Return whether a call was cancelled, by us.
	 * @param failure the failure, possibly wrapped
	 * @return whether it was
	 */
	public static boolean isCancelled(Throwable failure) {
		return unwrap(failure) instanceof CancellationException
				|| Rpc.status(failure).getCode() == Status.Code.CANCELLED;
	}

	/**
	 * Return whether a deletion failed because the process was still alive. The shim may
	 * learn of an end a little later than its waiters.
	 * @param failure the failure, possibly wrapped
	 * @return whether it was
	 */
	public static boolean isStillRunning(Throwable failure) {
		Status status = Rpc.status(failure);
		return status.getCode() == Status.Code.UNKNOWN && status.getDescription() != null
				&& RuntimeMessages.isStillRunning(status.getDescription());
	}

	/**
	 * Return whether an ingest could not be opened because somebody else writes to it.
	 * @param failure the failure, possibly wrapped
	 * @return whether it was
	 */
	public static boolean isLocked(Throwable failure) {
		Status status = Rpc.status(failure);
		return status.getCode() == Status.Code.UNAVAILABLE && status.getDescription() != null
				&& RuntimeMessages.isLocked(status.getDescription());
	}

	/**
	 * Return whether a call failed for want of room on a disk.
	 * @param failure the failure, possibly wrapped
	 * @return whether it did
	 */
	public static boolean isNoSpace(Throwable failure) {
		String text = Rpc.status(failure).getDescription();
		return text != null && RuntimeMessages.isNoSpace(text);
	}

	/**
	 * Return whether containerd found something else than it was told to expect.
	 * @param failure the failure, possibly wrapped
	 * @return whether it did
	 */
	public static boolean isFailedPrecondition(Throwable failure) {
		return Rpc.status(failure).getCode() == Status.Code.FAILED_PRECONDITION;
	}

	/**
	 * Return whether a failure is containerd's answer, or that there was none.
	 * @param failure the failure, possibly wrapped
	 * @return whether it is
	 */
	public static boolean isFromContainerd(Throwable failure) {
		return unwrap(failure) instanceof StatusRuntimeException;
	}

	/**
	 * Return containerd's words.
	 * @param failure the failure, possibly wrapped
	 * @return the words
	 */
	public static String text(Throwable failure) {
		Status status = Rpc.status(failure);
		return (status.getDescription() != null) ? status.getDescription() : status.getCode().name();
	}

	/**
	 * Return what a future wrapped.
	 * @param failure the failure
	 * @return the first cause that is not a wrapper
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}

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
 * A {@link io.github.libcontainerd.client.Remote} could not be opened: containerd can't
 * be reached, or can't be started.
 *
 * @since 0.1.0
 */
public final class RemoteStartException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	private final String subject;

	private final String detail;

	/**
	 * Create a new exception.
	 * @param reason the kind of failure
	 * @param subject what it is about: a path or the name of a program
	 * @param detail what was found there; for a failed daemon the last lines of its log
	 * @param cause the cause, or {@code null}
	 */
	public RemoteStartException(Reason reason, String subject, String detail, @Nullable Throwable cause) {
		super(null, reason.problem.formatted(subject) + (detail.isEmpty() ? "" : ": " + detail), cause);
		this.reason = reason;
		this.subject = subject;
		this.detail = detail;
	}

	/**
	 * Return the kind of failure.
	 * @return the kind of failure
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return what the failure is about.
	 * @return a path, or the name of a program
	 */
	public String subject() {
		return this.subject;
	}

	/**
	 * Return what was found.
	 * @return free text, possibly of several lines, possibly empty
	 */
	public String detail() {
		return this.detail;
	}

	/** The foreseeable ways to fail. */
	public enum Reason {

		/** There is no file at the address. */
		SOCKET_MISSING("There is no containerd socket at '%s'"),

		/** The socket is there, but this user may not open it. */
		SOCKET_ACCESS_DENIED("Not permitted to connect to the containerd socket '%s'"),

		/** The socket is there, but nothing listens on it. */
		SOCKET_DEAD("Nothing listens on the containerd socket '%s'"),

		/** Something listens, but it does not speak containerd's protocol. */
		NOT_CONTAINERD("What answers on '%s' is not containerd"),

		/** containerd answers, but does not become healthy in time. */
		NOT_HEALTHY("The containerd at '%s' did not become healthy"),

		/** The program of the managed daemon is not on the PATH. */
		BINARY_MISSING("The program '%s' is not on the PATH"),

		/** The managed daemon was started and did not come up. */
		DAEMON_FAILED("The containerd started from '%s' did not come up"),

		/** The state directory can't be written. */
		STATE_DIRECTORY_NOT_WRITABLE("The state directory '%s' can't be written"),

		/** Another process uses the state directory. */
		STATE_DIRECTORY_IN_USE("The state directory '%s' is in use"),

		/** The path is longer than a unix socket's may be. */
		SOCKET_PATH_TOO_LONG("The socket path '%s' is too long"),

		/** The path has characters that gRPC refuses in an address. */
		SOCKET_PATH_NOT_ASCII("The socket path '%s' has characters that are not ASCII"),

		/** Mount options can't express paths below the root of the managed daemon. */
		DAEMON_ROOT_NOT_MOUNTABLE("containerd could not mount any image below its root '%s'");

		private final String problem;

		Reason(String problem) {
			this.problem = problem;
		}

	}

}

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

package io.github.libcontainerd.boot.autoconfigure.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.RemoteStartException;

/**
 * Says what to do when containerd can't be reached or started.
 */
final class RemoteStartFailureAnalyzer extends AbstractFailureAnalyzer<RemoteStartException> {

	private static final String TIMEOUT = "libcontainerd.start-timeout";

	private final @Nullable Environment environment;

	RemoteStartFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RemoteStartException cause) {
		NamedRemoteStartException named = findCause(rootFailure, NamedRemoteStartException.class);
		Names names = Names.of((named != null) ? named.remote() : null);
		return new FailureAnalysis(describe(cause, names), action(cause, names), cause);
	}

	private String describe(RemoteStartException cause, Names names) {
		String message = String.valueOf(cause.getMessage());
		String detail = cause.detail().strip();
		String setting = " (" + setting(property(cause, names)) + ").";
		if (detail.isEmpty()) {
			return message + setting;
		}
		String problem = message.substring(0, message.length() - cause.detail().length() - ": ".length());
		if (detail.contains("\n")) {
			return problem + setting + " It said:\n" + detail.indent(4).stripTrailing();
		}
		String text = detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
		return problem + (text.startsWith("and ") ? ", " : ": ") + text + setting;
	}

	private static String property(RemoteStartException cause, Names names) {
		return switch (cause.reason()) {
			case SOCKET_MISSING, SOCKET_ACCESS_DENIED, SOCKET_DEAD, NOT_CONTAINERD -> names.address();
			case NOT_HEALTHY -> TIMEOUT;
			case BINARY_MISSING, DAEMON_FAILED -> names.binary();
			case STATE_DIRECTORY_NOT_WRITABLE, STATE_DIRECTORY_IN_USE -> names.stateDirectory();
			case DAEMON_ROOT_NOT_MOUNTABLE -> names.root();
			case SOCKET_PATH_TOO_LONG, SOCKET_PATH_NOT_ASCII ->
				cause.detail().contains("state directory") ? names.stateDirectory() : names.address();
		};
	}

	private String setting(String property) {
		return isSet(property) ? property + " = '" + value(property) + "'" : property + " is not set";
	}

	private boolean isSet(String property) {
		return StringUtils.hasText(value(property));
	}

	private @Nullable String value(String property) {
		return (this.environment != null) ? this.environment.getProperty(property) : null;
	}

	private String action(RemoteStartException cause, Names names) {
		return switch (cause.reason()) {
			case SOCKET_MISSING -> "Start containerd (`systemctl start containerd`), or install it"
					+ " (`apt-get install containerd runc`), or correct " + names.address() + ", or unset it"
					+ names.toHaveOneStarted() + ".";
			case SOCKET_ACCESS_DENIED -> "Run the application as root or as a user of the group that owns the socket"
					+ " (see `ls -l " + cause.subject() + "`).";
			case SOCKET_DEAD -> "Start containerd again (`systemctl restart containerd`), or correct " + names.address()
					+ ", or unset it" + names.toHaveOneStarted() + ".";
			case NOT_CONTAINERD -> "Set " + names.address() + " to the socket of containerd, usually"
					+ " '/run/containerd/containerd.sock'; Docker's own socket, for one, is another one.";
			case NOT_HEALTHY -> "Look into containerd's log (`journalctl -u containerd`), or raise " + TIMEOUT
					+ " if it only needs more time.";
			case BINARY_MISSING -> "Install it (`apt-get install containerd runc`), or set " + names.binary()
					+ " to its path, or set " + names.address() + " to the socket of a running one.";
			case DAEMON_FAILED ->
				"Correct what the last lines of its log complain about; if they don't say enough, set " + names.debug()
						+ " to 'true'.";
			case STATE_DIRECTORY_NOT_WRITABLE -> "Run the application as root, or set " + names.stateDirectory()
					+ " to a directory that it may write and that containerd can see.";
			case STATE_DIRECTORY_IN_USE -> isSet(names.stateDirectory())
					? "Stop the other process, or set " + names.stateDirectory()
							+ " (and the namespace) to something else for one of the two."
					: "Stop the other process, or, if both are instances of this application, set"
							+ " libcontainerd.instance of one of them, to '2' for example, which gives it directories"
							+ " and a namespace of its own.";
			case SOCKET_PATH_TOO_LONG -> "Set " + property(cause, names)
					+ " to a shorter path, since the kernel allows no more than 107 bytes for a socket.";
			case SOCKET_PATH_NOT_ASCII -> "Set " + property(cause, names)
					+ " to a path of ASCII characters, since gRPC takes no others in an address.";
			case DAEMON_ROOT_NOT_MOUNTABLE ->
				"Set " + names.root() + " to a path without colons, commas and backslashes.";
		};
	}

	/**
	 * The names of the properties of a remote.
	 *
	 * @param prefix what they begin with
	 * @param toHaveOneStarted what to do, besides unsetting the address
	 */
	private record Names(String prefix, String toHaveOneStarted) {

		static Names of(@Nullable String remote) {
			return (remote != null) ? new Names("libcontainerd.remotes." + remote + ".", " to have one started")
					: new Names("libcontainerd.", " and set libcontainerd.daemon.mode to 'always' to have one started");
		}

		String address() {
			return this.prefix + "address";
		}

		String stateDirectory() {
			return this.prefix + "state-directory";
		}

		String binary() {
			return this.prefix + "daemon.binary";
		}

		String root() {
			return this.prefix + "daemon.root";
		}

		String debug() {
			return this.prefix + "daemon.debug";
		}

	}

}

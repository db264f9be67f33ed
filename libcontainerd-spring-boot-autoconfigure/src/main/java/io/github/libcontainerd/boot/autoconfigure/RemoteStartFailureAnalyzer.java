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

package io.github.libcontainerd.boot.autoconfigure;

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

	private static final String ADDRESS = "libcontainerd.address";

	private static final String STATE_DIRECTORY = "libcontainerd.state-directory";

	private static final String MODE = "libcontainerd.daemon.mode";

	private static final String BINARY = "libcontainerd.daemon.binary";

	private static final String TIMEOUT = "libcontainerd.start-timeout";

	private final @Nullable Environment environment;

	RemoteStartFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RemoteStartException cause) {
		return new FailureAnalysis(describe(cause), action(cause), cause);
	}

	private String describe(RemoteStartException cause) {
		String message = String.valueOf(cause.getMessage());
		String detail = cause.detail().strip();
		String setting = " (" + setting(property(cause)) + ").";
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

	private static String property(RemoteStartException cause) {
		return switch (cause.reason()) {
			case SOCKET_MISSING, SOCKET_ACCESS_DENIED, SOCKET_DEAD, NOT_CONTAINERD -> ADDRESS;
			case NOT_HEALTHY -> TIMEOUT;
			case BINARY_MISSING, DAEMON_FAILED -> BINARY;
			case STATE_DIRECTORY_NOT_WRITABLE, STATE_DIRECTORY_IN_USE -> STATE_DIRECTORY;
			case SOCKET_PATH_TOO_LONG -> cause.detail().contains("state directory") ? STATE_DIRECTORY : ADDRESS;
		};
	}

	private String setting(String property) {
		String value = (this.environment != null) ? this.environment.getProperty(property) : null;
		return StringUtils.hasText(value) ? property + " = '" + value + "'" : property + " is not set";
	}

	private String action(RemoteStartException cause) {
		return switch (cause.reason()) {
			case SOCKET_MISSING -> "Start containerd (`systemctl start containerd`), or install it"
					+ " (`apt-get install containerd runc`), or correct " + ADDRESS + ", or unset it and set " + MODE
					+ " to 'always' to have one started.";
			case SOCKET_ACCESS_DENIED -> "Run the application as root or as a user of the group that owns the socket"
					+ " (see `ls -l " + cause.subject() + "`).";
			case SOCKET_DEAD -> "Start containerd again (`systemctl restart containerd`), or correct " + ADDRESS
					+ ", or unset it and set " + MODE + " to 'always' to have one started.";
			case NOT_CONTAINERD -> "Set " + ADDRESS + " to the socket of containerd, usually"
					+ " '/run/containerd/containerd.sock'; Docker's own socket, for one, is another one.";
			case NOT_HEALTHY -> "Look into containerd's log (`journalctl -u containerd`), or raise " + TIMEOUT
					+ " if it only needs more time.";
			case BINARY_MISSING -> "Install it (`apt-get install containerd runc`), or set " + BINARY
					+ " to its path, or set " + ADDRESS + " to the socket of a running one.";
			case DAEMON_FAILED -> "Correct what the last lines of its log complain about; if they don't say enough, set"
					+ " libcontainerd.daemon.debug to 'true'.";
			case STATE_DIRECTORY_NOT_WRITABLE -> "Run the application as root, or set " + STATE_DIRECTORY
					+ " to a directory that it may write and that containerd can see.";
			case STATE_DIRECTORY_IN_USE -> "Stop the other process, or set " + STATE_DIRECTORY
					+ " (and the namespace) to something else for one of the two.";
			case SOCKET_PATH_TOO_LONG -> "Set " + property(cause)
					+ " to a shorter path, since the kernel allows no more than 107 bytes for a socket.";
		};
	}

}

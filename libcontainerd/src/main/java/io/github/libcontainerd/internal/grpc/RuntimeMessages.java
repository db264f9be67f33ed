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

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place that reads error texts. runc's failures and some of the shim's come with
 * the code {@code UNKNOWN}, so that only the text tells them apart. Every pattern was
 * seen on containerd 1.6, 1.7 or 2.1 with runc 1.1 to 1.3.
 */
final class RuntimeMessages {

	private static final Pattern NOT_FOUND = Pattern
		.compile("executable file not found|exec: \"[^\"]*\": (stat [^:]*: )?no such file or directory"
				+ "|exec [^:]*: no such file or directory|exec: no command");

	private static final Pattern NOT_EXECUTABLE = Pattern
		.compile("exec: \"[^\"]*\": (stat [^:]*: )?(permission denied|is a directory|not a directory)|exec format error"
				+ "|exec [^:]*: permission denied|exec: permission denied");

	private static final Pattern START_FAILED = Pattern.compile("OCI runtime (create|exec|start) failed|"
			+ "runc create failed|failed to create shim|failed to start shim|runtime \"[^\"]*\"");

	private static final Pattern WRONG_STATE = Pattern.compile(
			"cannot (pause|resume|exec in|start|delete|resize|update|kill|checkpoint) a[n]? \\S+ (container|process)"
					+ "|cannot exec in a (stopped|paused|created|deleted) state|cannot delete a running process"
					+ "|container not running|container not paused|already paused|is not running");

	// What a runtime answers to a command of runc's that it does not have.
	private static final Pattern NO_SUCH_COMMAND = Pattern
		.compile("^(\\S+) did not terminate successfully: exit status \\d+: Usage: ");

	private static final Pattern SHIM_GONE = Pattern
		.compile("ttrpc: closed|shim disconnected|ttrpc: client shutting down");

	private static final Pattern LOCKED = Pattern.compile("\\blocked\\b");

	private static final Pattern NO_SPACE = Pattern.compile("no space left on device|disk quota exceeded");

	private RuntimeMessages() {
	}

	static Kind classify(String text) {
		if (NOT_FOUND.matcher(text).find()) {
			return Kind.COMMAND_NOT_FOUND;
		}
		if (NOT_EXECUTABLE.matcher(text).find()) {
			return Kind.COMMAND_NOT_EXECUTABLE;
		}
		if (WRONG_STATE.matcher(text).find()) {
			return Kind.WRONG_STATE;
		}
		if (SHIM_GONE.matcher(text).find()) {
			return Kind.SHIM_GONE;
		}
		return START_FAILED.matcher(text).find() ? Kind.START_FAILED : Kind.OTHER;
	}

	/**
	 * Return the runtime that does not have the command that it was called with.
	 */
	static Optional<String> withoutCommand(String text) {
		Matcher matcher = NO_SUCH_COMMAND.matcher(text);
		return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
	}

	static boolean isStillRunning(String text) {
		return text.contains("cannot delete a running");
	}

	static boolean isLocked(String text) {
		return LOCKED.matcher(text).find();
	}

	static boolean isNoSpace(String text) {
		return NO_SPACE.matcher(text).find();
	}

	/** What a text means. */
	enum Kind {

		COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, START_FAILED, WRONG_STATE, SHIM_GONE, OTHER

	}

}

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

package io.github.libcontainerd.boot.metrics;

import java.util.Locale;

import io.github.libcontainerd.StateInfo;

/**
 * How a run of a container ended.
 */
enum ExitClass {

	/** With exit code 0. */
	SUCCESS,

	/** With another exit code. */
	FAILURE,

	/** By a signal; an exit code above 128 can't be told from one. */
	SIGNAL,

	/** By the out-of-memory killer, or with a failure after it had struck. */
	OOM,

	/** Killed because the time that it was given was up. */
	TIMED_OUT,

	/** Nobody knows. */
	UNKNOWN;

	private static final int SIGNAL_BASE = 128;

	private static final int LAST_SIGNAL = 64;

	static ExitClass of(StateInfo info) {
		if (info.timedOut()) {
			return TIMED_OUT;
		}
		if (!info.codeKnown()) {
			return UNKNOWN;
		}
		if (info.exitCode() == 0) {
			return SUCCESS;
		}
		if (info.oomKilled()) {
			return OOM;
		}
		return (info.exitCode() > SIGNAL_BASE && info.exitCode() <= SIGNAL_BASE + LAST_SIGNAL) ? SIGNAL : FAILURE;
	}

	String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}

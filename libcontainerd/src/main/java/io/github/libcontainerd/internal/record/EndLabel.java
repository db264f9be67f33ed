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

package io.github.libcontainerd.internal.record;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ExitStatus;

/**
 * How a container that was kept has ended, on a label of its record.
 */
public final class EndLabel {

	static final String KEY = "io.github.libcontainerd/end";

	private static final String NONE = "-";

	private static final String TIMED_OUT = " timeout";

	private EndLabel() {
	}

	public static Map<String, String> of(ExitStatus end) {
		return Map.of(KEY, write(end));
	}

	static String write(ExitStatus end) {
		String code = end.codeKnown() ? Integer.toString(end.code()) : NONE;
		String at = (end.exitedAt() != null) ? end.exitedAt().toString() : NONE;
		return code + " " + (end.oomKilled() ? "oom" : NONE) + " " + at + (end.timedOut() ? TIMED_OUT : "");
	}

	public static @Nullable ExitStatus read(Map<String, String> labels) {
		if (!labels.containsKey(KEY)) {
			return null;
		}
		ExitStatus end = ContainerLabels.read(labels, KEY, EndLabel::parse);
		return (end != null) ? end : new ExitStatus(255, false, false, null, false);
	}

	static ExitStatus parse(String value) {
		String[] parts = value.split(" ");
		boolean known = !parts[0].equals(NONE);
		return new ExitStatus(known ? Integer.parseInt(parts[0]) : 255, known, parts[1].equals("oom"),
				parts[2].equals(NONE) ? null : Instant.parse(parts[2]), false, value.endsWith(TIMED_OUT));
	}

}

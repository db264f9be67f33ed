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

package io.github.libcontainerd.run;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * Refuses values that can't be right, by their names.
 */
final class Checks {

	private Checks() {
	}

	static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(Operation.onDaemon("make a request"), problem, null);
	}

	static Map<String, String> copyOf(Map<String, String> values) {
		return Collections.unmodifiableMap(new LinkedHashMap<>(values));
	}

	static void command(List<String> command) {
		if (command.isEmpty() || command.get(0).isEmpty()) {
			throw invalid("there is no command; say what to run");
		}
	}

	/**
	 * Refuse what no program can get: the kernel ends each argument at a NUL.
	 */
	static void arguments(String what, List<String> arguments) {
		for (String argument : arguments) {
			text(what, argument);
		}
	}

	static String text(String what, String text) {
		if (text.indexOf('\0') >= 0) {
			throw invalid("the " + what + " '" + text.replace("\0", "\\0") + "' has a NUL in it");
		}
		return text;
	}

	static void env(String name, String value) {
		if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
			throw invalid("the environment variable '" + name
					+ "' needs a name without '=', and neither name nor value may have a NUL");
		}
	}

	static String absolute(String what, String path) {
		if (!path.startsWith("/")) {
			throw invalid("the " + what + " '" + path + "' must be an absolute path");
		}
		return text(what, path);
	}

	static Duration positive(String what, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw invalid("the " + what + " must be positive, not " + duration);
		}
		return duration;
	}

	static long atLeast(String what, long value, long minimum) {
		if (value < minimum) {
			throw invalid("the " + what + " must be " + minimum + " or more, not " + value);
		}
		return value;
	}

	static void port(int port) {
		if (port < 1 || port > 65535) {
			throw invalid("there is no port " + port + "; ports are 1 to 65535");
		}
	}

}

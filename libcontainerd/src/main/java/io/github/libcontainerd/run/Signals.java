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

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signals by name, as Linux numbers them on all architectures that Java runs on.
 *
 * @since 0.1.0
 */
public final class Signals {

	private static final List<String> NAMES = List.of("HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL",
			"USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
			"URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

	private static final Pattern REAL_TIME = Pattern.compile("RTM(?:IN(?:\\+(\\d+))?|AX(?:-(\\d+))?)");

	private static final int FIRST_REAL_TIME = 34;

	private static final int LAST = 64;

	private Signals() {
	}

	/**
	 * Return the number of a signal.
	 * @param text a name with or without {@code SIG}, such as {@code SIGTERM} or
	 * {@code RTMIN+3}, or a number
	 * @return the number
	 * @throws io.github.libcontainerd.InvalidRequestException if there is no such signal
	 */
	public static int parse(String text) {
		String name = text.strip().toUpperCase(Locale.ROOT);
		name = name.startsWith("SIG") ? name.substring(3) : name;
		int number = NAMES.indexOf(name) + 1;
		Matcher realTime = REAL_TIME.matcher(name);
		if (number == 0 && realTime.matches()) {
			number = name.startsWith("RTMIN") ? FIRST_REAL_TIME + offset(realTime.group(1))
					: LAST - offset(realTime.group(2));
		}
		else if (number == 0) {
			number = name.matches("\\d{1,2}") ? Integer.parseInt(name) : 0;
		}
		if (number < 1 || number > LAST) {
			throw Checks.invalid("there is no signal '" + text + "'; write it as SIGTERM, TERM or 15");
		}
		return number;
	}

	private static int offset(String digits) {
		return (digits == null) ? 0 : (digits.length() > 2) ? LAST : Integer.parseInt(digits);
	}

}

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

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as Docker writes them, such as {@code 512m}.
 */
final class Sizes {

	private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtp]?)(i?b)?");

	private static final String[] UNITS = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB" };

	private Sizes() {
	}

	/**
	 * Write a size as a reader would: in the largest unit that needs no rounding.
	 */
	static String format(long bytes) {
		int unit = 0;
		BigDecimal size = BigDecimal.valueOf(bytes);
		BigDecimal exact = size;
		for (int larger = 1; larger < UNITS.length && Math.abs(bytes) >> (10 * larger) > 0; larger++) {
			size = size.divide(BigDecimal.valueOf(1024));
			if (size.stripTrailingZeros().scale() <= 2) {
				unit = larger;
				exact = size;
			}
		}
		return exact.stripTrailingZeros().toPlainString() + " " + ((bytes == 1) ? "byte" : UNITS[unit]);
	}

	static void atLeast(String what, long bytes, long minimum) {
		if (bytes < minimum) {
			throw Checks.invalid("the " + what + " must be " + format(minimum) + " or more, not " + format(bytes));
		}
	}

	static long parse(String what, String text) {
		Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
		if (!matcher.matches()) {
			throw Checks.invalid("the " + what + " '" + text + "' is no size; write it as 512m or 1.5g, or in bytes");
		}
		int shift = switch (matcher.group(2)) {
			case "k" -> 10;
			case "m" -> 20;
			case "g" -> 30;
			case "t" -> 40;
			case "p" -> 50;
			default -> 0;
		};
		try {
			BigDecimal size = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
			return size.setScale(0, RoundingMode.DOWN).longValueExact();
		}
		catch (ArithmeticException ex) {
			throw Checks.invalid("the " + what + " '" + text + "' is too large");
		}
	}

}

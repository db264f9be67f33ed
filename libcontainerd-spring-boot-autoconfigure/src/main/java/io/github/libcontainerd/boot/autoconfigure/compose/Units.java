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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times and sizes as compose writes them.
 */
final class Units {

	private static final int MAX_LENGTH = 40;

	private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s|us|ns)");

	private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");

	private Units() {
	}

	/**
	 * Return a time such as {@code 1m30s}.
	 */
	static Duration duration(YamlNode node) {
		String text = node.scalar();
		BigDecimal nanos = BigDecimal.ZERO;
		Matcher matcher = DURATION.matcher(text);
		int at = 0;
		while (at < text.length() && text.length() <= MAX_LENGTH && matcher.region(at, text.length()).lookingAt()) {
			nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos(matcher.group(2)))));
			at = matcher.end();
		}
		if (!text.equals("0") && (text.isEmpty() || at < text.length())) {
			throw node.invalid("write it as a time with units, such as '1m30s'");
		}
		try {
			return Duration.ofNanos(nanos.toBigInteger().longValueExact());
		}
		catch (ArithmeticException ex) {
			throw node.invalid("write a shorter time");
		}
	}

	private static long nanos(String unit) {
		return switch (unit) {
			case "h" -> 3_600_000_000_000L;
			case "m" -> 60_000_000_000L;
			case "s" -> 1_000_000_000L;
			case "ms" -> 1_000_000L;
			case "us" -> 1_000L;
			default -> 1L;
		};
	}

	/**
	 * Return a size such as {@code 512m}, in bytes.
	 */
	static long bytes(YamlNode node) {
		String text = node.scalar();
		Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
		if (text.length() > MAX_LENGTH || !matcher.matches()) {
			throw node.invalid("write it as a size, such as '512m'");
		}
		int shift = 10 * " kmgt".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
		try {
			long bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift))
				.toBigInteger()
				.longValueExact();
			if (bytes > 0) {
				return bytes;
			}
		}
		catch (ArithmeticException ex) {
			throw node.invalid("write a smaller size");
		}
		throw node.invalid("write a size of 1 byte or more");
	}

}

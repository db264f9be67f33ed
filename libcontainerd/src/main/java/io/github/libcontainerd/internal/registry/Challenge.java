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

package io.github.libcontainerd.internal.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One way to authenticate, as a registry offers it ({@code WWW-Authenticate}, RFC 9110
 * section 11).
 *
 * @param scheme the scheme in lower case, such as {@code bearer}
 * @param parameters the parameters, with names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

	@Nullable String parameter(String name) {
		String value = this.parameters.get(name);
		return (value != null && !value.isEmpty()) ? value : null;
	}

	/**
	 * Parse the values of the header. What can't be understood is left out.
	 */
	static List<Challenge> parse(List<String> headers) {
		List<Challenge> challenges = new ArrayList<>();
		headers.forEach((header) -> new Parser(header).parse(challenges));
		return challenges;
	}

	/**
	 * Reads one header. The comma separates challenges as well as parameters: what is
	 * followed by an equals sign is a parameter of the challenge before it.
	 */
	private static final class Parser {

		private final String text;

		private int position;

		Parser(String text) {
			this.text = text;
		}

		void parse(List<Challenge> challenges) {
			Map<String, String> parameters = null;
			while (skipSeparators()) {
				String word = takeToken();
				if (word.isEmpty()) {
					this.position++;
					continue;
				}
				skipBlanks();
				if (parameters != null && peek() == '=') {
					this.position++;
					skipBlanks();
					parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), takeValue());
				}
				else {
					parameters = new LinkedHashMap<>();
					challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
					skipToken68();
				}
			}
		}

		private boolean skipSeparators() {
			while (peek() == ' ' || peek() == '\t' || peek() == ',') {
				this.position++;
			}
			return this.position < this.text.length();
		}

		private void skipBlanks() {
			while (peek() == ' ' || peek() == '\t') {
				this.position++;
			}
		}

		/** Some schemes have one opaque value in place of parameters. */
		private void skipToken68() {
			int end = this.position;
			while (end < this.text.length() && isToken68(this.text.charAt(end))) {
				end++;
			}
			while (end < this.text.length() && this.text.charAt(end) == '=') {
				end++;
			}
			int after = end;
			while (after < this.text.length() && (this.text.charAt(after) == ' ' || this.text.charAt(after) == '\t')) {
				after++;
			}
			if (end > this.position && (after == this.text.length() || this.text.charAt(after) == ',')) {
				this.position = end;
			}
		}

		private String takeToken() {
			int start = this.position;
			while (isToken(peek())) {
				this.position++;
			}
			return this.text.substring(start, this.position);
		}

		private String takeValue() {
			if (peek() != '"') {
				return takeToken();
			}
			StringBuilder value = new StringBuilder();
			this.position++;
			while (this.position < this.text.length() && peek() != '"') {
				if (peek() == '\\' && this.position + 1 < this.text.length()) {
					this.position++;
				}
				value.append(peek());
				this.position++;
			}
			this.position++;
			return value.toString();
		}

		private char peek() {
			return (this.position < this.text.length()) ? this.text.charAt(this.position) : '\0';
		}

		private static boolean isToken(char c) {
			return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
		}

		private static boolean isToken68(char c) {
			return isAlphanumeric(c) || "-._~+/".indexOf(c) >= 0;
		}

		private static boolean isAlphanumeric(char c) {
			return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		}

	}

}

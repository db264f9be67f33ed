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

package io.github.libcontainerd.test.internal.fake.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * containerd's filter syntax: {@code field[op value]}, comma means and, the entries of a
 * list mean or.
 */
public final class FakeFilter {

	private final String input;

	private int position;

	private FakeFilter(String input) {
		this.input = input;
	}

	/**
	 * Parse a list of filters. The predicate takes a function from a field path to its
	 * value or {@code null}.
	 * @throws IllegalArgumentException with containerd's text
	 */
	public static Predicate<Function<List<String>, @Nullable String>> parse(List<String> filters) {
		if (filters.isEmpty()) {
			return (fields) -> true;
		}
		List<Predicate<Function<List<String>, @Nullable String>>> any = new ArrayList<>();
		for (String filter : filters) {
			any.add(new FakeFilter(filter).conjunction());
		}
		return (fields) -> any.stream().anyMatch((filter) -> filter.test(fields));
	}

	private Predicate<Function<List<String>, @Nullable String>> conjunction() {
		Predicate<Function<List<String>, @Nullable String>> all = (fields) -> true;
		if (this.input.isEmpty()) {
			return all;
		}
		for (;;) {
			all = all.and(selector());
			if (atEnd()) {
				return all;
			}
			if (peek() != ',') {
				throw error(this.position, this.position + 1, "unexpected input: " + peek());
			}
			this.position++;
		}
	}

	private Predicate<Function<List<String>, @Nullable String>> selector() {
		List<String> path = new ArrayList<>();
		path.add(field());
		while (!atEnd() && peek() == '.') {
			this.position++;
			path.add(field());
		}
		if (atEnd() || peek() == ',') {
			return (fields) -> fields.apply(path) != null;
		}
		int start = this.position;
		while (!atEnd() && "=!~".indexOf(peek()) >= 0) {
			this.position++;
		}
		String operator = this.input.substring(start, this.position);
		switch (operator) {
			case "==" -> {
				String value = value(false);
				return (fields) -> value.equals(fields.apply(path));
			}
			case "!=" -> {
				String value = value(false);
				return (fields) -> !value.equals(fields.apply(path));
			}
			case "~=" -> {
				return matches(path, value(true));
			}
			case "" -> throw error(start, start + 1, "expected an operator (\"==\"|\"!=\"|\"~=\")");
			default -> throw error(start, this.position, "unsupported operator \"" + operator + "\"");
		}
	}

	/** A bad expression silently matches nothing, as in containerd. */
	private static Predicate<Function<List<String>, @Nullable String>> matches(List<String> path, String regex) {
		try {
			Pattern pattern = Pattern.compile(regex);
			return (fields) -> {
				String value = fields.apply(path);
				return value != null && pattern.matcher(value).find();
			};
		}
		catch (PatternSyntaxException ex) {
			return (fields) -> false;
		}
	}

	private String field() {
		if (!atEnd() && isQuote(peek())) {
			return quoted(false);
		}
		int start = this.position;
		while (!atEnd() && (Character.isLetterOrDigit(peek()) || peek() == '_')) {
			this.position++;
		}
		if (start == this.position) {
			int end = start;
			while (end < this.input.length() && "=!~".indexOf(this.input.charAt(end)) >= 0) {
				end++;
			}
			throw error(start, Math.max(end, Math.min(start + 1, this.input.length())), "expected field or quoted");
		}
		return this.input.substring(start, this.position);
	}

	private String value(boolean alternatives) {
		if (!atEnd() && isQuote(peek())) {
			return quoted(alternatives);
		}
		int start = this.position;
		while (!atEnd() && peek() != ',' && !Character.isWhitespace(peek()) && !isQuote(peek())) {
			this.position++;
		}
		if (start == this.position) {
			throw error(start, start, "expected value or quoted");
		}
		return this.input.substring(start, this.position);
	}

	private String quoted(boolean alternatives) {
		int start = this.position;
		char quote = this.input.charAt(start);
		StringBuilder text = new StringBuilder();
		for (int i = start + 1; i < this.input.length(); i++) {
			char c = this.input.charAt(i);
			if (c == quote) {
				this.position = i + 1;
				if (quote != '"' && !alternatives) {
					throw error(start, this.position, "invalid quote encountered");
				}
				return text.toString();
			}
			if (c == '\\' && i + 1 < this.input.length()) {
				char next = this.input.charAt(++i);
				if (quote != '"' && next != quote) {
					text.append(c);
				}
				text.append(next);
			}
			else {
				text.append(c);
			}
		}
		throw error(start, start + 1, "quoted literal not terminated");
	}

	private static boolean isQuote(char c) {
		return c == '"' || c == '/' || c == '|';
	}

	private boolean atEnd() {
		return this.position >= this.input.length();
	}

	private char peek() {
		return this.input.charAt(this.position);
	}

	private IllegalArgumentException error(int from, int to, String text) {
		int start = Math.min(from, this.input.length());
		int end = Math.min(to, this.input.length());
		return new IllegalArgumentException("filters: parse error: [%s >|%s|< %s]: %s: invalid argument".formatted(
				this.input.substring(0, start), this.input.substring(start, end), this.input.substring(end), text));
	}

}

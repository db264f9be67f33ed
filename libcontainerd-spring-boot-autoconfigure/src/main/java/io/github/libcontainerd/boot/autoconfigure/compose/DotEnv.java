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

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.TextResourceOrigin.Location;

import io.github.libcontainerd.boot.autoconfigure.compose.Interpolation.InvalidExpressionException;
import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Place;

/**
 * Reads a file of environment variables as compose does: a {@code NAME=VALUE} a line,
 * with quotes, comments and other variables. A name without a value has that of the
 * environment.
 */
final class DotEnv {

	private static final int MAX_VARIABLES = 10_000;

	private final Path file;

	private final String text;

	private final Function<String, @Nullable String> outside;

	private final Interpolation interpolation;

	private final Map<String, YamlNode> values = new LinkedHashMap<>();

	private int at;

	// The lines up to a place, which only moves forward.
	private int line;

	private int counted;

	/**
	 * Create a reader.
	 * @param file the file
	 * @param outside return the value of a variable that is not in the file
	 * @param unset gets the names of variables that have no value
	 */
	DotEnv(Path file, Function<String, @Nullable String> outside, Consumer<String> unset) {
		this.file = file;
		this.text = TextFile.read(file).replace("\r\n", "\n");
		this.outside = outside;
		this.interpolation = new Interpolation(this::value, unset);
	}

	private @Nullable String value(String name) {
		String value = this.outside.apply(name);
		YamlNode own = this.values.get(name);
		return (value == null && own != null) ? own.text() : value;
	}

	/**
	 * Return the variables, with the lines that they are from.
	 */
	Map<String, YamlNode> read() {
		while (this.at < this.text.length()) {
			int start = this.at;
			int end = end(start);
			String line = this.text.substring(start, end);
			this.at = end + 1;
			if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
				variable(start, line);
			}
		}
		return this.values;
	}

	/**
	 * Return the variables of a file in which everything behind {@code =} counts as it
	 * is.
	 */
	Map<String, YamlNode> readRaw() {
		int start = 0;
		for (String line : this.text.split("\n", -1)) {
			if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
				int equal = line.indexOf('=');
				put(start, (equal < 0) ? line.strip() : line.substring(0, equal).strip(),
						(equal < 0) ? null : line.substring(equal + 1));
			}
			start += line.length() + 1;
		}
		return this.values;
	}

	private void variable(int start, String line) {
		int name = line.length() - line.stripLeading().length();
		if (line.startsWith("export ", name)) {
			name += "export ".length();
		}
		int equal = line.indexOf('=', name);
		if (equal < 0) {
			put(start, line.substring(name).replaceFirst("\\s#.*", "").strip(), null);
			return;
		}
		String key = line.substring(name, equal).strip();
		int from = start + equal + 1;
		while (from < this.text.length() && (this.text.charAt(from) == ' ' || this.text.charAt(from) == '\t')) {
			from++;
		}
		char quote = (from < this.text.length()) ? this.text.charAt(from) : '\n';
		if (quote == '\'' || quote == '"') {
			int close = close(start, from + 1, quote);
			String value = this.text.substring(from + 1, close);
			String rest = this.text.substring(close + 1, end(close + 1)).strip();
			if (!rest.isEmpty() && !rest.startsWith("#")) {
				throw node(start, key).refuse("'" + key + "' has something behind its quotes", "remove it");
			}
			this.at = end(close + 1) + 1;
			put(start, key, (quote == '\'') ? value : interpolated(start, key, unescape(value)));
			return;
		}
		String value = this.text.substring(Math.min(from, start + line.length()), start + line.length());
		value = value.startsWith("#") ? "" : value.replaceFirst("\\s#.*", "");
		put(start, key, interpolated(start, key, value.strip()));
	}

	private String interpolated(int start, String key, String value) {
		try {
			return this.interpolation.apply(value);
		}
		catch (InvalidExpressionException ex) {
			throw node(start, key).refuse("'" + key + "': " + ex.getMessage(),
					ex.remedy() + ", or put the value into single quotes");
		}
	}

	// A value in quotes may have several lines.
	private int close(int start, int from, char quote) {
		for (int i = from; i < this.text.length(); i++) {
			char c = this.text.charAt(i);
			if (c == '\\' && quote == '"') {
				i++;
			}
			else if (c == quote) {
				return i;
			}
		}
		throw node(start, "").refuse("a quote is not closed", "close it");
	}

	private static String unescape(String value) {
		StringBuilder result = new StringBuilder();
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c != '\\' || i + 1 == value.length()) {
				result.append(c);
				continue;
			}
			char next = value.charAt(++i);
			switch (next) {
				case 'n' -> result.append('\n');
				case 'r' -> result.append('\r');
				case 't' -> result.append('\t');
				case '$' -> result.append("$$");
				case '"', '\\' -> result.append(next);
				default -> result.append(c).append(next);
			}
		}
		return result.toString();
	}

	private int end(int from) {
		int end = this.text.indexOf('\n', from);
		return (end < 0) ? this.text.length() : end;
	}

	private void put(int start, String name, @Nullable String value) {
		YamlNode node = node(start, name);
		if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
			throw node.refuse("a line is not 'NAME=VALUE'", "write it so, or begin it with '#'");
		}
		if (this.values.size() >= MAX_VARIABLES) {
			throw node.refuse("there are more than " + MAX_VARIABLES + " variables", "remove some");
		}
		String known = (value != null) ? value : this.outside.apply(name);
		if (known != null) {
			this.values.put(name, YamlNode.scalar(node.place(), known));
		}
	}

	private YamlNode node(int start, String name) {
		for (; this.counted < start; this.counted++) {
			this.line += (this.text.charAt(this.counted) == '\n') ? 1 : 0;
		}
		return YamlNode.none(new Place(this.file, name, new Location(this.line, 0)));
	}

}

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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Puts the values of variables in the place of their names, as compose does:
 * <code>$NAME</code>, <code>${NAME}</code>, <code>${NAME:-default}</code>,
 * <code>${NAME:?message}</code>, <code>${NAME:+replacement}</code>, each also without the
 * colon, and <code>$$</code> for a dollar sign.
 */
final class Interpolation {

	private static final int MAX_DEPTH = 20;

	// Of all that is made, so that repeated variables can't fill the memory.
	private static final int MAX_LENGTH = 1 << 23;

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private static final Pattern OPERATOR = Pattern.compile(":?[-?+]");

	private static final String ESCAPE = "write '$$' for a dollar sign that is to stay";

	private final Function<String, @Nullable String> variables;

	private final Consumer<String> unset;

	private int length;

	/**
	 * Create an interpolation.
	 * @param variables return the value of a variable
	 * @param unset gets the names of variables that are used, but have no value
	 */
	Interpolation(Function<String, @Nullable String> variables, Consumer<String> unset) {
		this.variables = variables;
		this.unset = unset;
	}

	/**
	 * Return a value with all scalars in it changed, but not those that are extensions.
	 */
	YamlNode apply(YamlNode node) {
		return switch (node.kind()) {
			case NULL -> node;
			case SCALAR -> node.withText(text(node));
			case LIST -> YamlNode.list(node.place(), node.items().stream().map(this::apply).toList());
			case MAP -> {
				Map<String, YamlNode> entries = new LinkedHashMap<>();
				node.entries().forEach((key, value) -> {
					if (!key.startsWith("x-")) {
						entries.put(key, apply(value));
					}
				});
				yield YamlNode.map(node.place(), entries);
			}
		};
	}

	private String text(YamlNode node) {
		try {
			return apply(node.text());
		}
		catch (InvalidExpressionException ex) {
			throw node.refuse("'" + node.path() + "': " + ex.getMessage(), ex.remedy());
		}
	}

	/**
	 * Return a text with the values of its variables.
	 */
	String apply(String text) throws InvalidExpressionException {
		return apply(text, 0);
	}

	private String apply(String text, int depth) throws InvalidExpressionException {
		if (text.indexOf('$') < 0) {
			return text;
		}
		if (depth > MAX_DEPTH) {
			throw new InvalidExpressionException("its defaults are nested too deep", "simplify it");
		}
		StringBuilder result = new StringBuilder();
		int at = 0;
		while (at < text.length()) {
			int dollar = text.indexOf('$', at);
			int literal = (dollar < 0) ? text.length() : dollar;
			result.append(text, at, literal);
			at = literal;
			if (dollar >= 0) {
				at = expression(text, dollar, depth, result);
			}
			if (this.length + result.length() > MAX_LENGTH) {
				throw new InvalidExpressionException("the values of its variables are too long", "shorten them");
			}
		}
		this.length += result.length();
		return result.toString();
	}

	private int expression(String text, int dollar, int depth, StringBuilder result) throws InvalidExpressionException {
		int next = dollar + 1;
		if (text.startsWith("$", next)) {
			result.append('$');
			return next + 1;
		}
		boolean braces = text.startsWith("{", next);
		Matcher name = NAME.matcher(text).region(braces ? next + 1 : next, text.length());
		if (!name.lookingAt()) {
			throw new InvalidExpressionException("behind a '$' is no name of a variable", ESCAPE);
		}
		if (!braces) {
			result.append(value(name.group()));
			return name.end();
		}
		int end = end(text, name.end());
		result.append(braced(name.group(), text.substring(name.end(), end), depth));
		return end + 1;
	}

	// The brace that closes an expression, behind those within.
	private static int end(String text, int from) throws InvalidExpressionException {
		int open = 1;
		for (int i = from; i < text.length(); i++) {
			if (text.charAt(i) == '{' && text.charAt(i - 1) == '$') {
				open++;
			}
			else if (text.charAt(i) == '}' && --open == 0) {
				return i;
			}
		}
		throw new InvalidExpressionException("a '${' has no '}'", "add it, or " + ESCAPE);
	}

	private String braced(String name, String rest, int depth) throws InvalidExpressionException {
		if (rest.isEmpty()) {
			return value(name);
		}
		Matcher operator = OPERATOR.matcher(rest);
		if (!operator.lookingAt()) {
			throw new InvalidExpressionException("'${" + name + rest + "}' is no expression",
					"write it as '${" + name + "}' or '${" + name + ":-default}', or " + ESCAPE);
		}
		String word = rest.substring(operator.end());
		String value = this.variables.apply(name);
		boolean present = value != null && !(value.isEmpty() && operator.group().startsWith(":"));
		return switch (operator.group().charAt(operator.group().length() - 1)) {
			case '-' -> present ? String.valueOf(value) : apply(word, depth + 1);
			case '+' -> present ? apply(word, depth + 1) : "";
			default -> {
				if (!present) {
					String message = apply(word, depth + 1);
					throw new InvalidExpressionException(
							"the variable '" + name + "' is needed" + (message.isEmpty() ? "" : ": " + message),
							remedy(name));
				}
				yield String.valueOf(value);
			}
		};
	}

	private static String remedy(String name) {
		return "set '" + name + "' in the environment of the application, or in a file '.env' beside the compose file";
	}

	private String value(String name) {
		String value = this.variables.apply(name);
		if (value == null) {
			this.unset.accept(name);
		}
		return (value != null) ? value : "";
	}

	/**
	 * Return the names of variables that may stand in front of {@code =}.
	 */
	static boolean isName(String name) {
		return NAME.matcher(name).matches();
	}

	/**
	 * A text that can't be interpolated.
	 */
	static final class InvalidExpressionException extends Exception {

		private static final long serialVersionUID = 1L;

		private final String remedy;

		InvalidExpressionException(String problem, String remedy) {
			super(problem);
			this.remedy = remedy;
		}

		String remedy() {
			return this.remedy;
		}

	}

}

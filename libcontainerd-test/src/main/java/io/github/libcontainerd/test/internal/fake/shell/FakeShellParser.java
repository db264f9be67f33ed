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

package io.github.libcontainerd.test.internal.fake.shell;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Parses the part of the shell's language that test scripts use: lists, pipelines,
 * background jobs, groups, subshells, redirections, {@code while}, {@code until},
 * {@code if} and {@code for}.
 */
public final class FakeShellParser {

	private static final List<String> OPERATORS = List.of("&&", "||", ">>", ">&", ";", "\n", "|", "&", "(", ")", ">",
			"<");

	private final String script;

	private final List<Token> tokens = new ArrayList<>();

	private int next;

	private FakeShellParser(String script) {
		this.script = script;
	}

	/**
	 * Parse a script.
	 * @throws IllegalArgumentException if it is not understood
	 */
	public static Node parse(String script) {
		FakeShellParser parser = new FakeShellParser(script);
		parser.tokenise();
		Node node = parser.list(List.of());
		if (parser.next < parser.tokens.size()) {
			throw new IllegalArgumentException("syntax error: unexpected \"" + parser.peekText() + "\"");
		}
		return node;
	}

	private void tokenise() {
		int i = 0;
		while (i < this.script.length()) {
			char c = this.script.charAt(i);
			if (c == '#') {
				while (i < this.script.length() && this.script.charAt(i) != '\n') {
					i++;
				}
			}
			else if (c == ' ' || c == '\t' || c == '\r') {
				i++;
			}
			else if (this.script.startsWith("\\\n", i)) {
				i += 2;
			}
			else {
				String operator = operatorAt(i);
				if (operator != null) {
					this.tokens.add(new Token(operator, null));
					i += operator.length();
				}
				else {
					i = word(i);
				}
			}
		}
	}

	private @Nullable String operatorAt(int i) {
		return OPERATORS.stream().filter((operator) -> this.script.startsWith(operator, i)).findFirst().orElse(null);
	}

	private int word(int start) {
		List<Part> parts = new ArrayList<>();
		StringBuilder plain = new StringBuilder();
		int i = start;
		while (i < this.script.length()) {
			char c = this.script.charAt(i);
			if (c == '\'') {
				int end = quoteEnd('\'', i);
				flush(plain, parts);
				parts.add(new Part(this.script.substring(i + 1, end), false, true));
				i = end + 1;
			}
			else if (c == '"') {
				int end = quoteEnd('"', i);
				flush(plain, parts);
				parts.add(new Part(this.script.substring(i + 1, end), true, true));
				i = end + 1;
			}
			else if (c == '\\' && i + 1 < this.script.length()) {
				flush(plain, parts);
				parts.add(new Part(this.script.substring(i + 1, i + 2), false, true));
				i += 2;
			}
			else if (this.script.startsWith("$((", i)) {
				int end = this.script.indexOf("))", i);
				if (end < 0) {
					throw new IllegalArgumentException("syntax error: missing '))'");
				}
				plain.append(this.script, i, end + 2);
				i = end + 2;
			}
			else if (this.script.startsWith("$(", i)) {
				int end = substitutionEnd(this.script, i);
				plain.append(this.script, i, end);
				i = end;
			}
			else if (c == ' ' || c == '\t' || c == '\r' || operatorAt(i) != null) {
				break;
			}
			else {
				plain.append(c);
				i++;
			}
		}
		flush(plain, parts);
		this.tokens.add(new Token(this.script.substring(start, i), parts));
		return i;
	}

	private int quoteEnd(char quote, int start) {
		for (int i = start + 1; i < this.script.length(); i++) {
			char c = this.script.charAt(i);
			if (c == '\\' && quote == '"') {
				i++;
			}
			else if (quote == '"' && isSubstitution(this.script, i)) {
				i = substitutionEnd(this.script, i) - 1;
			}
			else if (c == quote) {
				return i;
			}
		}
		throw new IllegalArgumentException("syntax error: unterminated quoted string");
	}

	static boolean isSubstitution(String text, int at) {
		return text.startsWith("$(", at) && !text.startsWith("$((", at);
	}

	/** The position behind the bracket that ends {@code $(}. */
	static int substitutionEnd(String text, int start) {
		int depth = 0;
		char quote = 0;
		for (int i = start + 1; i < text.length(); i++) {
			char c = text.charAt(i);
			if (quote != 0) {
				quote = (c == quote) ? 0 : quote;
			}
			else if (c == '\'' || c == '"') {
				quote = c;
			}
			else if (c == '(') {
				depth++;
			}
			else if (c == ')' && --depth == 0) {
				return i + 1;
			}
		}
		throw new IllegalArgumentException("syntax error: unterminated command substitution");
	}

	private static void flush(StringBuilder plain, List<Part> parts) {
		if (!plain.isEmpty()) {
			parts.add(new Part(plain.toString(), true, false));
			plain.setLength(0);
		}
	}

	private String peekText() {
		return (this.next < this.tokens.size()) ? this.tokens.get(this.next).text() : "";
	}

	private boolean atWord(String... words) {
		return this.next < this.tokens.size() && List.of(words).contains(peekText());
	}

	private void expect(String text) {
		while (peekText().equals("\n") && !text.equals("\n")) {
			this.next++;
		}
		if (!peekText().equals(text)) {
			throw new IllegalArgumentException(
					"syntax error: unexpected \"" + peekText() + "\" (expecting \"" + text + "\")");
		}
		this.next++;
	}

	private Node list(List<String> ends) {
		List<Node> nodes = new ArrayList<>();
		while (this.next < this.tokens.size() && !ends.contains(peekText())) {
			if (atWord(";", "\n")) {
				this.next++;
				continue;
			}
			if (atWord(")", "}", "do", "done", "then", "else", "fi")) {
				break;
			}
			Node node = andOr();
			if (atWord("&")) {
				this.next++;
				nodes.add((context) -> context.background(node));
			}
			else {
				nodes.add(node);
			}
		}
		return (context) -> {
			int status = 0;
			for (Node node : nodes) {
				status = context.run(node);
			}
			return status;
		};
	}

	private Node andOr() {
		Node node = pipeline();
		while (atWord("&&", "||")) {
			boolean and = peekText().equals("&&");
			this.next++;
			while (atWord("\n")) {
				this.next++;
			}
			Node left = node;
			Node right = pipeline();
			node = (context) -> {
				int status = context.run(left);
				return ((status == 0) == and) ? context.run(right) : status;
			};
		}
		return node;
	}

	private Node pipeline() {
		boolean negated = atWord("!");
		if (negated) {
			this.next++;
		}
		List<Node> stages = new ArrayList<>();
		stages.add(command());
		while (atWord("|")) {
			this.next++;
			stages.add(command());
		}
		Node node = (stages.size() == 1) ? stages.get(0) : (context) -> context.pipeline(stages);
		return negated ? (context) -> (context.run(node) == 0) ? 1 : 0 : node;
	}

	private Node command() {
		Node node;
		if (atWord("(")) {
			this.next++;
			Node body = list(List.of(")"));
			expect(")");
			node = (context) -> context.subshell(body);
		}
		else if (atWord("{")) {
			this.next++;
			node = list(List.of("}"));
			expect("}");
		}
		else if (atWord("while", "until")) {
			boolean expected = peekText().equals("while");
			this.next++;
			Node condition = list(List.of("do"));
			node = loop(condition, expected, body());
		}
		else if (atWord("if")) {
			node = conditional();
		}
		else if (atWord("for")) {
			node = forLoop();
		}
		else {
			return simple();
		}
		List<Redirect> redirects = new ArrayList<>();
		for (Redirect redirect = redirect(); redirect != null; redirect = redirect()) {
			redirects.add(redirect);
		}
		return redirects.isEmpty() ? node : (context) -> context.redirected(redirects, node);
	}

	private Node body() {
		expect("do");
		Node body = list(List.of("done"));
		expect("done");
		return body;
	}

	private static Node loop(Node condition, boolean expected, Node body) {
		return (context) -> {
			int status = 0;
			while ((context.run(condition) == 0) == expected) {
				status = context.run(body);
			}
			return status;
		};
	}

	private Node forLoop() {
		this.next++;
		String name = this.tokens.get(this.next++).text();
		List<Token> words = new ArrayList<>();
		expect("in");
		while (!atWord(";", "\n") && this.next < this.tokens.size()) {
			words.add(this.tokens.get(this.next++));
		}
		this.next++;
		Node body = body();
		return (context) -> {
			int status = 0;
			for (String value : context.expand(words)) {
				context.assign(name, value);
				status = context.run(body);
			}
			return status;
		};
	}

	private Node conditional() {
		this.next++;
		Node condition = list(List.of("then"));
		expect("then");
		Node yes = list(List.of("else", "fi"));
		Node no = null;
		if (atWord("else")) {
			this.next++;
			no = list(List.of("fi"));
		}
		expect("fi");
		Node otherwise = (no != null) ? no : (context) -> 0;
		return (context) -> context.run((context.run(condition) == 0) ? yes : otherwise);
	}

	private Node simple() {
		List<Token> words = new ArrayList<>();
		List<Redirect> redirects = new ArrayList<>();
		while (this.next < this.tokens.size()) {
			Redirect redirect = redirect();
			if (redirect != null) {
				redirects.add(redirect);
			}
			else if (this.tokens.get(this.next).parts() != null) {
				words.add(this.tokens.get(this.next++));
			}
			else {
				break;
			}
		}
		if (words.isEmpty() && redirects.isEmpty()) {
			throw new IllegalArgumentException("syntax error: unexpected \"" + peekText() + "\"");
		}
		Node node = (context) -> context.simple(words);
		return redirects.isEmpty() ? node : (context) -> context.redirected(redirects, node);
	}

	private @Nullable Redirect redirect() {
		int at = this.next;
		int descriptor = -1;
		if (atWord("0", "1", "2") && at + 1 < this.tokens.size()
				&& List.of(">", ">>", ">&", "<").contains(this.tokens.get(at + 1).text())) {
			descriptor = Integer.parseInt(peekText());
			at++;
		}
		if (at + 1 >= this.tokens.size() || this.tokens.get(at).parts() != null) {
			return null;
		}
		String operator = this.tokens.get(at).text();
		if (!List.of(">", ">>", ">&", "<").contains(operator)) {
			return null;
		}
		this.next = at + 2;
		int fallback = operator.equals("<") ? 0 : 1;
		return new Redirect((descriptor >= 0) ? descriptor : fallback, operator, this.tokens.get(at + 1));
	}

	/**
	 * A piece of a program.
	 */
	@FunctionalInterface
	public interface Node {

		int run(FakeShell context);

	}

	/**
	 * A word with its parts, or an operator.
	 */
	record Token(String text, @Nullable List<Part> parts) {
	}

	/**
	 * A part of a word.
	 */
	record Part(String text, boolean expand, boolean quoted) {
	}

	/**
	 * A redirection.
	 */
	record Redirect(int descriptor, String operator, Token target) {
	}

}

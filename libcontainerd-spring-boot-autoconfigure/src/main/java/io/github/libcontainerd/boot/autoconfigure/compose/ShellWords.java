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

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command as a shell does, with quotes and backslashes, but without anything
 * that only a shell can do.
 */
final class ShellWords {

	private final YamlNode node;

	private final String text;

	private final List<YamlNode> words = new ArrayList<>();

	private final StringBuilder word = new StringBuilder();

	private boolean inWord;

	private ShellWords(YamlNode node) {
		this.node = node;
		this.text = node.scalar();
	}

	/**
	 * Split a command.
	 * @param node the command, a scalar
	 * @return the words
	 */
	static List<YamlNode> split(YamlNode node) {
		return new ShellWords(node).words();
	}

	private List<YamlNode> words() {
		int at = 0;
		while (at < this.text.length()) {
			char c = this.text.charAt(at);
			if (Character.isWhitespace(c)) {
				end();
				at++;
			}
			else if (c == '\'' || c == '"') {
				at = quoted(at + 1, c);
			}
			else if (c == '\\' && at + 1 < this.text.length()) {
				append(this.text.charAt(at + 1));
				at += 2;
			}
			else if ("|&;<>".indexOf(c) >= 0) {
				throw this.node.refuse("'" + this.node.path() + "' has a '" + c + "', which needs a shell",
						"write it as a list, '[sh, -c, \"...\"]', or put the '" + c + "' into quotes");
			}
			else {
				append(c);
				at++;
			}
		}
		end();
		return this.words;
	}

	private int quoted(int from, char quote) {
		this.inWord = true;
		for (int i = from; i < this.text.length(); i++) {
			char c = this.text.charAt(i);
			if (c == quote) {
				return i + 1;
			}
			if (c == '\\' && quote == '"' && i + 1 < this.text.length()) {
				c = this.text.charAt(++i);
			}
			this.word.append(c);
		}
		throw this.node.refuse("'" + this.node.path() + "' has a quote that is not closed", "close it");
	}

	private void append(char c) {
		this.inWord = true;
		this.word.append(c);
	}

	private void end() {
		if (this.inWord) {
			this.words.add(this.node.withText(this.word.toString()));
			this.word.setLength(0);
			this.inWord = false;
		}
	}

}

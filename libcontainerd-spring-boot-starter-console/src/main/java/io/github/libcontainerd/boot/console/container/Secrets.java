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

package io.github.libcontainerd.boot.console.container;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Takes out what was told a container in confidence before it is shown to anybody. It is
 * known by its name, such as {@code DB_PASSWORD}, and by its form, such as a key or an
 * address with a password in it. Of the environment, whatever does not come from the
 * image is taken for a secret.
 */
final class Secrets {

	/** What is shown instead, as the endpoints of Spring Boot do. */
	static final String MASK = "******";

	private static final String WORDS = "pass(?!ive|enger)|pwd|secret|token|credential|auth(?!ors?\\b)|dsn\\b|salt\\b"
			+ "|(?:api|access|private|signing|encryption|master)[-_.]?key|_key\\b";

	private static final Pattern NAME = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);

	/**
	 * A whole word that gives a secret away. It is looked at once, from its beginning and
	 * without a way back: a container chooses how long its words are.
	 */
	private static final String WORD = "(?<![\\w.-])(?=[\\w.-]*?(?:" + WORDS + "))[\\w.-]++";

	private static final String VALUE = "(?:\"[^\"]*+\"|'[^']*+'|[^\\s\"'&;|]++)";

	/** Such as {@code --password=x} and {@code DB_PASSWORD="x y"}. */
	private static final Pattern ASSIGNED = Pattern.compile("(" + WORD + "\\s*+[=:]\\s*+)" + VALUE,
			Pattern.CASE_INSENSITIVE);

	/** Such as {@code --password x}. */
	private static final Pattern OPTION = Pattern.compile("(?=-)" + WORD, Pattern.CASE_INSENSITIVE);

	private static final Pattern OPTION_AND_VALUE = Pattern.compile("(" + OPTION.pattern() + "\\s++)(?!-)" + VALUE,
			Pattern.CASE_INSENSITIVE);

	private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*+:)[^/\\s@]++(?=@)");

	private static final Pattern FORM = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*"
			+ "|\\beyJ[\\w-]{1,1024}+\\.[\\w-]++\\.[\\w-]*+|\\bgh[opsur]_\\w{20,}|\\bAKIA[0-9A-Z]{16}\\b|(?<=[Bb]earer )[\\w.~+/=-]+");

	/** What everybody has and nobody keeps to himself. */
	private static final Set<String> HARMLESS = Set.of("PATH", "HOME", "HOSTNAME", "TERM", "USER", "SHELL", "PWD",
			"LANG", "TZ");

	private Secrets() {
	}

	/**
	 * Whether something of this name is a secret.
	 */
	static boolean isName(String name) {
		return NAME.matcher(name).find();
	}

	/**
	 * Return a text without the secrets that it has.
	 */
	static String outOf(String text) {
		String shown = FORM.matcher(text).replaceAll(MASK);
		shown = IN_ADDRESS.matcher(shown).replaceAll("$1" + MASK);
		shown = ASSIGNED.matcher(shown).replaceAll("$1" + MASK);
		return OPTION_AND_VALUE.matcher(shown).replaceAll("$1" + MASK);
	}

	static @Nullable String outOfNullable(@Nullable String text) {
		return (text != null) ? outOf(text) : null;
	}

	/**
	 * Return the words of a command without the secrets that they have.
	 */
	static List<String> outOf(List<String> command) {
		List<String> shown = new ArrayList<>();
		boolean secret = false;
		for (String word : command) {
			shown.add((secret && !word.startsWith("-")) ? MASK : outOf(word));
			secret = OPTION.matcher(word).matches();
		}
		return shown;
	}

	/**
	 * Return labels and the like without the values of those that are secrets.
	 */
	static Map<String, String> outOf(Map<String, String> values) {
		Map<String, String> shown = new LinkedHashMap<>();
		values.forEach((name, value) -> shown.put(name, isName(name) ? MASK : outOf(value)));
		return shown;
	}

	/**
	 * Return a variable of the environment as it may be shown.
	 * @param variable as {@code NAME=value}
	 * @param known those that the image has, which everybody can read
	 */
	static String outOfVariable(String variable, Collection<String> known) {
		int at = variable.indexOf('=');
		if (at < 0) {
			return variable;
		}
		String name = variable.substring(0, at);
		boolean told = !known.contains(variable) && !HARMLESS.contains(name);
		return name + "=" + ((told || isName(name)) ? MASK : outOf(variable.substring(at + 1)));
	}

}

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

package io.github.libcontainerd.samples.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page and its script, which no compiler compares.
 */
class PageTests {

	private final String page = read("index.html");

	private final String script = read("console.js");

	@Test
	void everyElementThatTheScriptLooksForIsInThePage() {
		Set<String> ids = all(this.page, "\\bid=\"([^\"]+)\"").collect(Collectors.toSet());
		assertThat(all(this.script, "\\$\\('([a-z-]+)'\\)")).isNotEmpty().isSubsetOf(ids);
		assertThat(all(this.script, "show\\('([a-z]+)'")).isNotEmpty().isSubsetOf(ids);
		assertThat(all(this.script, "(?:value|number)\\('([a-z]+)'\\)").map("run-"::concat)).isNotEmpty()
			.isSubsetOf(ids);
	}

	@Test
	void nothingIsInThePageThatTheScriptDoesNotUse() {
		for (String id : all(this.page, "\\bid=\"([^\"]+)\"").toList()) {
			String inScript = id.startsWith("run-") ? id.substring("run-".length()) : id;
			assertThat(this.script).containsAnyOf("'" + inScript + "'", "'" + id + "'");
		}
	}

	@Test
	void nothingThatIsShownIsTakenForMarkup() {
		for (String code : new String[] { this.script, read("terminal.js") }) {
			assertThat(code).doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(");
		}
		// The policy of the answers forbids it, too.
		assertThat(this.page).doesNotContainPattern("<script>|\\son[a-z]+=|style=");
	}

	@Test
	void nothingIsFetchedFromElsewhere() {
		for (String file : new String[] { "index.html", "console.js", "terminal.js", "console.css" }) {
			assertThat(read(file)).doesNotContainPattern("https?://|url\\(|@import");
		}
		assertThat(all(this.page, "(?:href|src)=\"([^\"]+)\"")).containsOnly("data:,", "console.css", "console.js");
	}

	private static Stream<String> all(String text, String pattern) {
		return Pattern.compile(pattern).matcher(text).results().map((result) -> result.group(1));
	}

	private static String read(String file) {
		try {
			return new ClassPathResource("static/" + file).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

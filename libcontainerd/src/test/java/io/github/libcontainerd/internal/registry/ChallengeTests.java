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

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ChallengeTests {

	@Test
	void aChallengeHasParameters() {
		assertThat(parse("Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
				+ "scope=\"repository:library/busybox:pull,push\""))
			.containsExactly(new Challenge("bearer", Map.of("realm", "https://auth.docker.io/token", "service",
					"registry.docker.io", "scope", "repository:library/busybox:pull,push")));
	}

	@Test
	void namesHaveNoCaseAndBlanksDoNotMatter() {
		assertThat(parse("BASIC  Realm = \"a\" ,\tCharset=UTF-8"))
			.containsExactly(new Challenge("basic", Map.of("realm", "a", "charset", "UTF-8")));
	}

	@Test
	void quotedTextMayHaveQuotesAndCommas() {
		assertThat(parse("Basic realm=\"say \\\"a, b=c\\\" \\\\\""))
			.containsExactly(new Challenge("basic", Map.of("realm", "say \"a, b=c\" \\")));
	}

	@Test
	void severalChallengesInOneHeader() {
		assertThat(parse("Negotiate, Basic realm=\"a\", Bearer realm=\"b\", service=c, Newauth title=\"x, y\""))
			.containsExactly(new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "a")),
					new Challenge("bearer", Map.of("realm", "b", "service", "c")),
					new Challenge("newauth", Map.of("title", "x, y")));
	}

	@Test
	void severalHeaders() {
		assertThat(Challenge.parse(List.of("Basic realm=a", "Bearer realm=b"))).extracting(Challenge::scheme)
			.containsExactly("basic", "bearer");
	}

	@Test
	void opaqueValuesAreSkipped() {
		assertThat(parse("Negotiate YWJj/+==, Basic realm=\"a\"")).containsExactly(new Challenge("negotiate", Map.of()),
				new Challenge("basic", Map.of("realm", "a")));
	}

	@Test
	void theFirstOfTwoAlikeCounts() {
		assertThat(parse("Bearer realm=\"good\", realm=\"bad\""))
			.containsExactly(new Challenge("bearer", Map.of("realm", "good")));
	}

	@Test
	void nonsenseIsLeftOut() {
		assertThat(parse("")).isEmpty();
		assertThat(parse(", ,, ")).isEmpty();
		assertThat(parse("\"\"")).isEmpty();
		assertThat(parse("Basic realm=\"never closed"))
			.containsExactly(new Challenge("basic", Map.of("realm", "never closed")));
		assertThat(parse("Basic realm=")).containsExactly(new Challenge("basic", Map.of()));
	}

	@Test
	void nothingBreaksTheParser() {
		Random random = new Random(20260101);
		String alphabet = "aB1 \t,=\"\\-/+~;:\u00e4";
		for (int i = 0; i < 50_000; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = random.nextInt(30); length > 0; length--) {
				text.append(alphabet.charAt(random.nextInt(alphabet.length())));
			}
			assertThatNoException().isThrownBy(() -> parse(text.toString()));
		}
	}

	@Test
	void whatIsWrittenIsRead() {
		Random random = new Random(7);
		for (int i = 0; i < 5_000; i++) {
			Challenge one = random(random);
			Challenge two = random(random);
			assertThat(parse(write(one) + ((i % 2 == 0) ? ", " : ",") + write(two))).containsExactly(one, two);
		}
	}

	private static Challenge random(Random random) {
		Map<String, String> parameters = new java.util.LinkedHashMap<>();
		for (int i = random.nextInt(4); i > 0; i--) {
			StringBuilder value = new StringBuilder();
			for (int length = random.nextInt(8); length > 0; length--) {
				value.append("a,=\" \\:/".charAt(random.nextInt(8)));
			}
			parameters.put("p" + i, value.toString());
		}
		return new Challenge("s" + random.nextInt(100), parameters);
	}

	private static String write(Challenge challenge) {
		StringBuilder text = new StringBuilder(challenge.scheme());
		String separator = " ";
		for (Map.Entry<String, String> parameter : challenge.parameters().entrySet()) {
			text.append(separator)
				.append(parameter.getKey())
				.append("=\"")
				.append(parameter.getValue().replace("\\", "\\\\").replace("\"", "\\\""))
				.append('"');
			separator = ", ";
		}
		return text.toString();
	}

	private static List<Challenge> parse(String header) {
		return Challenge.parse(List.of(header));
	}

}

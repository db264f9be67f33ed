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

package io.github.libcontainerd.samples.snippets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every Java snippet of the documentation is in a class of this module, so that it
 * compiles. Those of other libraries are marked.
 */
class GuideSnippetsTests {

	private static final Path DOCS = Path.of("../../docs");

	private static final String FOREIGN = "<!-- another library -->";

	@Test
	void everySnippetCompiles() throws IOException {
		String sources = sources();
		List<Path> pages = new ArrayList<>(List.of(DOCS.resolve("../README.md"), DOCS.resolve("comparison.md")));
		try (Stream<Path> guide = Files.list(DOCS.resolve("guide"))) {
			guide.filter((path) -> path.toString().endsWith(".md")).forEach(pages::add);
		}
		for (Path page : pages) {
			for (String snippet : snippets(page)) {
				assertThat(sources.contains("\n" + snippet + "\n"))
					.as("Not in a class of this module, from %s:%n%s", page, snippet)
					.isTrue();
			}
		}
	}

	private static List<String> snippets(Path page) throws IOException {
		List<String> snippets = new ArrayList<>();
		List<String> snippet = null;
		String before = "";
		for (String line : Files.readAllLines(page)) {
			if (line.equals("```java") && !before.equals(FOREIGN)) {
				snippet = new ArrayList<>();
			}
			else if (line.equals("```") && snippet != null) {
				snippets.add(normalize(snippet.stream()));
				snippet = null;
			}
			else if (snippet != null) {
				snippet.add(line);
			}
			before = line.isBlank() ? before : line;
		}
		return snippets;
	}

	private static String sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			StringBuilder all = new StringBuilder("\n");
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				all.append(normalize(Files.readAllLines(file).stream())).append('\n');
			}
			return all.toString();
		}
	}

	private static String normalize(Stream<String> lines) {
		return lines.map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

}

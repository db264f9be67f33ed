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

package io.github.libcontainerd.boot.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the files of the page, and for what the guide says of its properties.
 */
class PageTests {

	private static final Path PAGE = Path.of("src/main/resources/META-INF/libcontainerd/console");

	private static final Path BUILT = Path.of("target/classes/META-INF/libcontainerd/console");

	@Test
	void nothingThatIsShownIsTakenForMarkup() throws IOException {
		for (Path script : scripts()) {
			assertThat(Files.readString(script)).as(script.toString())
				.doesNotContainPattern(
						"innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");
		}
		assertThat(Files.readString(PAGE.resolve("index.html")))
			.doesNotContainPattern("<script>|<style|\\son[a-z]+=|style=");
	}

	@Test
	void nothingIsFetchedFromElsewhere() throws IOException {
		for (String file : List.of("index.html", "console.css")) {
			assertThat(Files.readString(PAGE.resolve(file))).doesNotContainPattern("https?://|@import");
		}
		for (Path script : scripts()) {
			assertThat(Files.readString(script)).doesNotContainPattern("(?:from|import\\() ?'https?://");
		}
	}

	@Test
	void librariesAreThoseOfTheNotice() throws IOException {
		String notice = Files.readString(Path.of("../NOTICE.txt"));
		JsonNode versions = new JsonMapper().readTree(Files.readString(Path.of("src/main/npm/package.json")))
			.get("dependencies");
		assertThat(notice).contains("xterm.js " + versions.get("@xterm/xterm").asString() + ",",
				"fit " + versions.get("@xterm/addon-fit").asString() + " ",
				"web-links " + versions.get("@xterm/addon-web-links").asString() + "\n",
				"uPlot " + versions.get("uplot").asString() + "\n");
		assertThat(BUILT.resolve("lib")).isDirectoryContaining("glob:**/xterm.mjs")
			.isDirectoryContaining("glob:**/xterm.css")
			.isDirectoryContaining("glob:**/addon-fit.mjs")
			.isDirectoryContaining("glob:**/addon-web-links.mjs")
			.isDirectoryContaining("glob:**/uPlot.iife.min.js")
			.isDirectoryContaining("glob:**/uPlot.min.css");
	}

	@Test
	void thePageIsSmallWithoutTheTerminal() throws IOException {
		long size = 0;
		try (Stream<Path> files = Files.walk(BUILT)) {
			for (Path file : files.filter(Files::isRegularFile)
				.filter((each) -> !each.toString().contains("xterm"))
				.toList()) {
				ByteArrayOutputStream compressed = new ByteArrayOutputStream();
				try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
					Files.copy(file, gzip);
				}
				size += compressed.size();
			}
		}
		assertThat(size).isLessThan(250_000);
	}

	@Test
	void everyPropertyIsInTheGuideAndNoOther() throws IOException {
		// Of this module: one that a jar on the class path has would be in its own guide.
		Path metadata = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
		JsonNode properties = new JsonMapper().readTree(Files.readString(metadata)).get("properties");
		List<String> expected = properties.valueStream()
			.map((each) -> each.get("name").asString() + ": " + each.get("description").asString())
			.toList();
		try (Stream<String> lines = Files.lines(Path.of("../docs/guide/console.md"))) {
			assertThat(lines.filter((line) -> line.startsWith("| `libcontainerd.console."))
				.map((line) -> line.split("`")[1] + ": "
						+ line.substring(line.lastIndexOf("| ", line.length() - 3) + 2, line.length() - 2)))
				.containsExactlyInAnyOrderElementsOf(expected);
		}
	}

	private static List<Path> scripts() throws IOException {
		try (Stream<Path> files = Files.list(PAGE.resolve("js"))) {
			return files.toList();
		}
	}

}

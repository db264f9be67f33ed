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
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

	private static final Map<String, String> LIBRARIES = Map.ofEntries(
			Map.entry("addon-fit.mjs", "aa22c5f28e4d64118ac0e7d60276b3384188e59dd104c96e43760d6e2cedd771"),
			Map.entry("addon-web-links.mjs", "38f7f1736b3cb72a27fd8553bb5d594ca8ff6862223564acd13eec72a897514b"),
			Map.entry("uPlot.iife.min.js", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f"),
			Map.entry("uPlot.min.css", "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04"),
			Map.entry("xterm.css", "854a7c0fb70e8b1a083c16797ab827299fb18744f5ad34f227b48337e33293c6"),
			Map.entry("xterm.mjs", "3fd3d0046d2604ea5860235e2f96625a2fab158dcf3d4cfb0f7c1655559a5d9a"));

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
	void librariesAreThoseOfTheNotice() throws Exception {
		for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(Files.readAllBytes(PAGE.resolve("lib").resolve(library.getKey())));
			assertThat(HexFormat.of().formatHex(digest)).as(library.getKey()).isEqualTo(library.getValue());
		}
	}

	@Test
	void thePageIsSmallWithoutTheTerminal() throws IOException {
		long size = 0;
		try (Stream<Path> files = Files.walk(PAGE)) {
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

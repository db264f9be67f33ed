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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.boot.container.ComposeFileException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DotEnv}.
 */
class DotEnvTests {

	@TempDir
	private Path directory;

	private final List<String> unset = new ArrayList<>();

	private DotEnv file(String text) throws IOException {
		Path file = Files.writeString(this.directory.resolve(".env"), text);
		return new DotEnv(file, Map.of("OUTSIDE", "o", "BOTH", "outside")::get, this.unset::add);
	}

	private static Map<String, String> text(Map<String, YamlNode> values) {
		Map<String, String> text = new LinkedHashMap<>();
		values.forEach((name, value) -> text.put(name, value.text()));
		return text;
	}

	@Test
	void aFileIsReadAsComposeDoes() throws IOException {
		Map<String, YamlNode> values = file("""
				# comment
				A=a b # comment
				export B = b#b

				SINGLE='$A #\\n'
				DOUBLE="${A}\\n\\"x\\" \\$A" # comment
				LINES="one
				two"
				C=${A}-$BOTH-${NONE:-d}
				OUTSIDE
				NOWHERE
				EMPTY=
				HASH=#x
				BOTH=inside
				""".replace("\n\nSINGLE", "\r\n\nSINGLE")).read();
		assertThat(text(values)).containsExactly(Map.entry("A", "a b"), Map.entry("B", "b#b"),
				Map.entry("SINGLE", "$A #\\n"), Map.entry("DOUBLE", "a b\n\"x\" $A"), Map.entry("LINES", "one\ntwo"),
				Map.entry("C", "a b-outside-d"), Map.entry("OUTSIDE", "o"), Map.entry("EMPTY", ""),
				Map.entry("HASH", ""), Map.entry("BOTH", "inside"));
		assertThat(values.get("C").origin()).hasToString("file [" + this.directory + "/.env] - 9:1");
		assertThat(this.unset).isEmpty();
	}

	@Test
	void aRawFileIsTakenAsItIs() throws IOException {
		assertThat(text(file("A='a' # $b\n#c\nOUTSIDE\nB=\"b\n").readRaw())).containsExactly(Map.entry("A", "'a' # $b"),
				Map.entry("OUTSIDE", "o"), Map.entry("B", "\"b"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ok=1\n=x", "ok=1\na b=x", "ok=1\nA='x", "ok=1\nA=\"x\" y", "ok=1\nA=$", "ok=1\nA=${B",
			"ok=1\nA=${B:?}", "ok=1\na b" })
	void whatIsNoVariableIsRefusedWithItsLine(String text) throws IOException {
		DotEnv file = file(text);
		assertThatExceptionOfType(ComposeFileException.class).isThrownBy(file::read)
			.satisfies((ex) -> assertThat(ex.line()).isEqualTo(2))
			.satisfies((ex) -> assertThat(ex.remedy()).isNotEmpty());
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void aLongLineIsReadInTime() throws IOException {
		String value = "x" + " ".repeat(500_000) + "y";
		assertThat(text(file("A=" + value).read())).containsEntry("A", value);
	}

	@Test
	void theNumberOfVariablesIsBounded() throws IOException {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 100_000; i++) {
			text.append("A").append(i).append("=\n");
		}
		DotEnv file = file(text.toString());
		assertThatExceptionOfType(ComposeFileException.class).isThrownBy(file::read).withMessageContaining("more than");
	}

}

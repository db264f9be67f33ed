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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.boot.container.ComposeFileException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link YamlReader}, for the most part with files that nobody means well with.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YamlReaderTests {

	@TempDir
	private Path directory;

	private YamlNode read(String text) throws IOException {
		Path file = this.directory.resolve("compose.yaml");
		Files.writeString(file, text);
		return YamlReader.read(file);
	}

	private ComposeFileException refused(String text) throws IOException {
		Path file = this.directory.resolve("compose.yaml");
		Files.write(file, text.getBytes(StandardCharsets.UTF_8));
		return refused(file);
	}

	private static ComposeFileException refused(Path file) {
		return assertThatExceptionOfType(ComposeFileException.class).isThrownBy(() -> YamlReader.read(file)).actual();
	}

	@Test
	void scalarsAreTheTextThatIsWritten() throws IOException {
		YamlNode root = read(
				"\uFEFFa: no\nb: 22:22\nc: 0x10\nd: 1.10\ne: 2026-11-29\nf: 'x'\ng:\nh: ~\ni: \"\"\nj: !!str 1\n");
		assertThat(root.map().values()).extracting(YamlNode::text)
			.containsExactly("no", "22:22", "0x10", "1.10", "2026-11-29", "x", "", "", "", "1");
		assertThat(root.map().get("g").kind()).isEqualTo(YamlNode.Kind.NULL);
		assertThat(root.map().get("h").kind()).isEqualTo(YamlNode.Kind.NULL);
		assertThat(root.map().get("i").kind()).isEqualTo(YamlNode.Kind.SCALAR);
		assertThat(root.map().get("c").origin()).hasToString("file [" + this.directory + "/compose.yaml] - 3:4");
	}

	@Test
	void whatIsMergedCountsLess() throws IOException {
		YamlNode root = read("""
				a: &a { x: 1, y: 1 }
				b: &b { y: 2, z: 2 }
				c: { z: 3, <<: [*a, *b] }
				d: *a
				""");
		assertThat(root.map().get("c").map()).extractingFromEntries((entry) -> entry.getKey() + entry.getValue().text())
			.containsExactly("z3", "x1", "y1");
		assertThat(root.map().get("d").map()).containsKeys("x", "y");
	}

	@Test
	void aFileThatIsEmptyIsNothing() throws IOException {
		assertThat(read("# nothing\n").kind()).isEqualTo(YamlNode.Kind.NULL);
	}

	@Test
	void aKeyThatIsThereTwiceIsRefused() throws IOException {
		ComposeFileException refused = refused("a:\n  b: 1\n  c: 2\n  b: 3\n");
		assertThat(refused.problem()).isEqualTo("'a.b' is there twice");
		assertThat(refused.line()).isEqualTo(4);
		assertThat(refused.column()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a: [", "a: b: c", "\tb: 1", "a: *none", "--- a\n--- b", "a: \u0001",
			"a: !!java.lang.String x", "a: !!javax.script.ScriptEngineManager [!!java.net.URL ['http://127.0.0.1/']]",
			"a: !reset null", "a: !!binary aGk=", "a: !!set { b }", "? [a, b]\n: c", "? { a: b }\n: c", ": a", "<<: x",
			"<<: [x]" })
	void whatIsNoPlainYamlIsRefused(String text) throws IOException {
		assertThat(refused(text).remedy()).isNotEmpty();
	}

	@Test
	void aliasesThatMultiplyAreRefused() throws IOException {
		StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
		for (int i = 1; i < 12; i++) {
			laughs.append("a").append(i).append(": &a").append(i).append(" [");
			laughs.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a").append(i - 1).append("]\n");
		}
		assertThat(refused(laughs.toString()).problem()).contains("more than a compose file can have");
	}

	@Test
	void mergesThatMultiplyAreRefused() throws IOException {
		StringBuilder laughs = new StringBuilder("a0: &a0 { x: 1 }\n");
		for (int i = 1; i < 30; i++) {
			laughs.append("a").append(i).append(": &a").append(i).append(" { <<: [");
			laughs.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a").append(i - 1).append("] }\n");
		}
		assertThat(refused(laughs.toString()).problem()).contains("more than a compose file can have");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a: &a [*a]", "a: &a { b: *a }", "a: &a { <<: *a }", "&a [[[*a]]]" })
	void anchorsThatContainThemselvesAreRefused(String text) throws IOException {
		assertThat(refused(text).remedy()).isNotEmpty();
	}

	@Test
	void whatIsNestedTooDeepIsRefused() throws IOException {
		assertThat(refused("[".repeat(10_000)).remedy()).isNotEmpty();
		assertThat(refused("{a: ".repeat(10_000)).remedy()).isNotEmpty();
		assertThat(refused("- ".repeat(10_000)).remedy()).isNotEmpty();
	}

	@Test
	void whatIsTooLongIsRefused() throws IOException {
		assertThat(refused("# " + "x".repeat(10 << 20)).problem()).contains("more than 1048576 bytes");
		assertThat(refused("a: [" + "x,".repeat(100_000) + "]").problem())
			.contains("more than a compose file can have");
	}

	@Test
	void whatIsNoTextIsRefused() throws IOException {
		Path file = this.directory.resolve("latin1.yaml");
		Files.write(file, "a: ä".getBytes(StandardCharsets.ISO_8859_1));
		assertThat(refused(file).problem()).isEqualTo("it is not in UTF-8");
		assertThat(refused(this.directory).problem()).isEqualTo("it is no file");
		assertThat(refused(this.directory.resolve("none.yaml")).problem()).isEqualTo("there is no such file");
		assertThat(refused(Path.of("/dev/zero")).problem()).isEqualTo("it is no file");
		assertThat(refused("a: \0").remedy()).isNotEmpty();
	}

}

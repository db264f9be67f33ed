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

package io.github.libcontainerd.boot.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the documentation shows what is compiled.
 */
class PackageDocumentationTests {

	private static final String PACKAGE = "io/github/libcontainerd/boot/test";

	@Test
	void theExampleIsTheOneThatIsTested() throws IOException {
		String documentation = Files.readString(Path.of("src/main/java", PACKAGE, "package-info.java"))
			.replaceAll("(?m)^ \\* ?", "")
			.replace("    ", "\t")
			.replace("&#64;", "@")
			.replace("&lt;", "<")
			.replace("&gt;", ">");
		String tested = Files.readString(Path.of("src/test/java", PACKAGE, "example/JobBoardTests.java"));
		assertThat(documentation).contains(tested.substring(tested.indexOf("@SpringBootTest\n")).strip());
	}

}

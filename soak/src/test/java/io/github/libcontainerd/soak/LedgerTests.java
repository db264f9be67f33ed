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

package io.github.libcontainerd.soak;

import java.nio.file.Path;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Ledger}, {@link Entry} and {@link Work}.
 */
class LedgerTests {

	@TempDir
	Path directory;

	@Test
	void whatIsWrittenIsReadBack() {
		Path file = this.directory.resolve("ledger");
		Entry entry = Entry.of(Entry.Kind.REFUSED, "web", "what", "start", "message", "a=b\tc\nd");
		try (Ledger one = Ledger.open(file); Ledger other = Ledger.open(file)) {
			one.write(entry);
			other.write(Entry.Kind.BOOT, "");
		}
		assertThat(Ledger.read(file)).hasSize(2).first().satisfies((read) -> {
			assertThat(read.time()).isEqualTo(entry.time());
			assertThat(read.container()).isEqualTo("web");
			assertThat(read.get("message")).isEqualTo("a=b c d");
			assertThat(read.get("nothing")).isEmpty();
		});
	}

	@Test
	void idSaysWhatAContainerDoes() {
		SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < 1000; i++) {
			Work work = Work.random(3, i, random);
			assertThat(Work.parse(work.id())).contains(work);
		}
		assertThat(Work.parse("soak-12")).isEmpty();
	}

}

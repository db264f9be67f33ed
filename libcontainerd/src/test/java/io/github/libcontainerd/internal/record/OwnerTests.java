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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is certainly gone.
 */
class OwnerTests {

	@TempDir
	private Path one;

	@TempDir
	private Path other;

	@Test
	void labelTellsAll() {
		Owner self = Owner.self(this.one);
		assertThat(Owner.parse(self.label())).isEqualTo(self);
		assertThat(self.directory()).isNotEmpty();
		assertThat(Owner.parse(null)).isNull();
		assertThat(Owner.parse("true")).isNull();
	}

	@Test
	void earlierOwnerOfOurStateDirectoryIsGone() {
		assertThat(Owner.self(this.one).isGone(Owner.self(this.one))).isTrue();
	}

	@Test
	void livingProcessWithAnotherStateDirectoryIsNotGone() {
		assertThat(Owner.self(this.one).isGone(Owner.self(this.other))).isFalse();
	}

	@Test
	void processThatHasEndedIsGoneWhateverItsStateDirectory() {
		Owner self = Owner.self(this.one);
		String[] words = self.process().split("/");
		words[2] = "999999999";
		assertThat(new Owner(String.join("/", words), self.directory()).isGone(Owner.self(this.other))).isTrue();
		assertThat(new Owner("unknown", self.directory()).isGone(Owner.self(this.other))).isFalse();
	}

	@Test
	void stateDirectoriesThatAreNotKnownAreNotTheSame() {
		Owner self = Owner.self(Path.of("/no/such/directory"));
		assertThat(self.directory()).isEmpty();
		assertThat(self.isGone(self)).isFalse();
	}

}

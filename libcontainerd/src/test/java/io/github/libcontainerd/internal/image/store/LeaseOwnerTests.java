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

package io.github.libcontainerd.internal.image.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is judged to be gone.
 */
class LeaseOwnerTests {

	private static String with(int part, String value) {
		String[] parts = LeaseOwner.current().split("/", -1);
		parts[part] = value;
		return String.join("/", parts);
	}

	@Test
	void thisProcessIsNotGone() {
		assertThat(LeaseOwner.isGone(LeaseOwner.current())).isFalse();
	}

	@Test
	void processOfAnEarlierBootIsGone() {
		assertThat(LeaseOwner.isGone(with(0, "another"))).isTrue();
	}

	@Test
	void processWhosePidIsNobodysIsGone() {
		assertThat(LeaseOwner.isGone(with(2, "9999999999"))).isTrue();
	}

	@Test
	void processWhosePidIsAnothersIsGone() {
		assertThat(LeaseOwner.isGone(with(3, "1"))).isTrue();
	}

	@Test
	void processThatHasEndedIsGone() throws Exception {
		Process process = new ProcessBuilder("true").start();
		process.waitFor();
		assertThat(LeaseOwner.isGone(with(2, Long.toString(process.pid())))).isTrue();
	}

	@Test
	void processWhoseStartIsNotKnownCannotBeJudged() {
		assertThat(LeaseOwner.isGone(with(3, "null"))).isFalse();
	}

	@Test
	void processOfAnotherPidNamespaceCannotBeJudged() {
		assertThat(LeaseOwner.isGone(with(1, "pid:[1]"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "a/b/c", "a/b/c/d/e", "///" })
	void whatIsNoOwnerCannotBeJudged(String text) {
		assertThat(LeaseOwner.isGone(text)).isFalse();
	}

}

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

package io.github.libcontainerd.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Patience}.
 */
class PatienceTests {

	@ParameterizedTest
	@CsvSource({ "6, 6", "1, 1", "0, 1", "-3, 1", "six, 1", "99999999999, 1" })
	void onlyAFactorIsTaken(String text, int factor) {
		assertThat(Patience.factor(text)).isEqualTo(factor);
	}

	@Test
	void withoutOneItIsWhatIsEnoughOnAnOrdinaryMachine() {
		assertThat(Patience.factor(null)).isOne();
	}

}

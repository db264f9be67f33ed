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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.boot.autoconfigure.compose.Interpolation.InvalidExpressionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Interpolation}.
 */
class InterpolationTests {

	private final List<String> unset = new ArrayList<>();

	private final Interpolation interpolation = new Interpolation(
			Map.of("A", "x", "EMPTY", "", "DOLLAR", "$A", "LONG", "x".repeat(100_000))::get, this.unset::add);

	@ParameterizedTest
	@CsvSource({ "plain,plain", "$A,x", "a${A}b,axb", "$A$A,xx", "$A.b,x.b", "$$A,$A", "$$$A,$x", "${NONE:-d},d",
			"${EMPTY:-d},d", "${NONE-d},d", "a${EMPTY-d},a", "${A:-d},x", "${A:+r},r", "a${NONE:+r},a",
			"a${EMPTY:+r},a", "${EMPTY+r},r", "${A:?m},x", "a${EMPTY?m},a", "${NONE:-${A}},x", "${NONE:-${NONE:-$$}},$",
			"${NONE:-a}b},ab}", "a${NONE:-},a", "${DOLLAR},$A", "${NONE:-a:b-c},a:b-c" })
	void variablesAreReplaced(String text, String expected) throws InvalidExpressionException {
		assertThat(this.interpolation.apply(text)).isEqualTo(expected);
		assertThat(this.unset).isEmpty();
	}

	@Test
	void aVariableWithoutAValueIsEmptyAndSaid() throws InvalidExpressionException {
		assertThat(this.interpolation.apply("a${NONE}$NEVER")).isEqualTo("a");
		assertThat(this.unset).containsExactly("NONE", "NEVER");
	}

	@ParameterizedTest
	@CsvSource({ "$,$$", "a$ b,$$", "$1,$$", "${},$$", "${A,add it", "${A:x},default", "${1A},$$", "${A b},$$",
			"${NONE?},set 'NONE'", "${NONE:?m},set 'NONE'", "${EMPTY:?m},set 'EMPTY'" })
	void whatIsNoExpressionIsRefused(String text, String remedy) {
		assertThatExceptionOfType(InvalidExpressionException.class).isThrownBy(() -> this.interpolation.apply(text))
			.satisfies((ex) -> assertThat(ex.remedy()).contains(remedy));
	}

	@Test
	void whatIsMadeIsBounded() {
		assertThatExceptionOfType(InvalidExpressionException.class)
			.isThrownBy(() -> this.interpolation.apply("$LONG".repeat(200_000)))
			.withMessageContaining("too long");
		assertThatExceptionOfType(InvalidExpressionException.class)
			.isThrownBy(() -> this.interpolation.apply("${NONE:-".repeat(100_000) + "}".repeat(100_000)))
			.withMessageContaining("too deep");
	}

}

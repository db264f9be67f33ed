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

package io.github.libcontainerd.internal.image.archive;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.image.store.ImageProblem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Names in archives.
 */
class ArchiveNamesTests {

	@ParameterizedTest
	@CsvSource({ "a, a", "./a, a", "a//b/, a/b", "a/./b, a/b", "a/../b, b", "'', ''" })
	void areNormalised(String name, String normal) {
		assertThat(ArchiveNames.normal(name)).isEqualTo(normal);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a", "..", "../a", "a/../../b", "./../a" })
	void thatLeadOutAreRefused(String name) {
		assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> ArchiveNames.normal(name))
			.withMessageContaining("'" + name + "'");
	}

	@Test
	void linksAreFollowed() {
		ArchiveNames names = new ArchiveNames();
		names.link("x/layer.tar", link(TarEntry.Type.SYMBOLIC_LINK, "x/layer.tar", "../y/layer.tar"));
		names.link("y/layer.tar", link(TarEntry.Type.HARD_LINK, "y/layer.tar", "./z.tar"));
		assertThat(names.resolve("x/layer.tar")).isEqualTo("z.tar");
		assertThat(names.resolve("./other")).isEqualTo("other");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/etc/passwd", "../../etc/passwd" })
	void linksThatLeadOutAreRefused(String target) {
		ArchiveNames names = new ArchiveNames();
		for (TarEntry.Type type : new TarEntry.Type[] { TarEntry.Type.SYMBOLIC_LINK, TarEntry.Type.HARD_LINK }) {
			assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> names.link("a/b", link(type, "a/b", target)))
				.withMessageContaining("a/b -> " + target);
		}
	}

	@Test
	void linksToThemselvesAreRefused() {
		ArchiveNames names = new ArchiveNames();
		names.link("a", link(TarEntry.Type.SYMBOLIC_LINK, "a", "b"));
		names.link("b", link(TarEntry.Type.SYMBOLIC_LINK, "b", "a"));
		assertThatExceptionOfType(ImageProblem.class).isThrownBy(() -> names.resolve("a"));
	}

	private static TarEntry link(TarEntry.Type type, String name, String target) {
		return new TarEntry(name, type, target, 0);
	}

}

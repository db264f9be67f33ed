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

package io.github.libcontainerd.image;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RegistryTests {

	@Test
	void credentialsAreNotInTheText() {
		assertThat(Registry.of("example.com").withCredentials("somebody", "secret").toString()).contains("example.com")
			.doesNotContain("secret")
			.doesNotContain("somebody");
	}

	@ParameterizedTest
	@ValueSource(strings = { "index.docker.io", "registry-1.docker.io", "docker.io" })
	void dockersRegistryHasOneName(String host) {
		assertThat(Registry.of(host).host()).isEqualTo("docker.io");
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "localhost:5000", "[::1]:5000", "127.0.0.1" })
	void aHostIsAsInAReference(String host) {
		assertThat(Registry.of(host).host()).isEqualTo(host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "https://example.com", "example.com/path", "user@example.com", "example.com:", "a b",
			"registry", "localhost5000" })
	void whatIsNoHostIsRefused(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> Registry.of(host))
			.withMessageContaining("'" + host + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mirror.example.com", "ftp://mirror.example.com", "https://", "https://a b",
			"https://mirror.example.com?x=1", "https://mirror.example.com#x" })
	void whatIsNoMirrorIsRefused(String mirror) {
		assertThatIllegalArgumentException().isThrownBy(() -> Registry.of("docker.io").withMirrors(mirror))
			.withMessageContaining("'" + mirror + "'");
	}

	@Test
	void credentialsInTheAddressOfAMirrorAreRefusedAndNotQuoted() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Registry.of("docker.io").withMirrors("https://user:secret@mirror.example.com"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	@Test
	void halfACredentialIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Registry("example.com", "user", null, List.of(), false, null))
			.withMessageContaining("no password");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Registry("example.com", null, "secret", List.of(), false, null))
			.withMessageContaining("no user")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

}

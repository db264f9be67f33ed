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

package io.github.libcontainerd.internal.registry;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.ImageReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * References whose registry can't be a host.
 */
class RegistryHostTests {

	@Test
	void aDomainThatEndsInDigitsIsNoHost() {
		try (Registries registries = new Registries(() -> RemoteOption.registries(List.of(), Path.of("/none")))) {
			ImageReference reference = ImageReference.parse("foo.123/app");
			ImageException failure = catchThrowableOfType(ImageException.class,
					() -> registries.source(reference, null));
			assertThat(failure.reason()).isEqualTo(Reason.INVALID_REFERENCE);
			assertThat(failure).hasMessageContaining("foo.123/app:latest").hasMessageContaining("'foo.123'");
		}
	}

}

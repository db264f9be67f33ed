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

package io.github.libcontainerd.samples.snippets;

import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Registry;

/**
 * Snippets of {@code docs/guide/registries.md}.
 */
abstract class RegistrySnippets {

	abstract String secret(String name);

	RemoteOption.Registries registries() {
		Registry own = Registry.of("registry.example.com:5000").withCredentials("builder", secret("registry"));
		Registry hub = Registry.of("docker.io")
			.withMirrors("https://mirror.example.com", "https://proxy.example.com/v2/hub");
		Registry old = Registry.of("10.0.0.7:5000").withPlainHttp();
		return RemoteOption.registries(own, hub, old);
	}

}

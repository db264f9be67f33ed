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

package io.github.libcontainerd.internal.registry.credentials;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.Mutations;

/**
 * A damaged configuration of Docker is no reason to fail.
 */
class DockerConfigMutationTests {

	@TempDir
	Path directory;

	@Test
	void damagedConfigurationIsNoReasonToFail() {
		Path file = this.directory.resolve("config.json");
		DockerConfig config = DockerConfig.of(file, (helper, host) -> {
			throw new java.io.IOException("there is no helper " + helper);
		});
		Mutations.read(4_000, (input) -> {
			Files.write(file, input);
			config.find("registry.example.org");
			config.find("docker.io");
		}, "{\"auths\":{\"registry.example.org\":{\"auth\":\"dXNlcjpzZWNyZXQ=\"},\"https://index.docker.io/v1/\":{\"identitytoken\":"
				+ "\"abc\",\"username\":\"u\",\"password\":\"p\"}},\"credHelpers\":{\"a\":\"b\"}}",
				"{\"auths\":{\"registry.example.org\":null},\"credsStore\":\"pass\"}");
	}

}

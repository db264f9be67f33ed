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
package io.github.libcontainerd.samples.petshop;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Archives with images of real services, made once of the packages of this machine's
 * distribution.
 */
final class ServiceArchives {

	private static final Path DIRECTORY = Path.of("target/services").toAbsolutePath();

	private ServiceArchives() {
	}

	/**
	 * Return the archive with the image {@code SERVICE:local}.
	 */
	static Path of(String service) throws Exception {
		Path archive = DIRECTORY.resolve(service + ".tar");
		if (Files.notExists(archive)) {
			Files.createDirectories(DIRECTORY);
			Path log = DIRECTORY.resolve(service + ".log");
			int status = new ProcessBuilder("../../script/service-image", service, archive.toString())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start()
				.waitFor();
			assertThat(status).as(() -> "script/service-image, see " + log).isZero();
		}
		return archive;
	}

}

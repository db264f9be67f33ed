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

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.volume.Volumes;

/**
 * Snippets of {@code docs/guide/volumes.md}.
 */
class VolumeSnippets {

	RunningContainer database(Containers containers) {
		return containers.start("postgres:16",
				(run) -> run.env("POSTGRES_PASSWORD", "secret")
					.volume("data", "/var/lib/postgresql/data")
					.volumeReadOnly("certificates", "/etc/certificates"));
	}

	List<String> tidyUp(Volumes volumes) {
		volumes.create("maven-cache", Map.of("purpose", "build"));
		return volumes.prune((volume) -> "build".equals(volume.labels().get("purpose")));
	}

	RunningContainer prepared(Containers containers) {
		return containers.start("postgres:16",
				(run) -> run.env("POSTGRES_PASSWORD", "secret")
					.file(Path.of("schema.sql"), "/docker-entrypoint-initdb.d/1-schema.sql")
					.file("log_statement = all\n", "/etc/postgresql/conf.d/log.conf")
					.files(Path.of("certificates.tar"), "/etc/certificates"));
	}

	void files(RunningContainer container, InputStream archive) throws IOException {
		container.copyIn(Path.of("server.conf"), "/etc/server.conf");
		container.copyIn("/srv", archive);
		try (InputStream report = container.copyOut("/var/lib/report")) {
			Files.copy(report, Path.of("report.tar"));
		}
	}

}

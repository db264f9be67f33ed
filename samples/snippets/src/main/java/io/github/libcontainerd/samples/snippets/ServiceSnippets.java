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

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Snippets of {@code docs/guide/services.md}.
 */
class ServiceSnippets {

	/**
	 * Uses a declared container itself.
	 */
	@Component
	static class Backup {

		private final RunningContainer db;

		Backup(@Qualifier("db") RunningContainer db) {
			this.db = db;
		}

		RunResult dump() {
			return this.db.exec("pg_dump", "-U", "postgres");
		}

	}

}

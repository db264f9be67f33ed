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

import java.time.Duration;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;

/**
 * Snippets of {@code docs/guide/pools.md}.
 */
class PoolSnippets {

	ContainerPool pool(Containers containers) {
		RunRequest request = RunRequest.of("docker.io/library/python:3-alpine")
			.command("python", "-")
			.readOnlyRootfs(true)
			.user("nobody")
			.memory("128m")
			.timeout(Duration.ofSeconds(5))
			.build();
		return containers.pool(request, PoolSettings.of(4).name("python").build());
	}

	String run(ContainerPool python, String program) {
		try (RunResult result = python.run(RunInput.of(program))) {
			return result.stdout().text();
		}
	}

	PoolSettings settings() {
		return PoolSettings.of(8)
			.name("python")
			.maxAge(Duration.ofMinutes(30))
			.refillsPerSecond(2)
			.kind(ContainerPool.Kind.STARTED)
			.build();
	}

	/**
	 * Runs programs in containers that were made ahead.
	 */
	@Service
	static class Programs {

		private final ContainerPool python;

		Programs(@Qualifier("python") ContainerPool python) {
			this.python = python;
		}

		String run(String program) {
			try (RunResult result = this.python.run(RunInput.of(program))) {
				return result.stdout().text();
			}
		}

	}

}

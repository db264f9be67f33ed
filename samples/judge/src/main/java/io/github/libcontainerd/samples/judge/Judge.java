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

package io.github.libcontainerd.samples.judge;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunResult;

/**
 * Runs a shell script of somebody unknown in a container of its own, which sees no
 * network, can't write to anything but {@code /tmp}, and is gone afterwards.
 */
@Component
class Judge {

	private final Containers containers;

	private final String image;

	Judge(Containers containers, @Value("${judge.image:busybox}") String image) {
		this.containers = containers;
		this.image = image;
	}

	Verdict judge(String script, String input, String expected) {
		try (RunResult result = this.containers.run(this.image,
				(run) -> run.command("/bin/sh", "-c", script)
					.stdin(input)
					.user("65534:65534")
					.readOnlyRootfs(true)
					.tmpfs("/tmp", 8 << 20)
					.memory("32m")
					.cpus(0.5)
					.pids(16)
					.timeout(Duration.ofSeconds(5)))) {
			return Verdict.of(result, expected);
		}
	}

}

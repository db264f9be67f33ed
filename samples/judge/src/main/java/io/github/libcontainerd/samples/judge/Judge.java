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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;

/**
 * Runs shell scripts of somebody unknown, each in a container of its own, which sees no
 * network, can't write to anything but {@code /tmp}, and is gone afterwards. The
 * containers are made ahead, as soon as there is something to judge, since people wait
 * for the verdict: what differs from one to the next comes as its input, the script and
 * then what the script reads.
 */
@Component
class Judge {

	// Both read no more than their share of the input.
	private static final String LOAD = "read -r size; dd of=/tmp/program bs=1 count=$size 2>/dev/null;"
			+ " exec /bin/sh /tmp/program";

	// Closed with the client.
	private final SingletonSupplier<ContainerPool> pool;

	Judge(Containers containers, @Value("${judge.image:busybox}") String image) {
		RunRequest request = RunRequest.of(image)
			.command("/bin/sh", "-c", LOAD)
			.user("65534:65534")
			.readOnlyRootfs(true)
			.tmpfs("/tmp", 8 << 20)
			.memory("32m")
			.cpus(0.5)
			.pids(16)
			.timeout(Duration.ofSeconds(5))
			.build();
		PoolSettings settings = PoolSettings.of(2).name("judge").build();
		this.pool = SingletonSupplier.of(() -> containers.pool(request, settings));
	}

	Verdict judge(String script, String input, String expected) {
		int size = script.getBytes(StandardCharsets.UTF_8).length;
		try (RunResult result = this.pool.obtain().run(RunInput.of(size + "\n" + script + input))) {
			return Verdict.of(result, expected);
		}
	}

}

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
package io.github.libcontainerd.contract;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The {@link HealthContract} over a real containerd.
 */
class RealHealthTests extends HealthContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void checkThatHangsIsKilledWithAllThatItHasStarted() {
		RunningContainer container = containers().start(
				script(image(), "sleep 1000")
					.health(HealthCheck.of("sh", "-c", "sleep 2000 & sleep 3000")
						.interval(Duration.ofHours(1))
						.startInterval(Duration.ofMillis(100))
						.timeout(Duration.ofMillis(500)))
					.build());
		await().until(() -> container.health() != null && container.health().checkedAt() != null);
		await().untilAsserted(
				() -> assertThat(container.exec("ps").stdout().text()).doesNotContain("sleep 2000", "sleep 3000"));
		container.remove();
	}

}

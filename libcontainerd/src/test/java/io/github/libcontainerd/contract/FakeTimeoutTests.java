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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@link TimeoutContract} over an in-memory containerd.
 */
class FakeTimeoutTests extends TimeoutContract {

	private FakeContainerd fake;

	@Override
	protected TestDaemon launch() {
		this.fake = FakeContainerd.builder().version("2.0.0").launch();
		return TestDaemon.fake("2.0.0", this.fake);
	}

	@ParameterizedTest
	@DisplayName("a time that is up while the end of a run is dealt with, which another would follow")
	@ValueSource(strings = { "always", "unless-stopped", "on-failure" })
	void timeIsUpWhileTheEndOfARunIsDealtWith(String policy) {
		this.fake.faults().delay("Tasks/Delete", Duration.ofSeconds(2));
		RunningContainer container = containers().start(script(image(), "exit 3").id("web")
			.restart(RestartPolicy.parse(policy))
			.timeout(Duration.ofMillis(500))
			.build());
		assertThat(end(container.exit()).timedOut()).isTrue();
	}

}

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

package io.github.libcontainerd.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RestartManager} and {@link RestartPolicy}.
 */
class RestartManagerTests {

	private static final Duration SHORT = Duration.ofSeconds(1);

	@Test
	@DisplayName("S30: 100 ms, doubled with every restart, up to a minute")
	void delaysDoubleUpToTheMaximum() {
		RestartManager manager = new RestartManager(RestartPolicy.always());
		assertThat(delays(manager, 12)).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L,
				51200L, 60000L, 60000L);
	}

	@Test
	@DisplayName("S30: without a maximum the delays grow for ever, as in v1.12.2")
	void delaysAreUncappedWithAMaximumOfZero() {
		RestartManager manager = new RestartManager(RestartPolicy.always(), 0, Duration.ZERO);
		assertThat(delays(manager, 12)).endsWith(51200L, 102400L, 204800L);
	}

	private static List<Long> delays(RestartManager manager, int count) {
		List<Long> delays = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			delays.add(manager.shouldRestart(1, false, SHORT).orElseThrow().toMillis());
			manager.waited();
		}
		return delays;
	}

	@Test
	@DisplayName("S30: a run of ten seconds resets the delay but not the count")
	void longRunResetsTheDelay() {
		RestartManager manager = new RestartManager(RestartPolicy.onFailure(4));
		delays(manager, 3);
		assertThat(manager.shouldRestart(1, false, Duration.ofSeconds(10))).contains(RestartManager.FIRST_DELAY);
		manager.waited();
		assertThat(manager.restartCount()).isEqualTo(4);
		assertThat(manager.shouldRestart(1, false, SHORT)).isEmpty();
	}

	@Test
	void onFailureMeansThatManyRestarts() {
		RestartManager manager = new RestartManager(RestartPolicy.onFailure(3));
		assertThat(delays(manager, 3)).hasSize(3);
		assertThat(manager.shouldRestart(1, false, SHORT)).isEmpty();
	}

	@Test
	void onFailureDoesNotRestartASuccess() {
		assertThat(new RestartManager(RestartPolicy.onFailure(0)).shouldRestart(0, false, SHORT)).isEmpty();
	}

	@Test
	void onFailureWithoutANumberHasNoLimit() {
		assertThat(delays(new RestartManager(RestartPolicy.onFailure(0)), 50)).hasSize(50);
	}

	@Test
	void alwaysIgnoresTheExitCodeAndTheManualStop() {
		assertThat(new RestartManager(RestartPolicy.always()).shouldRestart(0, true, SHORT)).isPresent();
	}

	@Test
	void unlessStoppedHonoursTheManualStop() {
		assertThat(new RestartManager(RestartPolicy.unlessStopped()).shouldRestart(1, true, SHORT)).isEmpty();
		assertThat(new RestartManager(RestartPolicy.unlessStopped()).shouldRestart(0, false, SHORT)).isPresent();
	}

	@Test
	void noNeverRestarts() {
		assertThat(new RestartManager(RestartPolicy.no()).shouldRestart(1, false, SHORT)).isEmpty();
	}

	@Test
	void canceledManagerNeverRestarts() {
		RestartManager manager = new RestartManager(RestartPolicy.always());
		manager.cancel();
		assertThat(manager.shouldRestart(1, false, SHORT)).isEmpty();
	}

	@Test
	void cancelWhileWaitingIsSeenAtTheEndOfTheWait() {
		RestartManager manager = new RestartManager(RestartPolicy.always());
		assertThat(manager.shouldRestart(1, false, SHORT)).isPresent();
		manager.cancel();
		assertThat(manager.waited()).isFalse();
	}

	@Test
	void secondQuestionWhileWaitingIsRefused() {
		RestartManager manager = new RestartManager(RestartPolicy.always());
		manager.shouldRestart(1, false, SHORT);
		assertThatIllegalStateException().isThrownBy(() -> manager.shouldRestart(1, false, SHORT))
			.withMessageContaining("already waiting");
	}

	@Test
	@DisplayName("S15: the policy can be changed while the container runs")
	void policyCanBeChanged() {
		RestartManager manager = new RestartManager(RestartPolicy.onFailure(3));
		delays(manager, 3);
		manager.setPolicy(RestartPolicy.onFailure(5));
		assertThat(delays(manager, 2)).hasSize(2);
		assertThat(manager.shouldRestart(1, false, SHORT)).isEqualTo(Optional.empty());
	}

	@Test
	void policiesAreParsedAndPrinted() {
		for (String text : List.of("no", "always", "unless-stopped", "on-failure", "on-failure:7")) {
			assertThat(RestartPolicy.parse(text)).hasToString(text);
		}
		assertThat(RestartPolicy.parse("")).isEqualTo(RestartPolicy.no());
		assertThatIllegalArgumentException().isThrownBy(() -> RestartPolicy.parse("sometimes"))
			.withMessageContaining("'sometimes' is no restart policy");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> RestartPolicy.parse("on-failure:-1"));
	}

	@Test
	void saysWhatItWouldDecideAndDecidesNothing() {
		RestartManager manager = new RestartManager(RestartPolicy.onFailure(1));
		assertThat(manager.wouldRestart(1)).isTrue();
		assertThat(manager.wouldRestart(0)).isFalse();
		assertThat(manager.restartCount()).isZero();
		assertThat(manager.shouldRestart(1, false, SHORT)).isPresent();
		assertThat(manager.wouldRestart(1)).isFalse();
		manager.setPolicy(RestartPolicy.always());
		assertThat(manager.wouldRestart(0)).isTrue();
		manager.cancel();
		assertThat(manager.wouldRestart(0)).isFalse();
		assertThat(new RestartManager(RestartPolicy.no()).wouldRestart(1)).isFalse();
	}

}

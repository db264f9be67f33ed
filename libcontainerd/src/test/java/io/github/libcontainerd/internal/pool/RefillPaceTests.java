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

package io.github.libcontainerd.internal.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RefillPace}.
 */
class RefillPaceTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	@Test
	void theFirstOneIsMadeAtOnceAndTheNextNotFasterThanTheRate() {
		RefillPace pace = new RefillPace(4, 100);
		assertThat(pace.delay(100)).isZero();
		pace.begun(100);
		assertThat(pace.delay(100)).isEqualTo(Duration.ofMillis(250));
		assertThat(pace.delay(100 + SECOND / 5)).isEqualTo(Duration.ofMillis(50));
		assertThat(pace.delay(100 + SECOND)).isZero();
	}

	@Test
	void aRateBelowOneIsAWaitOfSeconds() {
		RefillPace pace = new RefillPace(0.1, 0);
		pace.begun(0);
		assertThat(pace.delay(0)).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void failuresMakeItSlowerUntilOneSucceeds() {
		RefillPace pace = new RefillPace(1000, 0);
		pace.failed(0);
		assertThat(pace.delay(0)).isEqualTo(Duration.ofSeconds(1));
		pace.failed(SECOND);
		assertThat(pace.delay(SECOND)).isEqualTo(Duration.ofSeconds(2));
		for (int i = 0; i < 10; i++) {
			pace.failed(SECOND);
		}
		assertThat(pace.delay(SECOND)).isEqualTo(Duration.ofSeconds(30));
		pace.succeeded();
		pace.failed(100 * SECOND);
		assertThat(pace.delay(100 * SECOND)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void whatHasFailedMayWorkAtOnceButTheRateCounts() {
		RefillPace pace = new RefillPace(1, 0);
		pace.failed(0);
		pace.again(5);
		assertThat(pace.delay(5)).isZero();
		pace.begun(5);
		pace.again(5);
		assertThat(pace.delay(5)).isEqualTo(Duration.ofSeconds(1));
	}

}

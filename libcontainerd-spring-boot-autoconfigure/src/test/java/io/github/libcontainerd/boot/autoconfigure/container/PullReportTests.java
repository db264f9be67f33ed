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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.image.PullProgress.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PullReport}.
 */
class PullReportTests {

	private final List<String> lines = new ArrayList<>();

	// Times may be negative, and may overflow.
	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

	private final PullReport report = new PullReport(this.lines::add, this.now::get);

	private void after(long millis, String part, Status status, long offset, long total) {
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
		this.report.progressed(new PullProgress("postgres:16", part, "layer", status, offset, total));
	}

	@Test
	void aPullThatIsSoonOverIsNotReported() {
		after(100, "a", Status.WAITING, 0, 1_000_000);
		after(4800, "a", Status.UNPACKED, 1_000_000, 1_000_000);
		assertThat(this.lines).isEmpty();
	}

	@Test
	void aLongOneSaysNowAndThenHowFarAllPartsAre() {
		after(100, "a", Status.UNPACKED, 1_000_000, 1_000_000);
		after(100, "b", Status.DOWNLOADING, 0, 40_000_000);
		after(5000, "b", Status.DOWNLOADING, 10_500_000, 40_000_000);
		after(4900, "b", Status.DOWNLOADING, 20_000_000, 40_000_000);
		after(100, "b", Status.DOWNLOADED, 40_000_000, 40_000_000);
		assertThat(this.lines).containsExactly("11.5 of 41.0 MB, 1 layers unpacked",
				"41.0 of 41.0 MB, 1 layers unpacked");
	}

}

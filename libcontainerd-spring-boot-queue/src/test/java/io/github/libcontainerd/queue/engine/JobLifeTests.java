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

package io.github.libcontainerd.queue.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.queue.JobState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link JobLife}.
 */
class JobLifeTests {

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final JobLife queued = JobLife.submitted(2, NOW);

	private final JobLife running = this.queued.claim(NOW, LEASE);

	@Test
	void aClaimIsTheNextAttemptWithALease() {
		assertThat(this.running.state()).isEqualTo(JobState.RUNNING);
		assertThat(this.running.attempt()).isEqualTo(1);
		assertThat(this.running.leaseUntil()).isEqualTo(NOW.plus(LEASE));
	}

	@Test
	void whatRunsCantBeTaken() {
		assertThatIllegalStateException().isThrownBy(() -> this.running.claim(NOW, LEASE));
	}

	@Test
	void whatIsTriedAgainLaterCantBeTakenBefore() {
		JobLife later = this.running.fail(1, false, NOW, Duration.ofSeconds(5)).life();
		assertThat(later.available(NOW.plusSeconds(4))).isFalse();
		assertThat(later.available(NOW.plusSeconds(5))).isTrue();
	}

	@Test
	void aLeaseCanBeExtendedByItsAttemptOnly() {
		assertThat(this.running.extend(1, NOW.plusSeconds(20), LEASE).life().leaseUntil())
			.isEqualTo(NOW.plusSeconds(50));
		assertThat(this.running.extend(2, NOW, LEASE).verdict()).isEqualTo(Verdict.LATE);
		assertThat(this.queued.extend(0, NOW, LEASE).verdict()).isEqualTo(Verdict.LATE);
	}

	@Test
	void aLeaseThatIsOverButWasNotNoticedCanBeExtended() {
		assertThat(this.running.extend(1, NOW.plusSeconds(60), LEASE).verdict()).isEqualTo(Verdict.APPLIED);
	}

	@Test
	void onlyTheCurrentAttemptCanCompleteAndMayRepeatIt() {
		JobLife done = this.running.complete(1).life();
		assertThat(done.state()).isEqualTo(JobState.DONE);
		assertThat(done.complete(1).verdict()).isEqualTo(Verdict.ALREADY);
		JobLife second = this.running.expire(NOW.plusSeconds(31)).life().claim(NOW.plusSeconds(31), LEASE);
		assertThat(second.complete(1).verdict()).isEqualTo(Verdict.LATE);
		assertThat(second.complete(2).verdict()).isEqualTo(Verdict.APPLIED);
		assertThat(second.complete(2).life().complete(1).verdict()).isEqualTo(Verdict.LATE);
	}

	@Test
	void aLeaseIsOverByTheClockOfTheEngine() {
		assertThat(this.running.expire(NOW.plus(LEASE)).verdict()).isEqualTo(Verdict.LATE);
		JobLife again = this.running.expire(NOW.plus(LEASE).plusMillis(1)).life();
		assertThat(again.state()).isEqualTo(JobState.QUEUED);
		assertThat(again.failures()).isEqualTo(1);
		assertThat(again.complete(1).verdict()).isEqualTo(Verdict.LATE);
	}

	@Test
	void aJobIsParkedAfterItsLastFailure() {
		JobLife life = this.queued;
		for (int attempt = 1; attempt <= 3; attempt++) {
			life = life.claim(NOW, LEASE).fail(attempt, false, NOW, Duration.ZERO).life();
			assertThat(life.state()).isEqualTo((attempt < 3) ? JobState.QUEUED : JobState.PARKED);
		}
		assertThat(life.failures()).isEqualTo(3);
	}

	@Test
	void aPermanentFailureParksAtOnce() {
		assertThat(this.running.fail(1, true, NOW, Duration.ZERO).life().state()).isEqualTo(JobState.PARKED);
	}

	@Test
	void whatIsGivenBackHasNotFailedAndGetsANewAttempt() {
		JobLife back = this.running.giveBack(1, NOW).life();
		assertThat(back.state()).isEqualTo(JobState.QUEUED);
		assertThat(back.failures()).isZero();
		assertThat(back.claim(NOW, LEASE).attempt()).isEqualTo(2);
	}

	@Test
	void whatWaitsIsCancelledAtOnce() {
		assertThat(this.queued.cancel().life().state()).isEqualTo(JobState.CANCELLED);
	}

	@Test
	void whatRunsIsCancelledByItsWorkerOrByItsResultOrWithItsLease() {
		JobLife cancelling = this.running.cancel().life();
		assertThat(cancelling.state()).isEqualTo(JobState.RUNNING);
		assertThat(cancelling.cancelRequested()).isTrue();
		assertThat(cancelling.cancelled(1).life().state()).isEqualTo(JobState.CANCELLED);
		assertThat(cancelling.complete(1).life().state()).isEqualTo(JobState.DONE);
		assertThat(cancelling.fail(1, false, NOW, LEASE).life().state()).isEqualTo(JobState.CANCELLED);
		assertThat(cancelling.giveBack(1, NOW).life().state()).isEqualTo(JobState.CANCELLED);
		assertThat(cancelling.expire(NOW.plusSeconds(31)).life().state()).isEqualTo(JobState.CANCELLED);
	}

	@Test
	void nobodyCancelsWhatIsNotToBeCancelled() {
		assertThat(this.running.cancelled(1).verdict()).isEqualTo(Verdict.LATE);
	}

	@Test
	void whatIsFinalStaysSo() {
		for (JobLife life : new JobLife[] { this.running.complete(1).life(), this.queued.cancel().life(),
				this.running.fail(1, true, NOW, LEASE).life() }) {
			assertThat(life.state().isFinal()).isTrue();
			assertThat(life.cancel().verdict()).isEqualTo(Verdict.ALREADY);
			assertThat(life.available(NOW)).isFalse();
			assertThat(life.expire(NOW.plusSeconds(99)).verdict()).isEqualTo(Verdict.LATE);
			assertThat(life.giveBack(1, NOW).verdict()).isEqualTo(Verdict.LATE);
			assertThat(life.extend(1, NOW, LEASE).verdict()).isEqualTo(Verdict.LATE);
		}
	}

	/**
	 * Whatever comes in whatever order: at most one result, attempts that only grow, and
	 * no more failures than there may be.
	 */
	@Test
	void anySequenceKeepsTheRules() {
		Random random = new Random(7);
		for (int round = 0; round < 2000; round++) {
			JobLife life = JobLife.submitted(random.nextInt(4), NOW);
			int results = 0;
			Instant now = NOW;
			for (int step = 0; step < 40; step++) {
				now = now.plusSeconds(random.nextInt(20));
				int attempt = Math.max(0, life.attempt() - random.nextInt(2));
				JobLife before = life;
				if (life.available(now) && random.nextBoolean()) {
					life = life.claim(now, LEASE);
				}
				else {
					JobLife.Transition transition = switch (random.nextInt(7)) {
						case 0 -> life.extend(attempt, now, LEASE);
						case 1 -> life.complete(attempt);
						case 2 -> life.fail(attempt, false, now, Duration.ofSeconds(random.nextInt(9)));
						case 3 -> life.giveBack(attempt, now);
						case 4 -> life.expire(now);
						case 5 -> (random.nextInt(5) == 0) ? life.cancel() : life.extend(attempt, now, LEASE);
						default -> life.cancelled(attempt);
					};
					life = transition.life();
					results += (life.state() == JobState.DONE && before.state() != JobState.DONE) ? 1 : 0;
				}
				assertThat(life.attempt()).isGreaterThanOrEqualTo(before.attempt());
				assertThat(life.failures()).isLessThanOrEqualTo(life.maxFailures());
				assertThat(life.leaseUntil() != null).isEqualTo(life.state() == JobState.RUNNING);
				if (before.state().isFinal()) {
					assertThat(life).isEqualTo(before);
				}
			}
			assertThat(results).isLessThanOrEqualTo(1);
		}
	}

}

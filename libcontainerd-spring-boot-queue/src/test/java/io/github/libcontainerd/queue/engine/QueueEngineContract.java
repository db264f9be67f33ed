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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobConflictException;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobQuery;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueFullException;
import io.github.libcontainerd.run.Output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every engine does.
 */
public abstract class QueueEngineContract {

	private static final long MEBIBYTE = 1024 * 1024;

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Duration SHORT = Duration.ofMillis(20);

	protected QueueEngine engine;

	/**
	 * An engine without jobs.
	 */
	protected abstract QueueEngine create();

	@BeforeEach
	void createEngine() {
		this.engine = create();
	}

	@AfterEach
	void closeEngine() {
		this.engine.close();
	}

	private ContainerJob submit(String id, Consumer<ContainerJob.Builder> with) {
		ContainerJob job = ContainerJob.of("tool:1").id(id).with(with).build();
		assertThat(this.engine.submit(job, 0)).isTrue();
		return job;
	}

	private ContainerJob submit(String id) {
		return submit(id, (job) -> {
		});
	}

	private List<ClaimedJob> claim(int jobs, Duration lease) {
		return this.engine.claim(new ClaimRequest("a", Map.of(), 1 << 30, 64, jobs, lease, 0));
	}

	private JobLease claimOne(Duration lease) {
		List<ClaimedJob> claimed = claim(1, lease);
		assertThat(claimed).hasSize(1);
		return claimed.get(0).lease();
	}

	private List<String> order(int jobs) {
		return claim(jobs, LONG).stream().map((job) -> job.lease().jobId()).toList();
	}

	private JobStatus status(String id) {
		return this.engine.find(id).orElseThrow();
	}

	private static JobResult result(JobLease lease, String stdout) {
		return new JobResult(lease.jobId(), lease.attempt(), lease.node(), 3, true, false, Duration.ofMillis(12),
				Output.inMemory(stdout.getBytes(StandardCharsets.UTF_8), true), Output.inMemory(new byte[0], false));
	}

	private void awaitExpiry() {
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.engine.expire() > 0);
	}

	@Test
	void aJobComesOutAsItWentIn() {
		ContainerJob job = submit("one",
				(builder) -> builder.command("sh", "-c", "echo $A")
					.env("A", "ä\n\"")
					.input(new byte[] { 0, 1, -1 })
					.file("text", "/etc/file")
					.user("1000:1000")
					.priority(3)
					.timeout(Duration.ofMillis(1500)));
		ClaimedJob claimed = claim(1, LONG).get(0);
		assertThat(claimed.job()).isEqualTo(job);
		assertThat(claimed.lease()).isEqualTo(new JobLease("one", 1, "a"));
		assertThat(claimed.failures()).isZero();
		JobStatus status = status("one");
		assertThat(status.state()).isEqualTo(JobState.RUNNING);
		assertThat(status.node()).isEqualTo("a");
		assertThat(status.startedAt()).isAfterOrEqualTo(status.submittedAt());
	}

	@Test
	void nothingIsTakenTwice() {
		submit("one");
		assertThat(claim(8, LONG)).hasSize(1);
		assertThat(claim(8, LONG)).isEmpty();
	}

	@Test
	void theSameIdAndContentIsTheSameJob() {
		ContainerJob job = submit("one", (builder) -> builder.env("A", "1").env("B", "2"));
		ContainerJob same = ContainerJob.of("tool:1").id("one").env("B", "2").env("A", "1").build();
		assertThat(this.engine.submit(same, 0)).isFalse();
		assertThat(this.engine.submit(job, 1)).isFalse();
		assertThat(claim(8, LONG)).hasSize(1);
	}

	@Test
	void theSameIdWithAnotherContentIsRefused() {
		submit("one");
		ContainerJob other = ContainerJob.of("tool:2").id("one").build();
		assertThatExceptionOfType(JobConflictException.class).isThrownBy(() -> this.engine.submit(other, 0))
			.withMessageContaining("'one'");
	}

	@Test
	void severalWhoSubmitOneIdAtOnceMakeOneJob() throws Exception {
		ContainerJob job = ContainerJob.of("tool:1").id("one").build();
		AtomicInteger created = new AtomicInteger();
		atOnce(8, () -> this.engine.submit(job, 0) ? created.incrementAndGet() : 0);
		assertThat(created).hasValue(1);
		assertThat(claim(8, LONG)).hasSize(1);
	}

	@Test
	void aFullQueueRefusesUntilSomethingIsTaken() {
		submit("one");
		ContainerJob two = ContainerJob.of("tool:1").id("two").build();
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> this.engine.submit(two, 1))
			.withMessageContaining("libcontainerd.queue.max-queued");
		assertThat(this.engine.find("two")).isEmpty();
		claimOne(LONG);
		assertThat(this.engine.submit(two, 1)).isTrue();
	}

	@Test
	void higherPrioritiesGoFirst() {
		submit("low", (job) -> job.priority(-1));
		submit("first");
		submit("second");
		submit("high", (job) -> job.priority(9));
		assertThat(order(8)).containsExactly("high", "first", "second", "low");
	}

	@Test
	void submittersTakeTurns() {
		for (int number = 1; number <= 4; number++) {
			submit("a" + number, (job) -> job.submitter("a"));
		}
		submit("b1", (job) -> job.submitter("b"));
		submit("b2", (job) -> job.submitter("b"));
		assertThat(order(3)).containsExactly("a1", "b1", "a2");
		submit("c1", (job) -> job.submitter("c"));
		assertThat(order(8)).containsExactly("b2", "c1", "a3", "a4");
	}

	@Test
	void noMoreJobsOfASubmitterRunThanMay() {
		for (int number = 1; number <= 3; number++) {
			submit("a" + number, (job) -> job.submitter("a"));
			submit("b" + number, (job) -> job.submitter("b"));
		}
		List<ClaimedJob> claimed = new ArrayList<>();
		for (int round = 0; round < 6; round++) {
			claimed.addAll(this.engine.claim(new ClaimRequest("a", Map.of(), 1L << 33, 64, 1, LONG, 2)));
		}
		assertThat(claimed).hasSize(4);
		this.engine.complete(claimed.get(0).lease(), result(claimed.get(0).lease(), ""));
		assertThat(this.engine.claim(new ClaimRequest("a", Map.of(), 1L << 33, 64, 1, LONG, 2))).hasSize(1);
	}

	@Test
	void aWorkerGetsWhatFitsItTogether() {
		submit("large", (job) -> job.memory(900 * MEBIBYTE));
		submit("small", (job) -> job.memory(300 * MEBIBYTE));
		submit("busy", (job) -> job.memory(10 * MEBIBYTE).cpus(3));
		submit("tiny", (job) -> job.memory(10 * MEBIBYTE).cpus(0.5));
		List<ClaimedJob> claimed = this.engine.claim(new ClaimRequest("a", Map.of(), 1000 * MEBIBYTE, 2, 8, LONG, 0));
		assertThat(claimed.stream().map((job) -> job.lease().jobId())).containsExactly("large", "tiny");
	}

	@Test
	void aWorkerGetsWhatItsLabelsAllow() {
		submit("plain");
		submit("gpu", (job) -> job.requires("gpu", "true"));
		submit("both", (job) -> job.requires("gpu", "true").requires("zone", "b"));
		List<ClaimedJob> claimed = this.engine
			.claim(new ClaimRequest("a", Map.of("gpu", "true", "zone", "a"), 1 << 30, 64, 8, LONG, 0));
		assertThat(claimed.stream().map((job) -> job.lease().jobId())).containsExactly("plain", "gpu");
	}

	@Test
	void aResultIsStoredOnce() {
		submit("one");
		JobLease lease = claimOne(LONG);
		assertThat(this.engine.complete(lease, result(lease, "out\0put"))).isEqualTo(Verdict.APPLIED);
		assertThat(this.engine.complete(lease, result(lease, "again"))).isEqualTo(Verdict.ALREADY);
		JobResult stored = this.engine.result("one").orElseThrow();
		assertThat(stored.stdout().text()).isEqualTo("out\0put");
		assertThat(stored.stdout().truncated()).isTrue();
		assertThat(stored.exitCode()).isEqualTo(3);
		assertThat(stored.oomKilled()).isTrue();
		assertThat(stored.duration()).isEqualTo(Duration.ofMillis(12));
		assertThat(status("one").finishedAt()).isNotNull();
		assertThat(this.engine.finished(List.of("one", "none"))).extracting(JobStatus::id).containsExactly("one");
	}

	@Test
	void whatComesAfterALostLeaseIsRefusedAndCounted() {
		submit("one");
		JobLease first = claimOne(SHORT);
		awaitExpiry();
		JobLease second = claimOne(LONG);
		assertThat(second.attempt()).isEqualTo(2);
		assertThat(this.engine.extend(List.of(first, second), LONG)).containsOnlyKeys(second);
		assertThat(this.engine.complete(first, result(first, "late"))).isEqualTo(Verdict.LATE);
		assertThat(this.engine.fail(first, "late", false, Duration.ZERO)).isEqualTo(Verdict.LATE);
		assertThat(this.engine.giveBack(first)).isEqualTo(Verdict.LATE);
		assertThat(this.engine.complete(second, result(second, "good"))).isEqualTo(Verdict.APPLIED);
		assertThat(this.engine.complete(first, result(first, "late"))).isEqualTo(Verdict.LATE);
		assertThat(this.engine.result("one").orElseThrow().stdout().text()).isEqualTo("good");
		assertThat(status("one").lateResults()).isEqualTo(3);
		assertThat(this.engine.attempts("one")).extracting(JobAttempt::end)
			.containsExactly(JobAttempt.End.LEASE_LOST, JobAttempt.End.RESULT);
	}

	@Test
	void anExtendedLeaseIsNotOver() {
		submit("one");
		JobLease lease = claimOne(SHORT);
		assertThat(this.engine.extend(List.of(lease), LONG)).containsEntry(lease, new LeaseSignal(false, false));
		Awaitility.await()
			.during(SHORT.multipliedBy(3))
			.atMost(Duration.ofSeconds(5))
			.until(() -> this.engine.expire() == 0);
		assertThat(status("one").state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	void aJobThatNoWorkerSurvivesIsParkedWithWhatItWrote() {
		submit("poison", (job) -> job.retries(1));
		for (int attempt = 1; attempt <= 2; attempt++) {
			JobLease lease = claimOne(SHORT);
			this.engine.appendOutput(lease, List.of(piece(attempt, 0, "boom " + attempt)));
			awaitExpiry();
		}
		assertThat(claim(1, LONG)).isEmpty();
		assertThat(status("poison").state()).isEqualTo(JobState.PARKED);
		assertThat(status("poison").problem()).contains("'a'");
		assertThat(this.engine.attempts("poison")).hasSize(2);
		assertThat(this.engine.output("poison", 0, 0)).extracting(JobOutput::text).containsExactly("boom 1", "boom 2");
	}

	private static JobOutput piece(int attempt, long index, String text) {
		return new JobOutput(attempt, index, OutputStreamName.STDERR, text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void whatCouldNotBeRunIsTriedAgainLater() {
		submit("one");
		JobLease lease = claimOne(LONG);
		assertThat(this.engine.fail(lease, "no disk", false, SHORT.multipliedBy(10))).isEqualTo(Verdict.APPLIED);
		assertThat(claim(1, LONG)).isEmpty();
		assertThat(status("one").problem()).isEqualTo("no disk");
		assertThat(status("one").failures()).isEqualTo(1);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !claim(1, LONG).isEmpty());
	}

	@Test
	void whatIsTheJobsOwnFaultIsParkedAtOnce() {
		submit("one");
		this.engine.fail(claimOne(LONG), "no such command", true, Duration.ZERO);
		assertThat(status("one").state()).isEqualTo(JobState.PARKED);
	}

	@Test
	void whatIsGivenBackIsTakenAgainWithoutAFailure() {
		submit("one");
		assertThat(this.engine.giveBack(claimOne(LONG))).isEqualTo(Verdict.APPLIED);
		JobLease lease = claimOne(LONG);
		assertThat(lease.attempt()).isEqualTo(2);
		assertThat(status("one").failures()).isZero();
	}

	@Test
	void aJobCanBeCancelledInEachState() {
		submit("queued");
		assertThat(this.engine.cancel("queued")).isTrue();
		assertThat(status("queued").state()).isEqualTo(JobState.CANCELLED);
		assertThat(claim(1, LONG)).isEmpty();

		submit("running");
		JobLease lease = claimOne(LONG);
		assertThat(this.engine.cancelled(lease)).isEqualTo(Verdict.LATE);
		assertThat(this.engine.cancel("running")).isTrue();
		assertThat(status("running").state()).isEqualTo(JobState.RUNNING);
		assertThat(this.engine.extend(List.of(lease), LONG)).containsEntry(lease, new LeaseSignal(true, false));
		assertThat(this.engine.cancelled(lease)).isEqualTo(Verdict.APPLIED);
		assertThat(status("running").state()).isEqualTo(JobState.CANCELLED);

		submit("done");
		JobLease done = claimOne(LONG);
		this.engine.complete(done, result(done, ""));
		assertThat(this.engine.cancel("done")).isFalse();

		submit("parked");
		this.engine.fail(claimOne(LONG), "broken", true, Duration.ZERO);
		assertThat(this.engine.cancel("parked")).isFalse();

		assertThat(this.engine.cancel("queued")).isFalse();
		assertThat(this.engine.cancel("none")).isFalse();
	}

	@Test
	void aResultThatComesBeforeTheCancellationWins() {
		submit("one");
		JobLease lease = claimOne(LONG);
		this.engine.cancel("one");
		assertThat(this.engine.complete(lease, result(lease, ""))).isEqualTo(Verdict.APPLIED);
		assertThat(status("one").state()).isEqualTo(JobState.DONE);
	}

	@Test
	void aCancelledJobWhoseWorkerIsLostIsCancelled() {
		submit("one");
		claimOne(SHORT);
		this.engine.cancel("one");
		awaitExpiry();
		assertThat(status("one").state()).isEqualTo(JobState.CANCELLED);
	}

	@Test
	void outputOfALostAttemptIsDropped() {
		submit("one");
		JobLease first = claimOne(SHORT);
		awaitExpiry();
		this.engine.appendOutput(first, List.of(piece(1, 0, "late")));
		JobLease second = claimOne(LONG);
		this.engine.appendOutput(second, List.of(piece(2, 0, "a"), piece(2, 1, "b")));
		this.engine.appendOutput(second, List.of(piece(2, 2, "c")));
		assertThat(this.engine.output("one", 0, 0)).extracting(JobOutput::text).containsExactly("a", "b", "c");
		assertThat(this.engine.output("one", 2, 2)).containsExactly(piece(2, 2, "c"));
		assertThat(this.engine.output("one", 2, 3)).isEmpty();
	}

	@Test
	void aWorkerLearnsThatSomebodyFollowsAJob() {
		submit("one");
		JobLease lease = claimOne(LONG);
		this.engine.watch("one", LONG);
		assertThat(this.engine.extend(List.of(lease), LONG)).containsEntry(lease, new LeaseSignal(false, true));
		this.engine.watch("none", LONG);
	}

	@Test
	void aWorkerFindsWhatItHeld() {
		submit("one");
		submit("two");
		claim(2, LONG);
		assertThat(this.engine.leases("a")).containsExactlyInAnyOrder(new JobLease("one", 1, "a"),
				new JobLease("two", 1, "a"));
		assertThat(this.engine.leases("b")).isEmpty();
	}

	@Test
	void oldJobsAreRemovedWithAllThatBelongsToThem() {
		submit("old");
		submit("waiting");
		JobLease lease = claimOne(LONG);
		this.engine.appendOutput(lease, List.of(piece(1, 0, "x")));
		this.engine.complete(lease, result(lease, ""));
		assertThat(this.engine.purge(LONG)).isZero();
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.engine.purge(Duration.ofMillis(1)) == 1);
		assertThat(this.engine.find("old")).isEmpty();
		assertThat(this.engine.result("old")).isEmpty();
		assertThat(this.engine.attempts("old")).isEmpty();
		assertThat(this.engine.output("old", 0, 0)).isEmpty();
		assertThat(this.engine.find("waiting")).isPresent();
	}

	@Test
	void jobsAreListedTheNewestFirst() {
		submit("one", (job) -> job.submitter("a"));
		submit("two", (job) -> job.submitter("b"));
		submit("three", (job) -> job.submitter("b"));
		this.engine.cancel("three");
		assertThat(this.engine.list(JobQuery.newest(2))).extracting(JobStatus::id).containsExactly("three", "two");
		assertThat(this.engine.list(JobQuery.newest(9, JobState.QUEUED))).extracting(JobStatus::id)
			.containsExactly("two", "one");
		assertThat(this.engine.list(new JobQuery(Set.of(), "b", 9))).extracting(JobStatus::id)
			.containsExactly("three", "two");
	}

	@Test
	void figuresAreOfAllStates() {
		submit("queued");
		submit("running", (job) -> job.priority(1));
		claimOne(LONG);
		submit("cancelled");
		this.engine.cancel("cancelled");
		QueueStatistics statistics = this.engine.statistics();
		assertThat(statistics.queued()).isEqualTo(1);
		assertThat(statistics.running()).isEqualTo(1);
		assertThat(statistics.cancelled()).isEqualTo(1);
		assertThat(statistics.done()).isZero();
		assertThat(statistics.oldestQueued()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
	}

	@Test
	void workersReport() {
		NodeStatus node = new NodeStatus("a", Map.of("gpu", "true"), 100, 10, 2, 0.5, 1, false, Duration.ZERO);
		this.engine.report(node);
		this.engine.report(new NodeStatus("a", Map.of(), 100, 20, 2, 1, 2, true, Duration.ZERO));
		assertThat(this.engine.nodes()).hasSize(1);
		NodeStatus read = this.engine.nodes().get(0);
		assertThat(read.memoryReserved()).isEqualTo(20);
		assertThat(read.draining()).isTrue();
		assertThat(read.silentFor()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
	}

	@Test
	void hintsComeWhenSomethingHappens() throws Exception {
		BlockingQueue<QueueSignal> signals = new LinkedBlockingQueue<>();
		QueueEngine.Subscription subscription = this.engine.listen(signals::add);
		awaitListening(signals);
		submit("one");
		awaitSignal(signals, QueueSignal.Kind.QUEUED, "one");
		JobLease lease = claimOne(LONG);
		this.engine.cancel("one");
		awaitSignal(signals, QueueSignal.Kind.ATTENTION, "one");
		this.engine.cancelled(lease);
		awaitSignal(signals, QueueSignal.Kind.FINISHED, "one");
		subscription.close();
	}

	/**
	 * What comes from then on is noticed.
	 */
	protected void awaitListening(BlockingQueue<QueueSignal> signals) throws InterruptedException {
	}

	private static void awaitSignal(BlockingQueue<QueueSignal> signals, QueueSignal.Kind kind, String id)
			throws InterruptedException {
		QueueSignal signal = signals.poll(10, TimeUnit.SECONDS);
		while (signal != null && !signal.equals(new QueueSignal(kind, id))) {
			signal = signals.poll(10, TimeUnit.SECONDS);
		}
		assertThat(signal).as(kind + " " + id).isNotNull();
	}

	@Test
	void manyWorkersNeverGetTheSameJob() throws Exception {
		int jobs = 300;
		for (int number = 0; number < jobs; number++) {
			submit("job" + number);
		}
		Set<String> taken = ConcurrentHashMap.newKeySet();
		AtomicInteger claims = new AtomicInteger();
		atOnce(6, () -> {
			while (taken.size() < jobs) {
				for (ClaimedJob job : claim(4, LONG)) {
					claims.incrementAndGet();
					taken.add(job.lease().jobId());
					assertThat(this.engine.complete(job.lease(), result(job.lease(), ""))).isEqualTo(Verdict.APPLIED);
				}
			}
			return 0;
		});
		assertThat(claims).hasValue(jobs);
		assertThat(this.engine.statistics().done()).isEqualTo(jobs);
	}

	private static void atOnce(int threads, Callable<Integer> action) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Integer>> futures = new ArrayList<>();
			for (int number = 0; number < threads; number++) {
				futures.add(executor.submit(action));
			}
			for (Future<Integer> future : futures) {
				future.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

}

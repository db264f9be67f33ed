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

package io.github.libcontainerd.queue.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobFailedException;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobNotFoundException;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.QueueUnavailableException;
import io.github.libcontainerd.queue.engine.ClaimRequest;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.memory.InMemoryQueueEngine;
import io.github.libcontainerd.queue.submit.DefaultContainerQueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link QueueWorker} and of the side that submits.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueWorkerTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private final InMemoryQueueEngine memory = new InMemoryQueueEngine();

	private final AtomicBoolean broken = new AtomicBoolean();

	private final QueueEngine engine = Unreliable.engine(this.memory, this.broken);

	private final SimulatedRunner runner = new SimulatedRunner();

	private final DefaultContainerQueue queue = new DefaultContainerQueue(this.memory, 0, Duration.ofMillis(500),
			new QueueListener() {
			});

	private final List<TestNode> nodes = new ArrayList<>();

	@AfterEach
	void close() {
		this.broken.set(false);
		this.nodes.forEach(TestNode::close);
		this.queue.close();
		this.memory.close();
		assertThat(this.runner.living()).isEmpty();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("container-queue-") && thread.isAlive()
					&& !thread.getName().equals("container-queue-result")));
	}

	private TestNode node(WorkerSettings settings) {
		TestNode node = new TestNode(this.engine, this.runner, settings).start();
		this.nodes.add(node);
		return node;
	}

	private TestNode node() {
		return node(TestNode.settings("a", LEASE));
	}

	private JobHandle submit(String id, String... command) {
		return submit(id, (job) -> job.command(command));
	}

	private JobHandle submit(String id, Consumer<ContainerJob.Builder> with) {
		return this.queue.submit(ContainerJob.of("tool:1").id(id).memory(100 << 20).with(with).build());
	}

	private void awaitRunning(String id) {
		await().until(() -> this.runner.living().stream().anyMatch((lease) -> lease.jobId().equals(id)));
	}

	@Test
	void aJobHasItsResult() {
		node();
		assertThat(submit("one").result().join().stdout().text()).isEqualTo("hello from 1");
		assertThat(this.queue.find("one").orElseThrow().result().join().successful()).isTrue();
	}

	@Test
	void aResultThatWasThereBeforeItWasAskedForIsFound() {
		this.memory.submit(ContainerJob.of("tool:1").id("one").build(), 0);
		node();
		await().until(() -> this.memory.result("one").isPresent());
		assertThat(this.queue.find("one").orElseThrow().result().join().attempt()).isEqualTo(1);
	}

	@Test
	void aLeaseIsExtendedWhileTheJobRuns() {
		TestNode node = node();
		assertThat(submit("one", "sleep", "3500").result().join().attempt()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(node.log()).containsExactly("one 1 RESULT"));
	}

	@Test
	void whatCouldNotBeRunIsTriedAgainAndParked() {
		node();
		JobHandle handle = submit("one", "fail");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> handle.result().join())
			.withCauseInstanceOf(JobFailedException.class)
			.withMessageContaining("no disk");
		assertThat(handle.state()).isEqualTo(JobState.PARKED);
		assertThat(handle.attempts()).extracting(JobAttempt::problem).containsExactly("no disk", "no disk", "no disk");
	}

	@Test
	void whatIsTheJobsOwnFaultIsNotTriedAgain() {
		node();
		JobHandle handle = submit("one", "refuse");
		assertThatThrownBy(() -> handle.result().join()).hasRootCauseInstanceOf(JobFailedException.class);
		assertThat(handle.attempts()).hasSize(1);
	}

	@Test
	void aJobThatRunsIsKilledWhenItIsCancelled() {
		node(TestNode.settings("a", Duration.ofMinutes(1)));
		JobHandle handle = submit("one", "hang");
		awaitRunning("one");
		assertThat(handle.cancel()).isTrue();
		assertThatThrownBy(() -> handle.result().join()).hasRootCauseMessage("The job 'one' was cancelled");
		assertThat(this.runner.killed()).extracting(JobLease::jobId).containsExactly("one");
		assertThat(handle.cancel()).isFalse();
	}

	@Test
	void aJobWhoseLeaseIsLostIsKilled() {
		TestNode node = node();
		submit("one", "hang");
		awaitRunning("one");
		// As if the lease had been over and another worker had been faster.
		this.memory.giveBack(new JobLease("one", 1, "a"));
		await().until(() -> this.runner.killed().contains(new JobLease("one", 1, "a")));
		await().until(() -> this.runner.living().contains(new JobLease("one", 2, "a")));
		await().untilAsserted(() -> assertThat(node.log()).containsExactly("one 1 LEASE_LOST"));
		this.queue.cancel("one");
	}

	@Test
	void withoutTheEngineAJobIsKilledWhenItsLeaseIsOver() {
		node();
		submit("one", "hang");
		awaitRunning("one");
		long since = System.nanoTime();
		this.broken.set(true);
		await().until(() -> !this.runner.killed().isEmpty());
		assertThat(Duration.ofNanos(System.nanoTime() - since)).isBetween(LEASE.dividedBy(2), LEASE.multipliedBy(2));
		this.broken.set(false);
		await().until(() -> this.runner.living().contains(new JobLease("one", 2, "a")));
		this.queue.cancel("one");
	}

	@Test
	void aResultWaitsForTheEngine() {
		TestNode node = node(TestNode.settings("a", Duration.ofSeconds(10)));
		JobHandle handle = submit("one", "sleep", "300");
		awaitRunning("one");
		this.broken.set(true);
		await().until(() -> this.runner.living().isEmpty());
		await().during(Duration.ofMillis(600)).until(() -> handle.state() == JobState.RUNNING);
		this.broken.set(false);
		assertThat(handle.result().join().attempt()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(node.log()).containsExactly("one 1 RESULT"));
	}

	@Test
	void aWorkerTakesNoMoreThanItHasRoomFor() {
		WorkerSettings settings = new WorkerSettings("a", Map.of(), 250 << 20, 2, 64, LEASE, Duration.ofMillis(100),
				Duration.ZERO, 0, 1024, Duration.ZERO);
		TestNode node = node(settings);
		for (int number = 0; number < 4; number++) {
			submit("job" + number, "hang");
		}
		await().until(() -> this.runner.living().size() == 2);
		assertThat(node.worker().status().memoryReserved()).isEqualTo(200 << 20);
		await().during(Duration.ofMillis(400)).until(() -> this.runner.living().size() == 2);
		this.queue.cancel("job0");
		await().until(() -> this.runner.started().size() == 3);
		for (int number = 0; number < 4; number++) {
			this.queue.cancel("job" + number);
		}
	}

	@Test
	void whatDoesNotEndWhileAWorkerStopsIsGivenBack() {
		TestNode first = node();
		JobHandle slow = submit("slow", "hang");
		JobHandle quick = submit("quick", "sleep", "100");
		await().until(() -> this.runner.started().size() == 2);
		first.close();
		this.nodes.remove(first);
		assertThat(quick.result().join().attempt()).isEqualTo(1);
		assertThat(this.runner.living()).isEmpty();
		assertThat(slow.state()).isEqualTo(JobState.QUEUED);
		assertThat(slow.status().failures()).isZero();
		assertThat(this.memory.nodes().get(0).draining()).isTrue();
		node();
		awaitRunning("slow");
		assertThat(slow.status().attempt()).isEqualTo(2);
		slow.cancel();
	}

	@Test
	void aWorkerThatDrainsTakesNothingUntilItResumes() {
		TestNode node = node();
		node.worker().drain();
		JobHandle handle = submit("one");
		await().during(Duration.ofMillis(700)).until(() -> handle.state() == JobState.QUEUED);
		node.worker().resume();
		assertThat(handle.result().join().attempt()).isEqualTo(1);
	}

	@Test
	void aRestartedWorkerRemovesWhatItHadAndQueuesItAgain() {
		JobHandle handle = submit("one");
		this.memory.claim(new ClaimRequest("a", Map.of(), 1L << 40, 64, 1, Duration.ofHours(1), 0));
		node();
		assertThat(handle.result().join().attempt()).isEqualTo(2);
		assertThat(this.runner.removed()).containsExactly(new JobLease("one", 1, "a"));
		assertThat(handle.attempts().get(0).problem()).contains("restarted");
	}

	@Test
	void theOutputOfAJobCanBeFollowed() {
		node(TestNode.settings("a", Duration.ofMillis(1000)));
		JobHandle handle = submit("one", "print", "working");
		awaitRunning("one");
		try (Stream<JobOutput> output = handle.output()) {
			assertThat(output.findFirst().orElseThrow().text()).isEqualTo("working");
		}
		handle.cancel();
	}

	@Test
	void theOutputOfAFinishedJobIsThatOfItsResult() {
		node();
		JobHandle handle = submit("one");
		handle.result().join();
		try (Stream<JobOutput> output = handle.output()) {
			assertThat(output.map(JobOutput::text)).containsExactly("hello from 1");
		}
	}

	@Test
	void aListenerOfAFutureThatBlocksHoldsUpNoOtherResult() {
		node();
		CountDownLatch latch = new CountDownLatch(1);
		JobHandle first = submit("one", "sleep", "200");
		first.result().thenRun(() -> {
			try {
				latch.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ignored) {
				// The test has ended.
			}
		});
		await().until(() -> first.state() == JobState.DONE);
		assertThat(submit("two").result().orTimeout(10, TimeUnit.SECONDS).join().attempt()).isEqualTo(1);
		latch.countDown();
	}

	@Test
	void aClosedQueueFailsWhatIsWaitedFor() {
		JobHandle handle = submit("one");
		this.queue.close();
		assertThatThrownBy(() -> handle.result().join()).hasRootCauseInstanceOf(QueueUnavailableException.class);
	}

	@Test
	void whatIsNotThereIsSaidSo() {
		JobHandle handle = submit("one");
		handle.cancel();
		await().until(() -> this.memory.purge(Duration.ofMillis(1)) == 1);
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(handle::status);
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(handle::output);
	}

	/**
	 * A worker asks for the time of nobody but the engine, and for how long ago something
	 * was by a clock that can't be set.
	 */
	@Test
	void anEngineWhoseClockIsFarOffIsAsGoodAsAnyOther() {
		Clock late = new Clock() {

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

			@Override
			public Instant instant() {
				return Instant.now().minus(Duration.ofMinutes(5));
			}

		};
		InMemoryQueueEngine other = new InMemoryQueueEngine(late);
		TestNode node = new TestNode(other, this.runner, TestNode.settings("b", LEASE)).start();
		other.submit(ContainerJob.of("tool:1").id("one").command("sleep", "3000").build(), 0);
		await().until(() -> other.result("one").isPresent());
		assertThat(other.result("one").orElseThrow().attempt()).isEqualTo(1);
		node.close();
		other.close();
	}

}

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

package io.github.libcontainerd.queue.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.engine.QueueStatistics;
import io.github.libcontainerd.queue.postgres.PostgresQueueEngine;
import io.github.libcontainerd.queue.postgres.PostgresServer;
import io.github.libcontainerd.queue.submit.DefaultContainerQueue;
import io.github.libcontainerd.queue.worker.SimulatedRunner;
import io.github.libcontainerd.queue.worker.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of jobs when machines and the database fail: workers in processes of their
 * own, a real PostgreSQL, and runs in name only.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterTests {

	private static final Log logger = LogFactory.getLog(ClusterTests.class);

	private static final Duration LEASE = Duration.ofSeconds(2);

	private final PostgresServer server = PostgresServer.shared();

	private final String database = this.server.database();

	private final List<AutoCloseable> open = new ArrayList<>();

	private HikariDataSource dataSource;

	private PostgresQueueEngine engine;

	private DefaultContainerQueue queue;

	@BeforeEach
	void openQueue() {
		this.dataSource = this.server.pool(this.database, 12);
		this.engine = new PostgresQueueEngine(this.dataSource, LEASE);
		this.queue = new DefaultContainerQueue(this.engine, 0, Duration.ofSeconds(1), new QueueListener() {
		});
	}

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
		this.queue.close();
		this.engine.close();
		this.dataSource.close();
	}

	private NodeProcess process(String node) {
		NodeProcess process = new NodeProcess(SimulatedNode.class, this.server.url(this.database), node,
				String.valueOf(LEASE.toMillis()));
		this.open.add(process);
		return process.await("up");
	}

	private SimulatedRunner here(String node) {
		SimulatedRunner runner = new SimulatedRunner();
		this.open.add(new TestNode(this.engine, runner, TestNode.settings(node, LEASE)).start());
		return runner;
	}

	private JobHandle submit(String id, String... command) {
		return submit(id, (job) -> job.command(command));
	}

	private JobHandle submit(String id, Consumer<ContainerJob.Builder> with) {
		return this.queue.submit(ContainerJob.of("tool:1").id(id).memory(10 << 20).with(with).build());
	}

	private List<JobAttempt.End> ends(JobHandle handle) {
		return handle.attempts().stream().map(JobAttempt::end).toList();
	}

	@Test
	void theJobsOfAKilledWorkerAreTakenOver() throws Exception {
		NodeProcess killed = process("killed");
		JobHandle first = submit("first", "hang-once");
		JobHandle second = submit("second", "hang-once");
		killed.await("start first 1").await("start second 1");
		here("other");
		long since = System.nanoTime();
		killed.kill();
		assertThat(first.result().get(60, TimeUnit.SECONDS).attempt()).isEqualTo(2);
		assertThat(second.result().get(60, TimeUnit.SECONDS).node()).isEqualTo("other");
		Duration taken = Duration.ofNanos(System.nanoTime() - since);
		logger.info("Taken over after " + taken.toMillis() + " ms with a lease of " + LEASE.toMillis() + " ms");
		assertThat(taken).isLessThan(LEASE.plusSeconds(1));
		assertThat(ends(first)).containsExactly(JobAttempt.End.LEASE_LOST, JobAttempt.End.RESULT);
	}

	@Test
	void aFrozenWorkerThatWakesUpKillsWhatItHasLost() throws Exception {
		NodeProcess frozen = process("frozen");
		JobHandle hanging = submit("hanging", "hang-once");
		JobHandle slow = submit("slow", "sleep", "1500");
		frozen.await("start hanging 1").await("start slow 1");
		frozen.signal("STOP");
		here("other");
		assertThat(hanging.result().get(60, TimeUnit.SECONDS).attempt()).isEqualTo(2);
		frozen.signal("CONT");
		frozen.await("LEASE_LOST hanging 1").await("LEASE_LOST slow 1");
		assertThat(slow.result().get(60, TimeUnit.SECONDS).attempt()).isEqualTo(2);
		assertThat(ends(slow)).containsExactly(JobAttempt.End.LEASE_LOST, JobAttempt.End.RESULT);
		assertThat(frozen.lines()).noneMatch((line) -> line.startsWith("RESULT"));
		// It is a worker like any other again.
		assertThat(submit("next").result().get(60, TimeUnit.SECONDS).attempt()).isEqualTo(1);
	}

	@Test
	void aRestartedWorkerDoesNotWaitForTheEndOfItsLeases() throws Exception {
		NodeProcess killed = process("same");
		JobHandle handle = submit("one", "hang-once");
		killed.await("start one 1");
		killed.kill();
		process("same").await("removed one");
		assertThat(handle.result().get(60, TimeUnit.SECONDS).attempt()).isEqualTo(2);
	}

	@Test
	void aPoisonousJobIsParkedAndHarmsNoFurtherWorker() throws Exception {
		JobHandle poison = submit("poison", (job) -> job.command("hang").retries(1));
		for (String node : List.of("first", "second")) {
			NodeProcess victim = process(node);
			victim.await("start poison");
			victim.kill();
		}
		SimulatedRunner healthy = here("healthy");
		await().atMost(Duration.ofSeconds(20)).until(() -> poison.state() == JobState.PARKED);
		assertThat(poison.attempts()).extracting(JobAttempt::node).containsExactly("first", "second");
		assertThat(healthy.started()).isEmpty();
	}

	@Test
	void aRestartOfTheDatabaseCostsNoResult() throws Exception {
		process("first");
		here("second");
		List<JobHandle> handles = new ArrayList<>();
		for (int number = 0; number < 100; number++) {
			handles.add(submit("job" + number, "sleep", "20"));
			if (number == 50) {
				handles.get(0).result().get(60, TimeUnit.SECONDS);
				this.server.stop(true);
				this.server.start();
			}
		}
		for (JobHandle handle : handles) {
			assertThat(handle.result().get(60, TimeUnit.SECONDS).exitCode()).isZero();
		}
		assertEachHasOneResult(100);
	}

	@Test
	void tenThousandJobsHaveTenThousandResults() throws Exception {
		int jobs = 10_000;
		long since = System.nanoTime();
		List<CompletableFuture<JobResult>> results = new ArrayList<>();
		for (int number = 0; number < jobs; number++) {
			String submitter = "team" + number % 3;
			results.add(submit("job" + number, (job) -> job.submitter(submitter)).result());
		}
		long submitted = System.nanoTime();
		here("first");
		here("second");
		NodeProcess third = process("third");
		CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(500, TimeUnit.SECONDS);
		long done = System.nanoTime();
		logger.info("Submitted " + jobs * 1000L / ((submitted - since) / 1_000_000) + " jobs/s, ran "
				+ jobs * 1000L / ((done - submitted) / 1_000_000) + " jobs/s");
		assertThat(third.lines()).anyMatch((line) -> line.startsWith("RESULT"));
		assertThat(results.stream().map((result) -> result.join().jobId()).distinct()).hasSize(jobs);
		assertEachHasOneResult(jobs);
	}

	private void assertEachHasOneResult(int jobs) {
		QueueStatistics statistics = this.engine.statistics();
		assertThat(statistics.done()).isEqualTo(jobs);
		assertThat(statistics.queued() + statistics.running() + statistics.parked()).isZero();
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		assertThat(jdbc.queryForObject("select count(*) from container_job_result", Integer.class)).isEqualTo(jobs);
		assertThat(jdbc.queryForObject("select count(*) from container_job_attempt where ending = 'RESULT'",
				Integer.class))
			.isEqualTo(jobs);
	}

}

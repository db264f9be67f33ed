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

package io.github.libcontainerd.queue.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.engine.ClaimRequest;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.QueueEngineContract;
import io.github.libcontainerd.queue.engine.QueueSignal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract upon {@link PostgresQueueEngine}, and what only a database can do.
 */
class PostgresQueueEngineTests extends QueueEngineContract {

	private static HikariDataSource dataSource;

	@BeforeAll
	static void createDatabase() {
		PostgresServer server = PostgresServer.shared();
		dataSource = server.pool(server.database(), 12);
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@Override
	protected QueueEngine create() {
		new JdbcTemplate(dataSource).execute("truncate container_job, container_queue_node cascade");
		return new PostgresQueueEngine(dataSource, Duration.ofSeconds(10));
	}

	@Override
	protected void awaitListening(BlockingQueue<QueueSignal> signals) throws InterruptedException {
		assertThat(signals.poll(10, TimeUnit.SECONDS)).isEqualTo(new QueueSignal(QueueSignal.Kind.RESYNC, null));
	}

	@Test
	void aSubmissionIsAPartOfTheTransactionAroundIt() {
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		transaction.executeWithoutResult((status) -> {
			this.engine.submit(ContainerJob.of("tool:1").id("one").build(), 0);
			status.setRollbackOnly();
		});
		assertThat(this.engine.find("one")).isEmpty();
		transaction
			.executeWithoutResult((status) -> this.engine.submit(ContainerJob.of("tool:1").id("one").build(), 0));
		assertThat(this.engine.find("one")).isPresent();
	}

	@Test
	void aJobThatCantBeReadIsParkedAndHoldsUpNoOther() {
		this.engine.submit(ContainerJob.of("tool:1").id("broken").build(), 0);
		this.engine.submit(ContainerJob.of("tool:1").id("good").build(), 0);
		new JdbcTemplate(dataSource).update("update container_job_request set content = '{' where job_id = 'broken'");
		List<ClaimedJob> claimed = this.engine
			.claim(new ClaimRequest("a", Map.of(), 1L << 40, 64, 2, Duration.ofMinutes(1), 0));
		assertThat(claimed).extracting((job) -> job.lease().jobId()).containsExactly("good");
		assertThat(this.engine.find("broken").orElseThrow().state()).isEqualTo(JobState.PARKED);
		assertThat(this.engine.find("broken").orElseThrow().problem()).contains("can't be read");
	}

	@Test
	void aJobOfANewerFormatIsLeftToNewerWorkers() {
		this.engine.submit(ContainerJob.of("tool:1").id("new").build(), 0);
		new JdbcTemplate(dataSource).update("update container_job set format = format + 1");
		assertThat(this.engine.claim(new ClaimRequest("a", Map.of(), 1L << 40, 64, 2, Duration.ofMinutes(1), 0)))
			.isEmpty();
		assertThat(this.engine.find("new").orElseThrow().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void everythingIsReleased() {
		this.engine.listen((signal) -> {
		});
		this.engine.close();
		assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.isAlive() && thread.getName().equals("container-queue-listen"));
		Awaitility.await().until(() -> dataSource.getHikariPoolMXBean().getActiveConnections() == 0);
	}

}

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

package io.github.libcontainerd.queue.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.JobState;
import io.github.libcontainerd.queue.actuate.ContainerQueueEndpoint;
import io.github.libcontainerd.queue.engine.ClaimRequest;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.event.JobFinishedEvent;
import io.github.libcontainerd.queue.event.JobStartedEvent;
import io.github.libcontainerd.queue.memory.InMemoryQueueEngine;
import io.github.libcontainerd.queue.metrics.QueueMetrics;
import io.github.libcontainerd.queue.postgres.PostgresQueueEngine;
import io.github.libcontainerd.queue.postgres.PostgresServer;
import io.github.libcontainerd.queue.worker.JobRequestCustomizer;
import io.github.libcontainerd.queue.worker.QueueWorker;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the auto-configuration of the queue, on a containerd in memory.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerQueueAutoConfigurationTests {

	@TempDir
	private Path directory;

	private FakeContainerd daemon;

	private ApplicationContextRunner runner;

	private ApplicationContextRunner memory;

	private ApplicationContextRunner worker;

	@BeforeEach
	void launch() {
		this.daemon = FakeContainerd.launch();
		this.daemon.image("tool:1", (image) -> image.prints("hello\n", 0));
		this.runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LibcontainerdAutoConfiguration.class, ContainerQueueAutoConfiguration.class,
							ContainerQueueWorkerAutoConfiguration.class, ContainerQueueMetricsAutoConfiguration.class,
							ContainerQueueHealthContributorAutoConfiguration.class,
							ContainerQueueEndpointAutoConfiguration.class, EndpointAutoConfiguration.class))
			.withPropertyValues("libcontainerd.address=" + this.daemon.socket(),
					"libcontainerd.state-directory=" + this.directory.resolve("state"),
					"management.endpoints.web.exposure.include=*");
		this.memory = this.runner.withPropertyValues("libcontainerd.queue.engine=memory");
		this.worker = this.memory.withPropertyValues("libcontainerd.queue.worker.enabled=true",
				"libcontainerd.queue.worker.memory=4GB", "libcontainerd.queue.worker.drain-timeout=100ms");
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	private static JobHandle submit(ApplicationContext context, String id) {
		return context.getBean(ContainerQueue.class).submit(ContainerJob.of("tool:1").id(id).build());
	}

	@Test
	void thereIsNoQueueWithoutADatabaseUnlessThatIsSaid() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(QueueEngine.class)
			.doesNotHaveBean(ContainerQueue.class)
			.doesNotHaveBean(ContainerQueueEndpoint.class));
	}

	@Test
	void thereIsNoQueueWhenItIsSwitchedOff() {
		this.memory.withPropertyValues("libcontainerd.queue.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(QueueEngine.class));
	}

	@Test
	void anApplicationOnlySubmitsUnlessItIsAWorker() {
		this.memory.run((context) -> {
			assertThat(context).hasSingleBean(InMemoryQueueEngine.class).doesNotHaveBean(QueueWorker.class);
			JobHandle handle = submit(context, "one");
			assertThat(handle.state()).isEqualTo(JobState.QUEUED);
		});
	}

	@Test
	void aJobRunsInAContainerThatSaysWhoseItIs() {
		this.worker.withUserConfiguration(Recorder.class).run((context) -> {
			JobHandle handle = context.getBean(ContainerQueue.class)
				.submit(ContainerJob.of("tool:1").id("one").env("A", "1").build());
			JobResult result = handle.result().get(30, TimeUnit.SECONDS);
			assertThat(result.stdout().text()).isEqualTo("hello\n");
			assertThat(result.successful()).isTrue();
			Recorder recorder = context.getBean(Recorder.class);
			await().untilAsserted(() -> assertThat(recorder.events).containsExactly("started one 1", "done one"));
			assertThat(recorder.labels).containsEntry("io.github.libcontainerd.queue.job", "one")
				.containsEntry("io.github.libcontainerd.queue.attempt", "1")
				.containsEntry("team", "blue");
			await().untilAsserted(() -> assertThat(context.getBean(Client.class).list()).isEmpty());
		});
	}

	@Test
	void aWorkerIsNamedAfterItsMachineAndNamespace() {
		this.worker.withPropertyValues("libcontainerd.namespace=judge")
			.run((context) -> assertThat(context.getBean(QueueWorker.class).settings().node()).endsWith("/judge"));
	}

	@Test
	void propertiesReachTheWorker() {
		this.worker
			.withPropertyValues("libcontainerd.queue.worker.node=n1", "libcontainerd.queue.worker.labels.gpu=true",
					"libcontainerd.queue.worker.cpus=3", "libcontainerd.queue.worker.max-jobs=5",
					"libcontainerd.queue.worker.lease=20s", "libcontainerd.queue.worker.max-per-submitter=2",
					"libcontainerd.queue.worker.max-output=2KB", "libcontainerd.queue.worker.retry-delay=3s",
					"libcontainerd.queue.poll-interval=4s")
			.run((context) -> {
				var settings = context.getBean(QueueWorker.class).settings();
				assertThat(settings.node()).isEqualTo("n1");
				assertThat(settings.labels()).isEqualTo(Map.of("gpu", "true"));
				assertThat(settings.memory()).isEqualTo(4L << 30);
				assertThat(settings.cpus()).isEqualTo(3);
				assertThat(settings.maxJobs()).isEqualTo(5);
				assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(20));
				assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(4));
				assertThat(settings.drainTimeout()).isEqualTo(Duration.ofMillis(100));
				assertThat(settings.maxPerSubmitter()).isEqualTo(2);
				assertThat(settings.maxOutput()).isEqualTo(2048);
				assertThat(settings.retryDelay()).isEqualTo(Duration.ofSeconds(3));
			});
	}

	@Test
	void outputBeyondTheBoundIsCutAndSaysSo() {
		this.daemon.image("tool:1", (image) -> image.prints("x".repeat(5000), 0));
		this.worker.withPropertyValues("libcontainerd.queue.worker.max-output=2KB").run((context) -> {
			JobResult result = submit(context, "one").result().get(30, TimeUnit.SECONDS);
			assertThat(result.stdout().size()).isEqualTo(2048);
			assertThat(result.stdout().truncated()).isTrue();
		});
	}

	@Test
	void aCancelledJobHasNoContainerLeft() {
		this.daemon.image("tool:1");
		this.daemon.onCreate((id) -> true, FakeBehaviour.normal().exit(0, Duration.ofHours(1)));
		this.worker.run((context) -> {
			JobHandle handle = submit(context, "one");
			Client client = context.getBean(Client.class);
			await().until(() -> !this.daemon.tasks(client.namespace()).isEmpty());
			assertThat(this.daemon.containers(client.namespace())).hasSize(1);
			assertThat(handle.cancel()).isTrue();
			assertThatThrownBy(() -> handle.result().get(30, TimeUnit.SECONDS))
				.hasRootCauseMessage("The job 'one' was cancelled");
			assertThat(this.daemon.containers(client.namespace())).isEmpty();
		});
	}

	@Test
	void anApplicationThatStopsGivesItsJobsBack() {
		this.daemon.image("tool:1");
		this.daemon.onCreate((id) -> true, FakeBehaviour.normal().exit(0, Duration.ofHours(1)));
		InMemoryQueueEngine engine = new InMemoryQueueEngine();
		this.worker.withBean(QueueEngine.class, () -> engine).run((context) -> {
			submit(context, "one");
			await().until(() -> !this.daemon.tasks(context.getBean(Client.class).namespace()).isEmpty());
		});
		assertThat(engine.find("one").orElseThrow().state()).isEqualTo(JobState.QUEUED);
		assertThat(engine.find("one").orElseThrow().failures()).isZero();
	}

	@Test
	void whatNoWorkerCouldRunIsParkedAtOnce() {
		this.worker.withBean(JobRequestCustomizer.class, () -> (request, job) -> request.memory(1)).run((context) -> {
			JobHandle handle = submit(context, "one");
			assertThatThrownBy(() -> handle.result().get(30, TimeUnit.SECONDS)).rootCause()
				.hasMessageContaining("parked after 1 failed attempt");
		});
	}

	@Test
	void metersHealthAndEndpointTellWhatThereIs() {
		this.worker.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("libcontainerd.queue.worker.node=n1")
			.run((context) -> {
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBean(QueueMetrics.class).bindTo(meters);
				submit(context, "one").result().get(30, TimeUnit.SECONDS);
				await()
					.until(() -> meters.get("libcontainerd.queue.attempts").tag("end", "result").timer().count() == 1);
				assertThat(meters.get("libcontainerd.queue.jobs").tag("state", "done").gauge().value()).isEqualTo(1);
				assertThat(
						context.getBean("containerqueueHealthContributor", HealthIndicator.class).health().getStatus())
					.isEqualTo(Status.UP);
				ContainerQueueEndpoint endpoint = context.getBean(ContainerQueueEndpoint.class);
				assertThat(endpoint.queue().jobs().done()).isEqualTo(1);
				assertThat(endpoint.queue().workers()).extracting("name").containsExactly("n1");
				assertThat(endpoint.job("one")).isNotNull()
					.satisfies((job) -> assertThat(job.attempts()).extracting("end").containsExactly("result"));
				assertThat(endpoint.job("none")).isNull();
				assertThat(endpoint.cancel("one")).isEqualTo(new ContainerQueueEndpoint.CancelledDescriptor(false));
				assertThat(endpoint.drain(true)).isNotNull().matches((node) -> node.draining());
				JobHandle waits = submit(context, "two");
				await().during(Duration.ofMillis(300)).until(() -> waits.state() == JobState.QUEUED);
				endpoint.drain(false);
				waits.result().get(30, TimeUnit.SECONDS);
			});
	}

	@Test
	void jobsGoThroughTheDatabaseOfTheApplication() {
		PostgresServer server = PostgresServer.shared();
		String database = server.emptyDatabase();
		try (HikariDataSource dataSource = server.pool(database, 8)) {
			ApplicationContextRunner postgres = this.runner
				.withBean(HikariDataSource.class, () -> dataSource, (definition) -> definition.setDestroyMethodName(""))
				.withPropertyValues("libcontainerd.queue.worker.enabled=true", "libcontainerd.queue.worker.memory=4GB");
			postgres.run((context) -> {
				assertThat(context).hasSingleBean(PostgresQueueEngine.class);
				assertThat(tables(dataSource)).as("PostgreSQL is not embedded").isZero();
			});
			postgres.withPropertyValues("libcontainerd.queue.initialize-schema=always").run((context) -> {
				assertThat(tables(dataSource)).isEqualTo(6);
				assertThat(submit(context, "one").result().get(30, TimeUnit.SECONDS).stdout().text())
					.isEqualTo("hello\n");
			});
			postgres.withPropertyValues("libcontainerd.queue.initialize-schema=always")
				.run((context) -> assertThat(context.getBean(ContainerQueue.class).find("one")).isPresent());
		}
	}

	private static int tables(HikariDataSource dataSource) {
		Integer count = new JdbcTemplate(dataSource).queryForObject(
				"select count(*) from information_schema.tables where table_name like 'container\\_%'", Integer.class);
		return (count != null) ? count : 0;
	}

	@Test
	void anEngineOfOnesOwnTakesPrecedence() {
		InMemoryQueueEngine own = new InMemoryQueueEngine();
		this.memory.withBean(QueueEngine.class, () -> own).run((context) -> {
			submit(context, "one");
			assertThat(own.claim(new ClaimRequest("a", Map.of(), 1L << 40, 9, 1, Duration.ofMinutes(1), 0))).hasSize(1);
		});
	}

	@Test
	void theScriptIsInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ContainerQueueRuntimeHints().registerHints(hints, getClass().getClassLoader());
		Predicate<RuntimeHints> script = RuntimeHintsPredicates.resource()
			.forResource(ContainerQueueSchemaInitializer.SCRIPT);
		assertThat(script).accepts(hints);
		assertThat(getClass().getClassLoader().getResource(ContainerQueueSchemaInitializer.SCRIPT)).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	static class Recorder {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private volatile Map<String, String> labels = Map.of();

		@Bean
		JobRequestCustomizer blue() {
			return (request, job) -> request.label("team", "blue");
		}

		@EventListener
		void onStart(JobStartedEvent event) {
			this.events.add("started " + event.getJobId() + " " + event.getAttempt());
		}

		@EventListener
		void onFinish(JobFinishedEvent event) {
			this.events.add("done " + event.getJob().id());
		}

		@EventListener
		void onContainer(ContainerStartedEvent event) {
			this.labels = event.getLabels();
		}

	}

}

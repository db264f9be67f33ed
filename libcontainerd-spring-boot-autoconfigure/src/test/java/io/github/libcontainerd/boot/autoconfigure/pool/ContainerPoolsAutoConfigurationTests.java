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

package io.github.libcontainerd.boot.autoconfigure.pool;

import java.nio.file.Path;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.metrics.LibcontainerdMetricsAutoConfiguration;
import io.github.libcontainerd.boot.metrics.PoolMetrics;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ContainerPoolsAutoConfiguration}.
 */
class ContainerPoolsAutoConfigurationTests {

	private static final String JUDGE = "libcontainerd.pools.judge.";

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.daemon.image("tool:1", (image) -> image.cmd("cat"));
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LibcontainerdAutoConfiguration.class, ContainerPoolsAutoConfiguration.class))
			.withPropertyValues("libcontainerd.address=" + this.daemon.socket(), "libcontainerd.namespace=shop",
					"libcontainerd.stop-grace=1s", "libcontainerd.state-directory=" + this.directory.resolve("state"));
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	private static void awaitIdle(ContainerPool pool, int count) {
		await().atMost(Duration.ofSeconds(20)).until(() -> pool.status().idle() == count);
	}

	@Test
	void withoutAPropertyThereIsNoPool() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(ContainerPool.class));
	}

	@Test
	void eachPoolIsABeanWithItsNameAsTheQualifier() {
		this.contextRunner
			.withPropertyValues(JUDGE + "image=tool:1", JUDGE + "size=3", "libcontainerd.pools.other.image=tool:1",
					"libcontainerd.pools.other.command=echo,hello")
			.withUserConfiguration(User.class)
			.run((context) -> {
				ContainerPool judge = context.getBean(User.class).judge;
				assertThat(judge.name()).isEqualTo("judge");
				awaitIdle(judge, 3);
				RunResult result = judge.run(RunInput.of("text"));
				assertThat(result.stdout().text()).isEqualTo("text");
				assertThat(result.containerId()).startsWith("judge-");
				ContainerPool other = context.getBean("otherContainerPool", ContainerPool.class);
				awaitIdle(other, 2);
				assertThat(other.run().stdout().text()).isEqualTo("hello\n");
				assertThat(context.getBean(Client.class).list()).isEmpty();
			});
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void aPoolIsFilledWhenAContainerdThatComesLaterIsThere() {
		this.daemon.stop();
		this.contextRunner.withPropertyValues(JUDGE + "image=tool:1", "libcontainerd.bootstrap-mode=deferred")
			.run((context) -> {
				ContainerPool judge = context.getBean(ContainerPool.class);
				assertThat(judge.status()).matches((status) -> status.size() == 2 && status.idle() == 0);
				this.daemon.start();
				awaitIdle(judge, 2);
				assertThat(judge.run(RunInput.of("text")).stdout().text()).isEqualTo("text");
				assertThat(judge.status().hits()).isEqualTo(1);
			});
	}

	@Test
	void thePoolOfTheApplicationIsPreferredToThoseOfProperties() {
		this.contextRunner.withPropertyValues(JUDGE + "image=tool:1")
			.withBean("mine", ContainerPool.class, () -> mock(ContainerPool.class))
			.run((context) -> assertThat(context.getBean(ContainerPool.class)).isSameAs(context.getBean("mine")));
	}

	@Test
	void whatCanNotBeRightIsRefusedWithTheNameOfItsProperty() {
		refused("image", "");
		refused("size", "0");
		refused("refills-per-second", "-1");
		refused("max-age", "0s");
		refused("memory", "much");
		refused("volumes", "data");
	}

	private void refused(String property, String value) {
		this.contextRunner
			.withPropertyValues(property.equals("image") ? JUDGE + "size=1" : JUDGE + "image=tool:1",
					JUDGE + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("libcontainerd.pools.judge." + property));
	}

	@Test
	void thePropertiesMakeTheRequest() {
		this.daemon.image("env:1", (image) -> image.cmd("sh", "-c", "echo $WHO; pwd; id -u; ls /data"));
		this.contextRunner
			.withPropertyValues(JUDGE + "image=env:1", JUDGE + "env.WHO=judge", JUDGE + "working-dir=/work",
					JUDGE + "user=1000", JUDGE + "memory=64m", JUDGE + "cpus=0.5", JUDGE + "pids=20",
					JUDGE + "timeout=10", JUDGE + "read-only=true", JUDGE + "cap-drop=ALL", JUDGE + "tmpfs=/tmp",
					JUDGE + "volumes=data:/data:ro," + this.directory + ":/host:ro", JUDGE + "labels.team=a",
					JUDGE + "kind=started", JUDGE + "pull=never", JUDGE + "max-age=5m", JUDGE + "refills-per-second=2")
			.run((context) -> {
				ContainerPool judge = context.getBean(ContainerPool.class);
				assertThat(judge.run().stdout().text()).startsWith("judge\n/work\n1000\n");
			});
	}

	@Test
	void theMetersOfAPoolAreBound() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(LibcontainerdMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues(JUDGE + "image=tool:1")
			.run((context) -> {
				assertThat(context).hasSingleBean(PoolMetrics.class);
				ContainerPool judge = context.getBean(ContainerPool.class);
				awaitIdle(judge, 2);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(PoolMetrics.class).bindTo(registry);
				judge.run(RunInput.of("text"));
				assertThat(registry.get("libcontainerd.pool.size").tag("pool", "judge").gauge().value()).isEqualTo(2);
				assertThat(registry.get("libcontainerd.pool.uses").tag("result", "hit").functionTimer().count())
					.isEqualTo(1);
				assertThat(registry.get("libcontainerd.pool.uses").tag("result", "miss").functionTimer().count())
					.isZero();
				assertThat(registry.get("libcontainerd.pool.age").functionTimer().count()).isEqualTo(1);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class User {

		private ContainerPool judge;

		@Bean
		String user(@Qualifier("judge") ContainerPool judge) {
			this.judge = judge;
			return "user";
		}

	}

}

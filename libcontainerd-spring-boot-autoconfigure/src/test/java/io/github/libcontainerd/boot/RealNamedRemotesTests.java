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
package io.github.libcontainerd.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.util.FileSystemUtils;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerdDaemonRestartedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.test.BusyboxRootfs;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of an application with somebody else's containerd and one of its own.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealNamedRemotesTests {

	private final String id = UUID.randomUUID().toString().substring(0, 8);

	private final Path directory = Path.of("/tmp/lc-" + this.id);

	@Test
	void containersRunOnBothAndOneIsRestartedWithoutTheOther() throws Exception {
		Files.createDirectories(this.directory);
		Path rootfs = BusyboxRootfs.create(this.directory.resolve("rootfs"));
		try (PrivateContainerd external = PrivateContainerd.launch()) {
			LeakCheck leaks = LeakCheck.begin("containerd-").fifosBelow(this.directory).mountsBelow(this.directory);
			try (ConfigurableApplicationContext context = start(external)) {
				Client near = context.getBean("containerdClient", Client.class);
				Client far = context.getBean("farContainerdClient", Client.class);
				Remote own = context.getBean("ownContainerdRemote", Remote.class);
				assertThat(own.status().managed()).isTrue();
				assertThat(context.getBean(Remote.class).status().managed()).isFalse();

				assertThat(run(near, rootfs, "exit 3")).isEqualTo(3);
				assertThat(run(far, rootfs, "exit 4")).isEqualTo(4);

				long killed = own.status().pid();
				ProcessHandle.of(killed).orElseThrow().destroyForcibly();
				Collector collector = context.getBean(Collector.class);
				await().atMost(Duration.ofSeconds(30))
					.until(() -> collector.restarts.contains(own)
							&& health(context, "own").getStatus().equals(Status.UP));
				assertThat(own.status().pid()).isNotEqualTo(killed).isPositive();
				assertThat(run(far, rootfs, "exit 5")).isEqualTo(5);
				assertThat(run(near, rootfs, "exit 6")).isEqualTo(6);
				assertThat(health(context, NamedRemotes.DEFAULT).getDetails()).containsEntry("reconnects", 0);
				assertThat(collector.exits).containsExactly("near-" + this.id + " 3", "far-" + this.id + " 4",
						"far-" + this.id + " 5", "near-" + this.id + " 6");
			}
			leaks.assertNothingLeft();
		}
		finally {
			FileSystemUtils.deleteRecursively(this.directory);
		}
	}

	private ConfigurableApplicationContext start(PrivateContainerd external) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--libcontainerd.address=" + external.socket(),
					"--libcontainerd.containerd-state=" + external.stateDirectory(),
					"--libcontainerd.namespace=near-" + this.id,
					"--libcontainerd.state-directory=" + this.directory.resolve("s"),
					"--libcontainerd.remotes.own.state-directory=" + this.directory.resolve("o"),
					"--libcontainerd.remotes.own.daemon.root=" + this.directory.resolve("r"),
					"--libcontainerd.clients.far.remote=own", "--libcontainerd.clients.far.namespace=far-" + this.id);
	}

	private static int run(Client client, Path rootfs, String script) {
		Spec spec = Spec.defaults()
			.toBuilder()
			.root(rootfs.toString())
			.process((process) -> process.args("/bin/sh", "-c", script))
			.build();
		ExitStatus exit = client.create("job", spec).exit().orTimeout(30, TimeUnit.SECONDS).join();
		return exit.code();
	}

	private static Health health(ConfigurableApplicationContext context, String remote) {
		CompositeHealthContributor health = context.getBean("containerdHealthContributor",
				CompositeHealthContributor.class);
		HealthIndicator indicator = (HealthIndicator) health.getContributor(remote);
		assertThat(indicator).isNotNull();
		return indicator.health();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Collector collector() {
			return new Collector();
		}

	}

	static class Collector {

		final Queue<String> exits = new ConcurrentLinkedQueue<>();

		final Queue<Remote> restarts = new ConcurrentLinkedQueue<>();

		@EventListener
		void on(ContainerExitedEvent event) {
			this.exits.add(event.getNamespace() + " " + event.getExitCode());
		}

		@EventListener
		void on(ContainerdDaemonRestartedEvent event) {
			this.restarts.add(event.getSource());
		}

	}

}

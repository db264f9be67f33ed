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

package io.github.libcontainerd.boot.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.boot.autoconfigure.ContainerdConnectionDetails;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.test.FakeBehaviour;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.LeakCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FakeContainerdAutoConfiguration} and {@link ContainerEvents}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FakeContainerdAutoConfigurationTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(FakeContainerdAutoConfiguration.class, LibcontainerdAutoConfiguration.class));

	@Test
	void nothingIsLeftWhenTheContextIsClosed() {
		LeakCheck leaks = LeakCheck.begin("containerd-", "grpc-", "fake-", "nioEventLoop");
		List<Path> directories = new ArrayList<>();
		this.runner.run((context) -> {
			run(context, "job");
			// It is still there when the context is closed.
			context.getBean(Client.class).create("left", context.getBean(TestRootfs.class).shell("sleep 60"));
			directories.add(context.getBean(FakeFiles.class).directory());
			assertThat(context.getBean(LibcontainerdProperties.class).getStateDirectory())
				.isEqualTo(directories.get(0).resolve("s"))
				.isDirectory();
		});
		assertThat(directories.get(0)).doesNotExist();
		leaks.assertNothingLeft();
	}

	@Test
	void contextsThatAreOpenAtTheSameTimeShareNothing() {
		LeakCheck leaks = LeakCheck.begin("containerd-", "grpc-", "fake-", "nioEventLoop");
		List<ConfigurableApplicationContext> contexts = new ArrayList<>();
		Set<Object> different = new HashSet<>();
		for (int i = 0; i < 3; i++) {
			AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
					FakeContainerdAutoConfiguration.class, LibcontainerdAutoConfiguration.class);
			contexts.add(context);
			different.add(context.getBean(FakeContainerd.class).socket());
			different.add(context.getBean(Client.class).namespace());
			different.add(context.getBean(TestRootfs.class).path());
		}
		assertThat(different).hasSize(9);
		contexts.forEach((context) -> run(context, "job"));
		contexts.get(0).close();
		run(contexts.get(1), "another");
		contexts.forEach(ConfigurableApplicationContext::close);
		leaks.assertNothingLeft();
	}

	@Test
	void anApplicationsOwnConnectionDetailsWin() {
		try (FakeContainerd own = FakeContainerd.launch()) {
			this.runner.withBean(ContainerdConnectionDetails.class, () -> new OwnConnectionDetails(own))
				.run((context) -> {
					assertThat(context).hasSingleBean(ContainerdConnectionDetails.class);
					assertThat(context.getBean(Remote.class).status().address()).isEqualTo(own.socket());
					assertThat(context.getBean(Client.class).namespace()).isEqualTo("own");
					assertThat(context.getBean(LibcontainerdProperties.class).getDaemon().getMode())
						.isEqualTo(DaemonMode.AUTO);
					run(context, "job");
				});
		}
	}

	@Test
	void allRemotesOfTheApplicationAreTheFake() {
		LeakCheck leaks = LeakCheck.begin("containerd-", "grpc-", "fake-", "nioEventLoop");
		this.runner
			.withPropertyValues("libcontainerd.remotes.k3s.address=/run/k3s/containerd/containerd.sock",
					"libcontainerd.remotes.lab.daemon.root=/data/lab", "libcontainerd.clients.pods.remote=k3s",
					"libcontainerd.clients.lab.remote=lab")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Path socket = context.getBean(FakeContainerd.class).socket();
				assertThat(context.getBeansOfType(Remote.class).values()).hasSize(3)
					.allSatisfy((remote) -> assertThat(remote.status().address()).isEqualTo(socket));
				for (String name : List.of("containerdClient", "podsContainerdClient", "labContainerdClient")) {
					try (RunResult result = context.getBean(name, Client.class).containers().run("busybox", "true")) {
						assertThat(result.exitCode()).isZero();
					}
				}
			});
		leaks.assertNothingLeft();
	}

	@Test
	void aFakeOfTheTestsOwnWins() {
		this.runner.withUserConfiguration(OwnFake.class).run((context) -> {
			assertThat(context).hasSingleBean(FakeContainerd.class);
			assertThat(context.getBean(Remote.class).status().version()).isEqualTo("1.7.24");
			context.getBean(Client.class).create("job", context.getBean(TestRootfs.class).shell("exit 1"));
			assertThat(context.getBean(ContainerEvents.class).awaitExit("job").getExitCode()).isEqualTo(9);
		});
	}

	@Test
	void anExitIsRememberedAfterTheApplicationWasTold() {
		this.runner.withUserConfiguration(SlowApplication.class).run((context) -> {
			for (int i = 0; i < 5; i++) {
				run(context, "job-" + i);
				assertThat(context.getBean(SlowListener.class).exits).hasSize(i + 1);
				assertThat(context.getBean(SlowMethodListener.class).exits).hasSize(i + 1);
			}
		});
	}

	@Test
	void whatDoesNotComeIsToldWithWhatCame() {
		this.runner.run((context) -> {
			ContainerEvents events = context.getBean(ContainerEvents.class);
			run(context, "job");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> events.awaitExit("other", SHORT))
				.withMessageContaining("ContainerExitedEvent")
				.withMessageContaining("containerId=job");
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> events.awaitLine("job", "something else", SHORT))
				.withMessageContaining("did not write 'something else'")
				.withMessageContaining("line=hello");
		});
	}

	@Test
	void outputStillGoesToTheLog(CapturedOutput output) {
		this.runner.withPropertyValues("libcontainerd.output.log-level=warn").run((context) -> {
			run(context, "job");
			assertThat(output).contains("[job] stdout: hello");
		});
	}

	@Test
	void outputThatTheApplicationTakesDoesNotGoToTheLog(CapturedOutput output) {
		this.runner.withBean(ContainerOutputListener.class, () -> (line) -> {
		}).withPropertyValues("libcontainerd.output.log-level=warn").run((context) -> {
			run(context, "job");
			assertThat(output).doesNotContain("[job] stdout: hello");
		});
	}

	@Test
	void theAutoConfigurationIsNotFoundByApplications() {
		assertThat(
				AnnotatedElementUtils.isAnnotated(FakeContainerdAutoConfiguration.class, SpringBootApplication.class))
			.isFalse();
		new ApplicationContextRunner().withUserConfiguration(AutoConfigureFakeContainerdTests.Application.class)
			.withPropertyValues("libcontainerd.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(FakeContainerd.class)
				.doesNotHaveBean(ContainerEvents.class));
	}

	private static void run(org.springframework.context.ApplicationContext context, String id) {
		context.getBean(Client.class).create(id, context.getBean(TestRootfs.class).shell("echo hello; exit 7"));
		ContainerEvents events = context.getBean(ContainerEvents.class);
		assertThat(events.awaitExit(id).getExitCode()).isEqualTo(7);
		assertThat(events.awaitLine(id, "hello", Duration.ofSeconds(5)).processId()).isEqualTo("init");
	}

	/**
	 * A test's own containerd.
	 *
	 * @param containerd what it is
	 */
	record OwnConnectionDetails(FakeContainerd containerd) implements ContainerdConnectionDetails {

		@Override
		public Path getAddress() {
			return this.containerd.socket();
		}

		@Override
		public String getNamespace() {
			return "own";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFake {

		@Bean
		FakeContainerd containerd() {
			FakeContainerd containerd = FakeContainerd.builder().version("1.7.24").launch();
			containerd.onCreate((id) -> true, FakeBehaviour.normal().exit(9, Duration.ofMillis(10)));
			return containerd;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowApplication {

		@Bean
		SlowListener slowListener() {
			return new SlowListener();
		}

		@Bean
		SlowMethodListener zSlowMethodListener() {
			return new SlowMethodListener();
		}

	}

	static class SlowListener implements ApplicationListener<ContainerExitedEvent> {

		final List<ContainerExitedEvent> exits = new ArrayList<>();

		@Override
		public void onApplicationEvent(ContainerExitedEvent event) {
			pause();
			this.exits.add(event);
		}

		static void pause() {
			long end = System.nanoTime() + 50_000_000;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
		}

	}

	static class SlowMethodListener {

		final List<ContainerExitedEvent> exits = new ArrayList<>();

		@EventListener
		void on(ContainerExitedEvent event) {
			SlowListener.pause();
			this.exits.add(event);
		}

	}

}

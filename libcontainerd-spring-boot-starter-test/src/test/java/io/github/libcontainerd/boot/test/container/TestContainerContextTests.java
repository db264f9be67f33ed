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

package io.github.libcontainerd.boot.test.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Tests of test classes with {@link TestContainer}s: which contexts they have, and how
 * they fail.
 */
class TestContainerContextTests {

	private static final List<String> seen = new ArrayList<>();

	@Test
	void classesWithTheSameContainersShareAContextAndItsContainers() {
		seen.clear();
		EngineExecutionResults results = run(First.class, Second.class, Derived.class, WithItsOwn.class);
		results.testEvents().assertStatistics((events) -> events.succeeded(4).failed(0));
		// Those contexts are still there.
		run(Elsewhere.class).testEvents().assertStatistics((events) -> events.succeeded(1).failed(0));
		assertThat(seen).hasSize(4);
		assertThat(new HashSet<>(seen)).hasSize(2);
		assertThat(seen.get(0)).isEqualTo(seen.get(1)).isEqualTo(seen.get(2)).isNotEqualTo(seen.get(3));
	}

	@Test
	void tenContextsOnOneContainerdHaveContainersOfTheirOwn(@TempDir Path directory) throws IOException {
		TestContainer worker = Ten.worker;
		List<ConfigurableApplicationContext> contexts = new ArrayList<>();
		try (FakeContainerd containerd = FakeContainerd.launch()) {
			containerd.image("busybox");
			String[] arguments = { "--libcontainerd.address=" + containerd.socket(),
					"--spring.application.name=ten-" + ProcessHandle.current().pid(),
					"--libcontainerd.containerd-state=" + directory };
			try {
				for (int i = 0; i < 10; i++) {
					contexts.add(context(Ten.class, arguments));
				}
				String namespace = contexts.get(0).getBean(Client.class).namespace();
				assertThat(namespace).endsWith("-test");
				Set<String> ids = new HashSet<>();
				contexts
					.forEach((context) -> ids.add(context.getBean("workerTestContainer", RunningContainer.class).id()));
				assertThat(ids).hasSize(10);
				assertThat(containerd.containers(namespace)).hasSize(10);
				assertThatExceptionOfType(TestContainerException.class).isThrownBy(worker::running)
					.withMessageContaining("runs in 10 application contexts");
				contexts.subList(1, 10).forEach(ConfigurableApplicationContext::close);
				assertThat(worker.running().id())
					.isEqualTo(contexts.get(0).getBean("workerTestContainer", RunningContainer.class).id());
				assertThat(containerd.containers(namespace)).hasSize(1);
				contexts.get(0).close();
				assertThat(containerd.containers(namespace)).isEmpty();
			}
			finally {
				contexts.forEach(ConfigurableApplicationContext::close);
			}
		}
		for (Path parent : List.of(Path.of("/run/libcontainerd"), Path.of("/tmp"))) {
			if (Files.isDirectory(parent)) {
				try (Stream<Path> left = Files.list(parent)) {
					assertThat(left).noneMatch((path) -> path.toString().contains("ten-"));
				}
			}
		}
	}

	private static ConfigurableApplicationContext context(Class<?> testClass, String... arguments) {
		ApplicationContextInitializer<ConfigurableApplicationContext> containers = (
				context) -> new TestContainersContextCustomizer(ContainerFields.ofClass(testClass))
					.customizeContext(context, null);
		return new SpringApplicationBuilder(Bare.class).web(WebApplicationType.NONE)
			.initializers(containers)
			.run(arguments);
	}

	@Test
	void whatAKilledProcessHasLeftIsRemovedByTheNextTest(@TempDir Path directory) {
		try (FakeContainerd containerd = FakeContainerd.launch()) {
			containerd.image("busybox");
			String[] arguments = { "--libcontainerd.address=" + containerd.socket(),
					"--libcontainerd.state-directory=" + directory.resolve("state"),
					"--libcontainerd.live-restore=true", "--libcontainerd.containerd-state=" + directory };
			ConfigurableApplicationContext first = context(Ten.class, arguments);
			String namespace = first.getBean(Client.class).namespace();
			String id = first.getBean(Containers.class).list().get(0).id();
			// So that it can't be removed, as if there were nobody to do so.
			containerd.stop();
			first.close();
			containerd.start();
			assertThat(containerd.containers(namespace)).hasSize(1);
			try (ConfigurableApplicationContext second = context(Ten.class, arguments)) {
				assertThat(second.getBean(Containers.class).list()).singleElement()
					.satisfies((container) -> assertThat(container.id()).isNotEqualTo(id));
				assertThat(containerd.containers(namespace)).hasSize(1);
			}
			assertThat(containerd.containers(namespace)).isEmpty();
		}
	}

	@Test
	void aContainerThatIsNotReadyFailsTheStartWithItsOutputAndIsRemoved(@TempDir Path directory) {
		try (FakeContainerd containerd = FakeContainerd.launch()) {
			containerd.image("busybox");
			assertThatThrownBy(() -> context(NotReady.class, "--libcontainerd.address=" + containerd.socket(),
					"--libcontainerd.namespace=not-ready",
					"--libcontainerd.state-directory=" + directory.resolve("state"),
					"--libcontainerd.containerd-state=" + directory))
				.rootCause()
				.hasMessageContaining("the disk is full");
			assertThat(containerd.containers("not-ready")).isEmpty();
		}
	}

	@Test
	void whatCanNotBeConnectedToIsTold() {
		assertThat(failures(Unknown.class)).singleElement()
			.asString()
			.contains("The test container 'box' of the field 'Unknown.box' (busybox) can't be connected to")
			.contains("@ServiceConnection(\"postgres\")");
		assertThat(failures(Unpublished.class)).singleElement()
			.asString()
			.contains("Port 5432 of container 'db' is not published; add publish(..) to the container");
		assertThat(failures(TwoOfAKind.class)).singleElement()
			.asString()
			.contains("is of the same kind as 'db'")
			.contains("primary = true");
	}

	@Test
	void theAnalysisOfAFailureHasTheProblem() {
		TestContainerException problem = new TestContainerException("The test container 'db' is ill", null);
		FailureAnalysis analysis = new TestContainerFailureAnalyzer().analyze(new IllegalStateException(problem));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("The test container 'db' is ill");
	}

	@Test
	void fieldsThatCanNotBeAreTold() {
		assertThat(failures(NotStatic.class)).singleElement()
			.asString()
			.contains("The field 'NotStatic.box' has to be static");
		assertThat(failures(Empty.class)).singleElement().asString().contains("The field 'Empty.box' has no container");
		assertThat(failures(Circle.class)).singleElement().asString().contains("waits for itself: [one, two]");
	}

	@Test
	void withoutContainerdTheTestFailsUnlessItIsToBeSkipped() {
		EngineExecutionResults failed = run(Without.class);
		failed.testEvents().assertStatistics((events) -> events.failed(1));
		assertThat(failures(Without.class)).singleElement().asString().contains("/nowhere/containerd.sock");
		EngineExecutionResults skipped = run(SkippedWithout.class);
		skipped.testEvents().assertStatistics((events) -> events.aborted(1).failed(0).succeeded(0));
	}

	@Test
	void withoutAClientItIsSaidWhatIsMissing() {
		assertThat(failures(SwitchedOff.class)).singleElement()
			.asString()
			.contains("The test containers need a client of containerd");
	}

	private static EngineExecutionResults run(Class<?>... classes) {
		return EngineTestKit.engine("junit-jupiter")
			.selectors(Stream.of(classes).map((type) -> selectClass(type)).toArray(DiscoverySelector[]::new))
			.execute();
	}

	private static List<String> failures(Class<?> testClass) {
		return run(testClass).allEvents().failed().stream().map(TestContainerContextTests::failure).toList();
	}

	private static String failure(Event event) {
		StringBuilder text = new StringBuilder();
		Throwable each = event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
		while (each != null) {
			text.append(each).append('\n');
			each = each.getCause();
		}
		return text.toString();
	}

	private static void remember(ApplicationContext context, TestContainer container) {
		seen.add(System.identityHashCode(context) + " " + container.running().id());
	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	@ImportContainers(BoxOfMany.class)
	static class First {

		@Test
		void remembers(@Autowired ApplicationContext context) {
			remember(context, BoxOfMany.box);
		}

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class Second implements BoxOfMany {

		@Test
		void remembers(@Autowired ApplicationContext context) {
			remember(context, box);
		}

	}

	static class Derived extends First {

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class WithItsOwn implements BoxOfMany {

		static final TestContainer own = TestContainer.of("busybox").command("sleep", "1000");

		@Test
		void remembers(@Autowired ApplicationContext context) {
			assertThat(own.running().id()).isNotEqualTo(box.running().id());
			remember(context, box);
		}

	}

	@SpringBootTest(classes = ShopApplication.class, properties = "shop.name=elsewhere")
	@AutoConfigureFakeContainerd
	static class Elsewhere implements BoxOfMany {

		@Test
		void anotherThreadKnowsTheContextThatIsTested(@Autowired @Qualifier("box") RunningContainer own) {
			assertThat(box.running()).isSameAs(own);
			assertThat(CompletableFuture.supplyAsync(box::running).join()).isSameAs(own);
		}

	}

	interface BoxOfMany {

		TestContainer box = TestContainer.of("busybox").command("sleep", "1000");

	}

	// It has a client by its containers.
	@Configuration(proxyBeanMethods = false)
	static class Bare {

	}

	static class Ten {

		static final TestContainer worker = TestContainer.of("busybox").command("sleep", "1000");

	}

	static class NotReady {

		static final TestContainer patient = TestContainer.of("busybox").command("sleep", "1000");

		static final TestContainer crashing = TestContainer.of("busybox")
			.command("sh", "-c", "echo the disk is full; exit 1")
			.waitFor(WaitStrategy.log("ready"));

	}

	static class WithATest {

		@Test
		void runs() {
			// Its context is what matters.
		}

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class Unknown extends WithATest {

		@ServiceConnection
		static final TestContainer box = TestContainer.of("busybox").publish(80);

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class Unpublished extends WithATest {

		@ServiceConnection
		static final TestContainer db = TestContainer.of("postgres:16").env("POSTGRES_PASSWORD", "secret");

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class TwoOfAKind extends WithATest {

		@ServiceConnection
		static final TestContainer db = TestContainer.of("postgres:16")
			.env("POSTGRES_PASSWORD", "secret")
			.publish(5432);

		@ServiceConnection
		static final TestContainer other = TestContainer.of("postgres:17")
			.env("POSTGRES_PASSWORD", "secret")
			.publish(5432);

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class NotStatic extends WithATest {

		final TestContainer box = TestContainer.of("busybox");

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class Empty extends WithATest {

		static TestContainer box;

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureFakeContainerd
	static class Circle extends WithATest {

		static final TestContainer one = TestContainer.of("busybox");

		static final TestContainer two = TestContainer.of("busybox").dependsOn(one);

		static {
			one.dependsOn(two);
		}

	}

	@SpringBootTest(classes = ShopApplication.class, properties = "libcontainerd.address=/nowhere/containerd.sock")
	static class Without extends WithATest {

		static final TestContainer box = TestContainer.of("busybox");

	}

	@ContainerdTest(disabledWithoutContainerd = true)
	static class SkippedWithout extends Without {

	}

	@SpringBootTest(classes = ShopApplication.class, properties = "libcontainerd.enabled=false")
	static class SwitchedOff extends WithATest {

		static final TestContainer box = TestContainer.of("busybox");

	}

}

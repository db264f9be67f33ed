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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.health.DeclaredContainersHealthContributorAutoConfiguration;
import io.github.libcontainerd.boot.container.DeclaredContainers;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spi.SimulatedNetworks;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.TestArchive;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.volume.Volume;
import io.github.libcontainerd.volume.Volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DeclaredContainersAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeclaredContainersAutoConfigurationTests {

	private static final String DB = "libcontainerd.containers.db.";

	private static final String APP = "libcontainerd.containers.app.";

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.daemon.image("postgres:16", (image) -> image.cmd("sleep", "1000"));
		this.daemon.image("job:1", (image) -> image.prints("no data\n", 3));
		this.contextRunner = instance("state");
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	private ApplicationContextRunner instance(String state) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class,
					DeclaredContainersAutoConfiguration.class))
			.withPropertyValues("spring.application.name=Shop", "libcontainerd.address=" + this.daemon.socket(),
					"libcontainerd.namespace=shop", "libcontainerd.stop-grace=1s",
					"libcontainerd.state-directory=" + this.directory.resolve(state));
	}

	@Test
	void withoutADeclarationThereIsNothing() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(DeclaredContainers.class)
			.doesNotHaveBean(RunningContainer.class));
	}

	@Test
	void aDeclaredContainerRunsWithTheApplicationAndIsRemovedWithIt() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "env.POSTGRES_PASSWORD=secret")
			.withUserConfiguration(User.class)
			.run((context) -> {
				RunningContainer db = context.getBean(User.class).db;
				assertThat(db.id()).isEqualTo("shop_db");
				assertThat(db.status()).isEqualTo(ContainerStatus.RUNNING);
				assertThat(context.getBean(DeclaredContainers.class).get("db")).isSameAs(db);
				assertThat(context.getBean(Client.class).inspect("shop_db").labels())
					.containsEntry(DeclaredContainers.NAME_LABEL, "db");
			});
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void aContainerIsStartedBeforeTheBeanThatNeedsItAndStoppedAfterIt() {
		Watcher[] watcher = new Watcher[1];
		this.contextRunner.withPropertyValues(DB + "image=postgres:16")
			.withUserConfiguration(WatcherConfiguration.class)
			.run((context) -> {
				watcher[0] = context.getBean(Watcher.class);
				assertThat(watcher[0].atStart).isEqualTo(ContainerStatus.RUNNING);
			});
		assertThat(watcher[0].atEnd).isEqualTo(ContainerStatus.RUNNING);
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void otherContainersAreStoppedWithTheApplicationAsAlways() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16")
			.run((context) -> context.getBean(Containers.class).start("postgres:16"));
		assertThat(this.daemon.tasks("shop")).isEmpty();
	}

	@Test
	void aContainerThatDependsOnAnotherIsStartedWhenThatIsReady() throws IOException {
		List<String> order = new CopyOnWriteArrayList<>();
		int port = freePort();
		Thread server = new Thread(() -> {
			await().until(() -> this.daemon.tasks("shop").size() == 1);
			order.add("db");
			serve(port);
		});
		server.start();
		this.contextRunner
			.withPropertyValues(DB + "image=postgres:16", DB + "networks=host", DB + "ports=" + port,
					APP + "image=postgres:16", APP + "depends-on=db")
			.run((context) -> {
				order.add("app");
				assertThat(context.getBean(DeclaredContainers.class).names()).containsExactly("db", "app");
				assertThat(order).containsExactly("db", "app");
				assertThat(context.getEnvironment().getProperty(DB + "host")).isEqualTo("127.0.0.1");
				assertThat(context.getEnvironment().getProperty(DB + "port." + port)).isEqualTo("" + port);
			});
		server.interrupt();
	}

	@Test
	void placeholdersStartTheContainersThatTheyName() throws IOException {
		int port = freePort();
		this.contextRunner
			.withPropertyValues(DB + "image=postgres:16", DB + "networks=host", DB + "ports=" + port,
					DB + "wait-for.enabled=false", "url=x://${" + DB + "host}:${" + DB + "port." + port + "}")
			.withUserConfiguration(Placeholder.class)
			.run((context) -> assertThat(context.getBean(Placeholder.class).url).isEqualTo("x://127.0.0.1:" + port));
	}

	@Test
	void aContainerThatEndsBeforeItIsReadyFailsTheStartWithItsLog() {
		this.contextRunner
			.withPropertyValues(DB + "image=job:1", DB + "wait-for.log=ready to accept connections",
					DB + "wait-for.timeout=60s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("The declared container 'db' (job:1) could not be started")
				.rootCause()
				.isInstanceOfSatisfying(ContainerNotReadyException.class, (failure) -> {
					assertThat(failure.exit()).isNotNull().extracting(ExitStatus::code).isEqualTo(3);
					assertThat(failure.lastLines()).containsExactly("no data");
				}));
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void aContainerThatIsNotReadyInTimeFailsTheStart() throws IOException {
		int port = freePort();
		this.contextRunner
			.withPropertyValues(DB + "image=postgres:16", DB + "networks=host", DB + "ports=" + port,
					DB + "wait-for.timeout=1s", APP + "image=postgres:16")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("it waits for port " + port));
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void aLineOfTheLogSaysThatItIsReady() {
		this.daemon.image("db:1", (image) -> image.cmd("sh", "-c", "sleep 1; echo up; echo up; sleep 1000"));
		this.contextRunner.withPropertyValues(DB + "image=db:1", DB + "wait-for.log=^up$", DB + "wait-for.log-times=2")
			.run((context) -> assertThat(context.getBean(DeclaredContainers.class).get("db").logs()).hasSize(2));
	}

	@Test
	void anUnchangedContainerIsTakenOverAndAChangedOneReplaced(CapturedOutput output) {
		ApplicationContextRunner kept = this.contextRunner.withPropertyValues("libcontainerd.live-restore=true",
				"libcontainerd.declared.lifecycle=start-only", DB + "image=postgres:16");
		List<Integer> pids = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			kept.run((context) -> pids.add(context.getBean(Client.class).inspect("shop_db").pid()));
		}
		assertThat(pids).hasSize(2).containsOnly(pids.get(0));
		kept.withPropertyValues(DB + "env.A=b").run((context) -> {
			assertThat(context.getBean(Client.class).inspect("shop_db").pid()).isNotIn(pids);
			assertThat(output).containsOnlyOnce("Container 'db' is not as declared any more and is replaced");
		});
		this.contextRunner
			.withPropertyValues("libcontainerd.live-restore=true", APP + "image=postgres:16", DB + "image=postgres:16",
					DB + "enabled=false")
			.run((context) -> {
				assertThat(output).containsOnlyOnce("Container 'db' is not declared any more and is removed");
				assertThat(this.daemon.containers("shop")).singleElement()
					.satisfies((container) -> assertThat(container.getId()).isEqualTo("shop_app"));
			});
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void aRestartOfTheContextStartsAnUnchangedContainerAnewUnlessItIsKept(CapturedOutput output) {
		List<Integer> pids = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			this.contextRunner.withPropertyValues(DB + "image=postgres:16").run((context) -> {
				assertThat(context).hasNotFailed();
				pids.add(context.getBean(Client.class).inspect("shop_db").pid());
			});
			assertThat(this.daemon.containers("shop")).isEmpty();
		}
		assertThat(pids).doesNotHaveDuplicates();
		assertThat(output).doesNotContain("is replaced", "runs already", "is not declared any more");
	}

	@Test
	void aNamedVolumeIsKeptWhenItsContainerIsReplacedOrRemoved() throws IOException {
		Path[] directory = new Path[1];
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "volumes=data:/data,./host:/host:ro")
			.run((context) -> {
				Volume volume = context.getBean(Volumes.class).inspect("data");
				assertThat(volume.containers()).containsExactly("shop_db");
				directory[0] = volume.directory();
				Files.writeString(directory[0].resolve("row"), "1");
			});
		this.contextRunner
			.withPropertyValues(DB + "image=postgres:16", DB + "volumes=data:/other:ro", DB + "env.CHANGED=yes")
			.run((context) -> assertThat(
					context.getBean(DeclaredContainers.class).get("db").exec("cat", "/other/row").stdout().text())
				.isEqualTo("1"));
		assertThat(directory[0].resolve("row")).exists();
		Files.delete(Path.of("host"));
	}

	@Test
	void whatIsNeitherAVolumeNorADirectoryIsRefused() {
		for (String volume : List.of("d:/data", "da/ta:/data", "data", "data:data", "data:/data:rx", "data:/")) {
			this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "volumes=" + volume)
				.run((context) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining("containers.db.volumes"));
		}
	}

	@Test
	void aSecondInstanceInTheSameNamespaceIsRefusedAndDoesNotTouchTheFirst() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16").run((first) -> {
			instance("other").withPropertyValues(DB + "image=postgres:16")
				.run((second) -> assertThat(second).getFailure()
					.hasStackTraceContaining("belongs to another process")
					.hasStackTraceContaining("libcontainerd.instance"));
			assertThat(first.getBean(DeclaredContainers.class).get("db").status()).isEqualTo(ContainerStatus.RUNNING);
		});
	}

	@Test
	void aPortThatIsTakenFailsTheStartAndIsNamed() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.contextRunner
				.withBean(ContainerdRemoteCustomizer.class,
						() -> (options, remote) -> options.add(RemoteOption.simulatedNetworks(new SimulatedNetworks())))
				.withPropertyValues(DB + "image=postgres:16", DB + "ports=" + taken.getLocalPort() + ":5432")
				.run((context) -> assertThat(context).getFailure()
					.hasStackTraceContaining("The declared container 'db' (postgres:16) could not be started")
					.hasStackTraceContaining("127.0.0.1:" + taken.getLocalPort() + "/tcp is used by another process"));
		}
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void anImageThatIsMissingFailsTheStartAndIsNamed() {
		this.contextRunner
			.withPropertyValues(DB + "image=postgres:16", APP + "image=missing:1", APP + "pull=never",
					APP + "depends-on=db")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("The declared container 'app' (missing:1)")
				.hasStackTraceContaining("docker.io/library/missing:1"));
		assertThat(this.daemon.containers("shop")).isEmpty();
	}

	@Test
	void aLifecycleThatCanNotBeIsRefused() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", "libcontainerd.declared.lifecycle=start-only")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("libcontainerd.declared.lifecycle")
				.hasMessageContaining("libcontainerd.live-restore"));
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", "libcontainerd.declared.lifecycle=none")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("does not run"));
	}

	@Test
	void healthIsCheckedAndWaitedFor() {
		this.contextRunner
			.withPropertyValues(DB + "image=postgres:16", DB + "health.command=true", DB + "health.interval=100ms",
					DB + "health.retries=1", DB + "wait-for.health=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ContainerHealth health = context.getBean(RunningContainer.class).health();
				assertThat(health).isNotNull();
				assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
			});
	}

	@Test
	void eachContainerIsAComponentOfTheHealth() {
		this.daemon.image("prepare:1", (image) -> image.prints("done\n", 0));
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(DeclaredContainersHealthContributorAutoConfiguration.class))
			.withPropertyValues(DB + "image=postgres:16", APP + "image=prepare:1", APP + "wait-for.exit=true")
			.run((context) -> {
				CompositeHealthContributor health = context.getBean(CompositeHealthContributor.class);
				assertThat(((HealthIndicator) health.getContributor("db")).health().getStatus()).isEqualTo(Status.UP);
				assertThat(((HealthIndicator) health.getContributor("app")).health().getStatus()).isEqualTo(Status.UP);
				context.getBean(DeclaredContainers.class).get("db").stop();
				assertThat(((HealthIndicator) health.getContributor("db")).health().getStatus()).isEqualTo(Status.DOWN);
			});
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(DeclaredContainersHealthContributorAutoConfiguration.class))
			.withPropertyValues(DB + "image=postgres:16", "management.health.declared-containers.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CompositeHealthContributor.class));
	}

	@Test
	void healthNeedsACommand() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", DB + "health.interval=5s")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("health.interval", "set 'health.command'"));
	}

	@Test
	void anImageThatIsMissingIsReadFromTheArchive() throws IOException {
		Path archive = archive("docker.io/library/cache:1");
		this.contextRunner
			.withPropertyValues(DB + "image=cache:1", DB + "archive=" + archive, DB + "pull=never",
					DB + "command=sleep,1000")
			.run((context) -> assertThat(context.getBean(DeclaredContainers.class).get("db").status())
				.isEqualTo(ContainerStatus.RUNNING));
	}

	@Test
	void anArchiveWithoutTheImageIsNamed() throws IOException {
		Path archive = archive("docker.io/library/cache:1");
		this.contextRunner.withPropertyValues(DB + "image=cache:2", DB + "archive=" + archive)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("not in the archive '" + archive + "'")
				.hasStackTraceContaining("docker.io/library/cache:1"));
		this.contextRunner.withPropertyValues(DB + "image=cache:2", DB + "archive=" + archive + ".missing")
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("can't be read"));
		this.contextRunner.withPropertyValues(DB + "image=cache:1", DB + "archive=" + archive, DB + "pull=always")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("the image comes from its registry"));
	}

	private Path archive(String name) throws IOException {
		TestImage image = TestImage.builder().layer(TestImage.busyboxLayer(), TestImage.Compression.NONE).build();
		return Files.write(this.directory.resolve("cache.tar"), TestArchive.ociLayout(name, image));
	}

	@Test
	void allCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues(DB + "image=postgres:16", "libcontainerd.declared.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(DeclaredContainers.class);
				assertThat(this.daemon.containers("shop")).isEmpty();
			});
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void serve(int port) {
		try (ServerSocket socket = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
			// Clients are taken by the backlog.
			socket.setReuseAddress(true);
			new CountDownLatch(1).await(20, TimeUnit.SECONDS);
		}
		catch (IOException | InterruptedException ex) {
			// The test is over.
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class User {

		private final RunningContainer db;

		User(@Qualifier("db") RunningContainer db) {
			this.db = db;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Placeholder {

		private final String url;

		Placeholder(@Value("${url}") String url) {
			this.url = url;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WatcherConfiguration {

		@Bean
		Watcher watcher(@Qualifier("db") RunningContainer db) {
			return new Watcher(db);
		}

	}

	static final class Watcher implements DisposableBean {

		private final RunningContainer db;

		private final ContainerStatus atStart;

		private ContainerStatus atEnd;

		Watcher(RunningContainer db) {
			this.db = db;
			this.atStart = db.status();
		}

		@Override
		public void destroy() {
			this.atEnd = this.db.status();
		}

	}

}

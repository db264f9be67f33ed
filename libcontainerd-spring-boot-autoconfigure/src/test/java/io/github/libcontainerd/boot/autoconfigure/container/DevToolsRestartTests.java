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

import java.nio.file.Path;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Ownership;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.MethodCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DevToolsRestart}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DevToolsRestartTests {

	private static final String DB = "libcontainerd.containers.db.";

	@TempDir
	private Path directory;

	private final FakeContainerd daemon = FakeContainerd.launch();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.daemon.image("postgres:16", (image) -> image.cmd("sleep", "1000"));
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class,
					DeclaredContainersAutoConfiguration.class))
			.withPropertyValues("spring.application.name=shop", "libcontainerd.address=" + this.daemon.socket(),
					"libcontainerd.namespace=devtools", "libcontainerd.stop-grace=100ms",
					"libcontainerd.state-directory=" + this.directory.resolve("state"), DB + "image=postgres:16");
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	private static int pid(AssertableApplicationContext context) {
		return context.getBean(Client.class).inspect("shop_db").pid();
	}

	/**
	 * Close a context as the devtools do. With these on the class path, the applications
	 * that other tests start would start twice.
	 */
	private static void stopForRestart(Runnable close) throws Exception {
		try (DynamicType.Unloaded<?> restarter = new ByteBuddy().subclass(Object.class)
			.name("org.springframework.boot.devtools.restart.Restarter")
			.defineMethod("stop", void.class, Visibility.PUBLIC, Ownership.STATIC)
			.withParameters(Runnable.class)
			.intercept(MethodCall.invoke(Runnable.class.getMethod("run")).onArgument(0))
			.make()) {
			restarter.load(DevToolsRestartTests.class.getClassLoader())
				.getLoaded()
				.getMethod("stop", Runnable.class)
				.invoke(null, close);
		}
	}

	private int restarted() {
		int[] pid = new int[1];
		this.contextRunner.run((context) -> {
			pid[0] = pid(context);
			context.getBean(Containers.class).start("postgres:16", (run) -> run.id("other"));
			stopForRestart(context.getSourceApplicationContext(ConfigurableApplicationContext.class)::close);
		});
		assertThat(this.daemon.containers("devtools")).extracting((container) -> container.getId())
			.containsExactly("shop_db");
		return pid[0];
	}

	@Test
	void aRestartKeepsTheDeclaredContainersAndNoOther(CapturedOutput output) {
		int pid = restarted();
		assertThat(restarted()).isEqualTo(pid);
		this.contextRunner.run((context) -> assertThat(pid(context)).isEqualTo(pid));
		assertThat(this.daemon.containers("devtools")).isEmpty();
		assertThat(output).contains("Container 'db' runs already").doesNotContain("is replaced");
	}

	@Test
	void aContainerIsReplacedIfItsDeclarationHasChanged(CapturedOutput output) {
		int pid = restarted();
		this.contextRunner.withPropertyValues(DB + "env.CHANGED=yes")
			.run((context) -> assertThat(pid(context)).isNotEqualTo(pid));
		assertThat(output).contains("Container 'db' is not as declared any more and is replaced");
		assertThat(this.daemon.containers("devtools")).isEmpty();
	}

	@Test
	void aContainerThatIsNotDeclaredAnyMoreIsRemoved() {
		restarted();
		this.contextRunner.withPropertyValues(DB + "enabled=false", "libcontainerd.containers.cache.image=postgres:16")
			.run((context) -> assertThat(this.daemon.containers("devtools"))
				.extracting((container) -> container.getId())
				.containsExactly("shop_cache"));
		assertThat(this.daemon.containers("devtools")).isEmpty();
	}

	@Test
	void aStartThatFailsLeavesNothing() {
		restarted();
		this.contextRunner
			.withPropertyValues("libcontainerd.containers.app.image=missing:1",
					"libcontainerd.containers.app.pull=never", "libcontainerd.containers.app.depends-on=db")
			.run((context) -> assertThat(context).hasFailed());
		assertThat(this.daemon.containers("devtools")).isEmpty();
	}

}

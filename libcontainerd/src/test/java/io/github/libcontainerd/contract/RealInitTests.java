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

package io.github.libcontainerd.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Containers whose first process is an init program.
 */
class RealInitTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void aShellEndsAtTheFirstSignal() {
		RunningContainer container = containers()
			.start(script(image(), "echo ready; sleep 1000; true").id("web").init(true).build());
		awaitLine(container, "ready");
		long began = System.nanoTime();
		assertThat(container.stop(Duration.ofSeconds(60)).code()).isEqualTo(143);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
	}

	@Test
	void theExitCodeIsThatOfTheCommand() {
		assertThat(containers().run(script(image(), "exit 5").init(true).build()).exitCode()).isEqualTo(5);
		assertThat(containers().run(script(image(), "kill -9 $$").init(true).readOnlyRootfs(true).build()).exitCode())
			.isEqualTo(137);
		assertThat(containers().run(script(image(), "nosuch").command("/nosuch").init(true).build()).exitCode())
			.isEqualTo(127);
	}

	@Test
	void orphansAreReaped() {
		String script = "(sleep 0.2 &); exec sleep 1000";
		RunningContainer plain = containers().start(script(image(), script).build());
		await().atMost(PATIENCE).until(() -> processes(plain).stream().anyMatch((line) -> line.startsWith("Z")));
		RunningContainer container = containers().start(script(image(), script).init(true).build());
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(processes(container)).noneMatch((line) -> line.startsWith("Z"))
				.noneMatch((line) -> line.endsWith(" sleep 0.2"))
				.anyMatch((line) -> line.contains("/dev/init -- sh -c"))
				.anyMatch((line) -> line.contains("sleep 1000")));
		plain.remove();
		container.remove();
	}

	private static List<String> processes(RunningContainer container) {
		return container.exec("ps", "-o", "stat,args").stdout().text().lines().toList();
	}

	@Test
	void aProgramThatIsNotThereIsToldWithItsPackage() {
		this.remote.updateOptions(RemoteOption.initProgram(Path.of("/no/where")));
		String image = image();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers().run(script(image, "true").init(true).build()))
			.withMessageContaining("'/no/where'")
			.withMessageContaining("apt-get install tini");
		assertThat(containers().run(script(image, "true").build()).successful()).isTrue();
	}

}

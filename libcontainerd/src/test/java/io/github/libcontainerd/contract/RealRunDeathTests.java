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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The process that has started a container is killed.
 */
class RealRunDeathTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	/**
	 * Have another process start a container, and kill it.
	 */
	private void startAndDie(String how) throws IOException, InterruptedException {
		String image = image();
		this.remote.close();
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				Application.class.getName()));
		command.addAll(List.of(this.directory.resolve("state").toString(), this.daemon.socket().toString(),
				this.daemon.state().toString(), this.namespace, how, image));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			String sign = how.equals("run") ? "web start-container" : Application.LOGGED;
			String line = out.readLine();
			while (line != null && !line.equals(sign)) {
				line = out.readLine();
			}
			assertThat(line).isNotNull();
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.ctr.run("task", "ls")).contains("web");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runThatNobodyWaitsForIsRemovedAtTheNextStart(boolean liveRestore) throws Exception {
		startAndDie("run");
		open(RemoteOption.liveRestore(liveRestore));
		assertThat(this.client.restorable()).isEmpty();
		await().atMost(PATIENCE).until(() -> !this.ctr.run("container", "ls").contains("web"));
		await().atMost(PATIENCE).until(() -> filesOfContainers().isEmpty());
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@Test
	void startedContainerIsStoppedAndRemovedByTheNextStart() throws Exception {
		startAndDie("start");
		open();
		assertThat(this.client.restorable()).containsExactly("web");
		this.client.restore("web");
		assertThat(this.ctr.run("container", "ls")).doesNotContain("web");
		assertThat(filesOfContainers()).isEmpty();
	}

	@Test
	void startedContainerIsTakenOverWithItsLog() throws Exception {
		startAndDie("start");
		open(RemoteOption.liveRestore(true));
		RunningContainer found = this.client.containers().find("web").orElseThrow();
		awaitLine(found, "begun");
		assertThat(found.exec("echo", "there").stdout().text()).isEqualTo("there\n");
		found.remove();
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	@Test
	void keptContainerThatEndedMeanwhileIsFound() throws Exception {
		startAndDie("kept");
		this.ctr.run("task", "kill", "--signal", "KILL", "web");
		open();
		RunningContainer found = this.client.containers().find("web").orElseThrow();
		assertThat(found.exit().orTimeout(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS).join().code()).isIn(137,
				255);
		found.remove();
	}

	/**
	 * What another process does until it is killed.
	 */
	static final class Application {

		static final String LOGGED = "the log has the line";

		private Application() {
		}

		public static void main(String[] arguments) {
			Remote remote = Remote.open(Path.of(arguments[0]), RemoteOption.address(Path.of(arguments[1])),
					RemoteOption.containerdState(Path.of(arguments[2])));
			Client client = remote.client(arguments[3],
					(id, info) -> System.out.println(id + " " + info.change().value()));
			RunRequest request = RunRequest.of(arguments[5])
				.command("sh", "-c", "echo begun; sleep 1000")
				.id("web")
				.remove(!arguments[4].equals("kept"))
				.build();
			if (arguments[4].equals("run")) {
				client.containers().run(request);
			}
			else {
				RunningContainer started = client.containers().start(request);
				awaitLine(started, "begun");
				System.out.println(LOGGED);
			}
		}

	}

}

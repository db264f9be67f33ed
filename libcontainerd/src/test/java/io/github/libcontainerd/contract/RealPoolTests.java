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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The {@link PoolContract} over a real containerd, and what only that one can do.
 */
class RealPoolTests extends PoolContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private static RunRequest readOnly(String image) {
		return script(image, "id -u; touch /file 2>/dev/null || echo no; cat /sys/fs/cgroup/pids.max").user("1000")
			.readOnlyRootfs(true)
			.pids(33)
			.build();
	}

	@Test
	void userAndLimitsAreThoseOfTheRequest() {
		try (ContainerPool pool = containers().pool(readOnly(image()), 1)) {
			awaitIdle(pool, 1);
			RunResult result = pool.run();
			assertThat(result.stdout().text()).startsWith("1000\nno\n");
			assertThat(pool.status().hits()).isEqualTo(1);
		}
	}

	@Test
	void oneWhoseProcessIsKilledIsReplaced() {
		try (ContainerPool pool = containers().pool(script(image(), "cat").build(), 2)) {
			awaitIdle(pool, 2);
			String victim = ids().iterator().next();
			assertThat(this.ctr.run("task", "ls")).contains(victim);
			this.ctr.run("task", "kill", "--signal", "KILL", victim);
			await().atMost(PATIENCE).until(() -> pool.status().lost() == 1);
			awaitIdle(pool, 2);
			assertThat(pool.run(RunInput.of("hello")).stdout().text()).isEqualTo("hello");
			assertThat(pool.status().hits()).isEqualTo(1);
			await().atMost(PATIENCE).until(() -> !this.ctr.run("container", "ls").contains(victim));
		}
		assertThat(this.backend.facts()).allMatch((fact) -> fact.labels().containsKey(ContainerPool.LABEL));
	}

	@Test
	void oneWhoseShimIsKilledIsReplaced() {
		try (ContainerPool pool = containers().pool(script(image(), "cat").build(),
				PoolSettings.of(1).name("warm").kind(ContainerPool.Kind.STARTED).build())) {
			awaitIdle(pool, 1);
			String victim = ids().iterator().next();
			this.ctr.shim(victim).destroyForcibly();
			await().atMost(PATIENCE).until(() -> pool.status().lost() == 1);
			awaitIdle(pool, 1);
			assertThat(pool.run(RunInput.of("hello")).stdout().text()).isEqualTo("hello");
		}
	}

	@Test
	void thoseThatAreLostWhileContainerdIsAwayAreReplaced() {
		try (ContainerPool pool = containers().pool(script(image(), "cat").build(), 3)) {
			awaitIdle(pool, 3);
			Set<String> before = ids();
			String victim = before.iterator().next();
			this.daemon.kill();
			ProcessHandle shim = this.ctr.shim(victim);
			Set<ProcessHandle> below = new HashSet<>(shim.descendants().toList());
			shim.destroyForcibly();
			below.forEach(ProcessHandle::destroyForcibly);
			this.daemon.start();
			await().atMost(Duration.ofSeconds(60)).until(() -> pool.status().lost() == 1);
			awaitIdle(pool, 3);
			assertThat(pool.run(RunInput.of("hello")).stdout().text()).isEqualTo("hello");
			assertThat(pool.status().misses()).isZero();
			assertThat(ids()).doesNotContain(victim);
		}
	}

	@Test
	void whatADeadProcessHasMadeAheadIsRemovedByTheNext() throws Exception {
		String image = image();
		this.remote.close();
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx64m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Application.class.getName(),
				this.directory.resolve("state").toString(), this.daemon.socket().toString(),
				this.daemon.state().toString(), this.namespace, image)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		String used;
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			used = out.readLine();
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(used).startsWith("warm-");
		Set<String> left = ids();
		assertThat(left).hasSizeGreaterThanOrEqualTo(4).contains(used);
		open(RemoteOption.liveRestore(true));
		// The one that was started is not the pool's any more.
		assertThat(this.client.restorable()).containsExactly(used);
		await().atMost(PATIENCE).until(() -> {
			String all = this.ctr.run("container", "ls", "-q");
			return left.stream().filter(all::contains).toList().equals(List.of(used));
		});
		await().atMost(PATIENCE).until(() -> filesOfContainers().size() == 1);
		assertThat(ids()).containsExactly(used);
		this.client.restore(used);
		assertThat(this.backend.facts()).allMatch((fact) -> fact.id().equals(used));
		assertThat(this.backend.states(used)).containsExactly(StateChange.RESTORE);
		this.client.delete(used);
		this.remote.updateOptions(RemoteOption.liveRestore(false));
	}

	/**
	 * What another process does until it is killed.
	 */
	static final class Application {

		private Application() {
		}

		public static void main(String[] arguments) throws IOException {
			Remote remote = Remote.open(Path.of(arguments[0]), RemoteOption.address(Path.of(arguments[1])),
					RemoteOption.containerdState(Path.of(arguments[2])));
			ContainerPool pool = remote.client(arguments[3], (id, info) -> {
			}).containers().pool(script(arguments[4], "cat").build(), PoolSettings.of(3).name("warm").build());
			await().atMost(PATIENCE).until(() -> pool.status().idle() == 3);
			String used = pool.start(RunInput.open()).id();
			await().atMost(PATIENCE).until(() -> pool.status().idle() == 3);
			System.out.println(used);
			System.in.read();
		}

	}

}

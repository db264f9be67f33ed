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

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Containers that use more memory than they may, on a real kernel.
 */
class RealOutOfMemoryTests extends ContractTest {

	private static final long LIMIT = 20L << 20;

	private static final String HOG = "dd if=/dev/zero of=/dev/null bs=64M count=1";

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private Spec limited(String script) {
		return script(script).toBuilder()
			.linux((linux) -> linux.resources((resources) -> resources.memoryLimit(LIMIT)))
			.build();
	}

	@Test
	@DisplayName("S19: init is hit: start, one oom, and an exit with 137 that says so")
	void initIsHit() {
		ExitStatus exit = end(this.client.create("web", limited("exec " + HOG)).exit());
		assertThat(exit.code()).isEqualTo(137);
		assertThat(exit.oomKilled()).isTrue();
		assertThat(this.backend.changes("web")).extracting(StateInfo::change, StateInfo::exitCode, StateInfo::oomKilled)
			.containsExactly(tuple(StateChange.START, 0, false), tuple(StateChange.OOM, 0, true),
					tuple(StateChange.EXIT, 137, true));
	}

	@Test
	@DisplayName("S19: a child is hit: oom while the container lives, which ends later with its own code")
	void childIsHit() throws IOException {
		Container container = this.client.create("web", limited(HOG + "; read go; exit 5"),
				CreateOption.stdio(Stdio.interactive()));
		await().atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.OOM));
		assertThat(container.exit()).isNotDone();
		assertThat(this.client.inspect("web").oomKilled()).isTrue();
		this.backend.streams("web").stdin().write('\n');
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isEqualTo(5);
		assertThat(exit.oomKilled()).isTrue();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.OOM, StateChange.EXIT);
	}

	@Test
	@DisplayName("S19: an additional process is hit: its own end does not say so, that of the container does")
	void additionalProcessIsHit() {
		Container container = this.client.create("web", limited("sleep 1000"));
		ContainerProcess exec = this.client.addProcess("web", "e",
				(process) -> process.args("/bin/sh", "-c", "exec " + HOG), Stdio.attached());
		assertThat(end(exec.exit()).code()).isEqualTo(137);
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.OOM));
		assertThat(end(exec.exit()).oomKilled()).isFalse();
		this.client.signal("web", 9);
		assertThat(end(container.exit()).oomKilled()).isTrue();
		assertThat(this.backend.states("web")).filteredOn(StateChange.OOM::equals).hasSize(1);
	}

	@Test
	@DisplayName("S19: the next run of a restarted container begins without the flag")
	void nextRunBeginsWithoutTheFlag() throws IOException {
		Container container = this.client.create("web",
				limited("[ -e /was-here ] && exit 3; touch /was-here; exec " + HOG),
				CreateOption.restartManager(new RestartManager(RestartPolicy.parse("on-failure:1"))));
		ExitStatus first = end(container.exit());
		assertThat(first.oomKilled()).isTrue();
		assertThat(first.restarting()).isTrue();
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.EXIT));
		assertThat(this.backend.changes("web")).extracting(StateInfo::change, StateInfo::exitCode, StateInfo::oomKilled)
			.containsExactly(tuple(StateChange.START, 0, false), tuple(StateChange.OOM, 0, true),
					tuple(StateChange.RESTART, 137, true), tuple(StateChange.START, 0, false),
					tuple(StateChange.EXIT, 3, false));
		Files.delete(this.rootfs.resolve("was-here"));
	}

	@Test
	@DisplayName("S19: a kill of a container with a limit is no oom")
	void killIsNoOom() {
		Container container = this.client.create("web", limited("sleep 1000"));
		this.client.signal("web", 9);
		ExitStatus exit = end(container.exit());
		assertThat(exit.code()).isEqualTo(137);
		assertThat(exit.oomKilled()).isFalse();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

}

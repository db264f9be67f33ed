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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.restart.RestartManager;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.LinuxResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A container that waits for its next run: there is no process to do anything with.
 */
abstract class BackOffContract extends ContractTest {

	private Container waiting(int code) {
		this.remote.holdRestarts();
		Container container = this.client.create("web", script("exit " + code),
				CreateOption.restartManager(new RestartManager(RestartPolicy.always())));
		assertThat(end(container.exit()).restarting()).isTrue();
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RESTARTING);
		return container;
	}

	@Test
	@DisplayName("S13: commands meanwhile are typed errors and change nothing")
	void commandsAreTypedErrors() {
		waiting(3);
		assertThatExceptionOfType(AlreadyExistsException.class)
			.isThrownBy(() -> this.client.create("web", script("true")));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.signal("web", 15));
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> this.client.resize("web", StateInfo.INIT, 80, 24));
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none()));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.pause("web"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.resume("web"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.stats("web"));
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> this.client.updateResources("web", LinuxResources.builder().pidsLimit(50).build()));
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RESTARTING);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART);
	}

	@Test
	@DisplayName("S13: delete ends the wait, with the code of the last run, and the id is free")
	void deleteEndsTheWait() {
		waiting(3);
		this.client.delete("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.EXIT);
		assertThat(this.backend.last("web").exitCode()).isEqualTo(3);
		assertThat(this.client.restorable()).isEmpty();
		assertThat(end(this.client.create("web", script("exit 4")).exit()).code()).isEqualTo(4);
	}

	@Test
	@DisplayName("S13: close ends the wait")
	void closeEndsTheWait() {
		waiting(5);
		this.remote.close();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART,
				StateChange.EXIT);
	}

	@Test
	@DisplayName("S12: what was lost while containerd was away is restarted when it is back")
	void waitOverARestartOfContainerd() {
		waiting(6);
		this.daemon.kill();
		await().atMost(PATIENCE).until(() -> this.client.subscription().state() != SubscriptionState.LIVE);
		this.remote.releaseRestarts();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.RESTART);
		this.daemon.start();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).startsWith(StateChange.START,
					StateChange.RESTART, StateChange.START, StateChange.RESTART));
		this.client.delete("web");
		assertThat(this.backend.last("web").change()).isEqualTo(StateChange.EXIT);
	}

}

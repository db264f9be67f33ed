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
import java.time.Duration;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.SubscriptionState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A containerd that is there but does nothing.
 */
class RealHungDaemonTests extends ContractTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	private void signalDaemon(String signal) throws IOException, InterruptedException {
		String configuration = this.daemon.socket().resolveSibling("config.toml").toString();
		// Not any process with these arguments: what it forks has them for a moment.
		ProcessHandle containerd = ProcessHandle.current()
			.children()
			.filter((handle) -> Ctr.arguments(handle).contains(configuration))
			.findFirst()
			.orElseThrow();
		assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(containerd.pid())).start().waitFor())
			.isZero();
	}

	@Test
	@DisplayName("S33: a containerd of somebody else's hangs: calls end with typed errors, and all goes on when it does")
	void hangingContainerd() throws IOException, InterruptedException {
		Container container = this.client.create("web", script("sleep 2; exit 8"));
		Container other = this.client.create("other", spec("/bin/sleep", "1000"));
		signalDaemon("STOP");
		try {
			assertThatExceptionOfType(ContainerdException.class)
				.isThrownBy(() -> this.remote.ping(Duration.ofSeconds(1)));
			assertThatExceptionOfType(ContainerdException.class).isThrownBy(() -> this.client.signal("other", 15))
				.satisfies((exception) -> assertThat(exception).isInstanceOfAny(OperationTimeoutException.class,
						DaemonUnavailableException.class));
			assertThat(this.client.inspect("other").status()).isEqualTo(ContainerStatus.RUNNING);
		}
		finally {
			signalDaemon("CONT");
		}
		assertThat(end(container.exit()).code()).isEqualTo(8);
		await().atMost(PATIENCE)
			.until(() -> this.client.subscription().state() == SubscriptionState.LIVE
					&& this.remote.status().connection() == RemoteStatus.Connection.CONNECTED);
		this.client.delete("other");
		assertThat(end(other.exit()).codeKnown()).isTrue();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
		assertThat(this.backend.states("other")).containsExactly(StateChange.START, StateChange.EXIT);
	}

}

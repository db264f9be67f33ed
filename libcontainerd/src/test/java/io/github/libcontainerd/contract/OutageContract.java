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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.SubscriptionState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * containerd goes away and comes back; and so do we.
 */
abstract class OutageContract extends ContractTest {

	private void awaitLive() {
		await().atMost(PATIENCE)
			.until(() -> this.remote.status().connection() == RemoteStatus.Connection.CONNECTED
					&& this.client.subscription().state() == SubscriptionState.LIVE);
	}

	private void awaitLost() {
		await().atMost(PATIENCE).until(() -> this.client.subscription().state() != SubscriptionState.LIVE);
	}

	@Test
	@DisplayName("S31: containerd is killed: containers live on, handles work, nothing is reported twice")
	void containerLivesThroughARestartOfContainerd() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.daemon.kill();
		awaitLost();
		assertThatExceptionOfType(DaemonUnavailableException.class).isThrownBy(() -> this.client.signal("web", 9));
		assertThatExceptionOfType(DaemonUnavailableException.class)
			.isThrownBy(() -> this.remote.ping(Duration.ofSeconds(1)));
		this.daemon.start();
		awaitLive();
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.RUNNING);
		assertThat(end(
				this.client.addProcess("web", "e", (process) -> process.args("/bin/sh", "-c", "exit 4"), Stdio.none())
					.exit())
			.code()).isEqualTo(4);
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.START_PROCESS,
				StateChange.EXIT_PROCESS, StateChange.EXIT);
		assertThat(this.client.subscription().reconnects()).isEqualTo(1);
	}

	@Test
	@DisplayName("S31: what was refused while containerd was away was never there, and nothing has to be removed")
	void creationsThatWereRefusedLeaveNothing() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.libcontainerd.internal.container.Undo");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		this.daemon.kill();
		awaitLost();
		logger.setLevel(Level.INFO);
		logger.addAppender(lines);
		try {
			for (int i = 0; i < 20; i++) {
				String id = "web" + i;
				assertThatExceptionOfType(DaemonUnavailableException.class)
					.isThrownBy(() -> this.client.create(id, spec("/bin/sleep", "1000")));
			}
		}
		finally {
			logger.detachAppender(lines);
			logger.setLevel(null);
		}
		assertThat(lines.list).isEmpty();
		this.daemon.start();
		awaitLive();
		assertThat(this.client.restorable()).isEmpty();
		assertThat(this.client.list()).isEmpty();
	}

	@Test
	@DisplayName("S31: many restarts of containerd leave one subscription and no doubled event")
	void manyRestartsOfContainerd() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		for (int i = 1; i <= 5; i++) {
			this.daemon.kill();
			awaitLost();
			this.daemon.start();
			awaitLive();
		}
		this.client.pause("web");
		this.client.resume("web");
		this.client.signal("web", 9);
		end(container.exit());
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.PAUSE, StateChange.RESUME,
				StateChange.EXIT);
	}

	@Test
	@DisplayName("S32: a container that ends while containerd is away is reported once, without user action")
	void exitWhileContainerdIsAway() {
		Container container = this.client.create("web", script("sleep 1; exit 23"));
		this.daemon.kill();
		awaitLost();
		await().atMost(PATIENCE).until(() -> ended(container));
		this.daemon.start();
		ExitStatus exit = end(container.exit());
		if (this.daemon.real() || !this.daemon.forgetsEndedTasks()) {
			assertThat(exit.code()).isEqualTo(23);
			assertThat(exit.codeKnown()).isTrue();
		}
		else {
			// The fake has no shim to ask.
			assertThat(exit.code()).isEqualTo(255);
			assertThat(exit.codeKnown()).isFalse();
		}
		awaitLive();
		await().atMost(PATIENCE).until(() -> this.client.restorable().isEmpty());
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

	private boolean ended(Container container) {
		return this.daemon.ended(this.namespace, container.id(), container.pid());
	}

	@Test
	@DisplayName("input that ends while containerd is away ends for the process, too, once containerd is back")
	void inputThatEndsWhileContainerdIsAway() throws IOException {
		Container container = this.client.create("web", script("cat; exit 6"), CreateOption.stdio(Stdio.interactive()));
		this.daemon.kill();
		awaitLost();
		OutputStream stdin = this.backend.streams("web").stdin();
		stdin.write("hello\n".getBytes(StandardCharsets.UTF_8));
		stdin.close();
		this.daemon.start();
		assertThat(end(container.exit()).code()).isEqualTo(6);
		assertThat(this.backend.output("web")).containsExactly("stdout:hello");
	}

	@Test
	@DisplayName("S9: with live restore a container outlives us and is restored, with its output")
	void containerOutlivesUs() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", script("sleep 1; echo late; exit 9"));
		await().until(() -> this.backend.states("web").contains(StateChange.START));
		this.remote.close();
		assertThat(this.backend.states("web")).containsExactly(StateChange.START);

		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		assertThat(this.client.restorable()).containsExactly("web");
		this.client.restore("web");
		this.client.restore("web");
		assertThat(end(this.client.waitForExit("web")).code()).isEqualTo(9);
		assertThat(this.backend.states("web")).containsExactly(StateChange.RESTORE, StateChange.EXIT);
		assertThat(this.backend.output("web")).containsExactly("stdout:late");
	}

	@Test
	@DisplayName("S10: an exit while nobody looked is delivered at restore with its true code")
	void exitWhileWeAreAway() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		Container container = this.client.create("web", script("sleep 0.5; exit 11"));
		this.remote.close();
		await().atMost(PATIENCE).until(() -> ended(container));

		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		this.client.restore("web");
		await().atMost(PATIENCE).until(() -> this.backend.states("web").contains(StateChange.EXIT));
		assertThat(this.backend.last("web").exitCode()).isEqualTo(11);
	}

	@Test
	@DisplayName("S7: a paused container is restored as paused")
	void pausedContainerIsRestoredAsPaused() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.pause("web");
		this.remote.close();

		this.backend = new RecordingBackend();
		open(RemoteOption.liveRestore(true));
		this.client.restore("web");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("web")).containsExactly(StateChange.RESTORE,
					StateChange.PAUSE));
		this.client.resume("web");
		this.client.delete("web");
	}

	@Test
	@DisplayName("S5: without live restore what was left is stopped at restore")
	void leftContainerIsStoppedAtRestore() {
		this.remote.updateOptions(RemoteOption.liveRestore(true));
		this.client.create("web", script("trap 'exit 5' TERM; while true; do sleep 0.05; done"));
		this.remote.close();

		this.backend = new RecordingBackend();
		open();
		this.client.restore("web");
		assertThat(this.backend.states("web")).containsExactly(StateChange.EXIT);
		assertThat(this.client.restorable()).isEmpty();
	}

	@Test
	void closeStopsTheContainersWithoutLiveRestore() {
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.create("term", script("trap 'exit 5' TERM; while true; do sleep 0.05; done"));
		this.client.create("paused", spec("/bin/sleep", "1000"));
		this.client.pause("paused");
		this.remote.close();
		for (String id : List.of("web", "term", "paused")) {
			assertThat(this.backend.states(id)).endsWith(StateChange.EXIT);
		}
	}

	@Test
	@DisplayName("restore of a container that containerd has never heard of gives an unknown exit, not an exception")
	void restoreOfAnUnknownContainer() {
		this.client.restore("ghost");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.backend.states("ghost")).containsExactly(StateChange.EXIT));
		assertThat(this.backend.last("ghost").exitCode()).isEqualTo(255);
		assertThat(this.backend.last("ghost").codeKnown()).isFalse();
	}

}

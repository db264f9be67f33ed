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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.StdioTraffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What can be learned of a client's work from outside.
 */
abstract class ObserverContract extends ContractTest {

	private final List<String> observed = new CopyOnWriteArrayList<>();

	private void reopen(OperationObserver observer) {
		this.remote.close();
		open(RemoteOption.observer(observer));
	}

	@Test
	void operationsAreObservedWithTheirFailures() {
		reopen((operation) -> {
			Thread thread = Thread.currentThread();
			return (failure) -> this.observed.add(operation.name() + " " + operation.namespace() + " "
					+ operation.containerId() + " " + ((failure != null) ? failure.getClass().getSimpleName() : "ok")
					+ ((thread == Thread.currentThread()) ? "" : " elsewhere"));
		});
		this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.addProcess("web", "e", (process) -> process.args("/bin/true"), Stdio.none());
		this.client.inspect("web");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.pause("db"));
		this.client.delete("web");
		assertThat(this.observed).containsExactly("create " + this.namespace + " web ok",
				"add-process " + this.namespace + " web ok", "pause " + this.namespace + " db NotFoundException",
				"delete " + this.namespace + " web ok");
		assertThat(this.remote.clients()).containsExactly(this.client);
	}

	@Test
	void observerThatThrowsChangesNothing() {
		reopen((operation) -> {
			if (operation.name().equals("create")) {
				throw new IllegalStateException("on purpose");
			}
			return (failure) -> {
				throw new IllegalStateException("on purpose");
			};
		});
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		this.client.signal("web", 9);
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	void trafficThroughStreamsIsCounted() throws Exception {
		assertThat(this.client.traffic()).isEqualTo(new StdioTraffic(0, 0, 0));
		Container container = this.client.create("web", script("read word; echo $word; echo no >&2"),
				CreateOption.stdio(Stdio.interactive()));
		this.backend.streams("web").stdin().write("hello\n".getBytes());
		assertThat(end(container.exit()).code()).isZero();
		assertThat(this.client.traffic()).isEqualTo(new StdioTraffic(6, 6, 3));
	}

	@Test
	void lagOfTheEventStreamIsKnownAfterAnEvent() {
		assertThat(this.client.subscription().lag()).isNull();
		this.client.create("web", spec("/bin/sleep", "1000"));
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.client.subscription().lag()).isBetween(Duration.ZERO, PATIENCE));
		this.client.delete("web");
	}

}

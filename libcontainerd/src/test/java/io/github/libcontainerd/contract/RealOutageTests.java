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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.client.SubscriptionState;
import io.github.libcontainerd.internal.shim.ShimAddress;
import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The {@link OutageContract} over a real containerd.
 */
class RealOutageTests extends OutageContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void shimIsFoundWithoutBeingToldWhereContainerdKeepsItsState() {
		Container container = this.client.create("web", spec("/bin/sleep", "1000"));
		assertThat(ShimAddress.containerdState(container.pid())).contains(this.daemon.state());
		assertThat(this.remote.status().shimsVisible()).isTrue();
		this.client.delete("web");
	}

	@Test
	@DisplayName("after an outage of any length, containerd is used again within a second of its first answer")
	void containerdThatIsBackIsUsedWithinASecond() {
		this.daemon.kill();
		// So long that a delay that doubles up to two seconds would have got there.
		await().pollDelay(Duration.ofMillis(3300))
			.until(() -> this.client.subscription().state() != SubscriptionState.LIVE);
		this.daemon.start();
		await().atMost(Patience.seconds(1)).ignoreExceptions().until(() -> {
			this.remote.ping(Duration.ofSeconds(1));
			return this.client.subscription().state() == SubscriptionState.LIVE;
		});
	}

	@Test
	void shimThatCanNotBeSeenIsSaidToBeSo() {
		this.remote.close();
		open(RemoteOption.containerdState(this.directory.resolve("elsewhere")));
		assertThat(this.remote.status().shimsVisible()).isTrue();
		this.client.create("web", spec("/bin/sleep", "1000"));
		assertThat(this.remote.status().shimsVisible()).isFalse();
		this.client.delete("web");
	}

}

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

package io.github.libcontainerd.boot.actuate;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.boot.StubClient;
import io.github.libcontainerd.boot.StubRemote;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.client.RemoteStatus.Connection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerdEndpoint}.
 */
class ContainerdEndpointWebTests extends AbstractEndpointWebTests {

	@Test
	void containerdIsShown() {
		this.client.with("a", null).with("b", null);
		run((web) -> json(web, "/actuator/containerd").contains("\"connection\":\"connected\"", "\"version\":\"1.7.2\"",
				"\"address\":\"/run/containerd/containerd.sock\"", "\"managed\":false", "\"reconnects\":3",
				"{\"namespace\":\"default\",\"subscription\":\"live\",\"reconnects\":2,\"events\":40,"
						+ "\"lastEventAt\":\"1970-01-01T00:00:00Z\",\"lag\":\"PT0.003S\",\"containers\":{\"running\":2}}",
				"\"namespaces\":[\"default\",\"other\"]", "\"id\":\"overlayfs\",\"status\":\"loaded\"",
				"\"id\":\"zfs\",\"status\":\"skipped\"", "\"id\":\"cri\",\"status\":\"failed\",\"error\":\"broken\"")
			.doesNotContain("problems", "restarts", "lastError"));
	}

	@Test
	void eachOfSeveralRemotesIsShown() {
		StubRemote edge = new StubRemote(new StubClient("far"));
		edge.status(new RemoteStatus(Path.of("/edge.sock"), Connection.CONNECTED, "2.1.4", false, 0, 0, 0, null, null));
		WebApplicationContextRunner several = this.runner.withBean("edgeContainerdRemote", Remote.class, () -> edge,
				(definition) -> ((AbstractBeanDefinition) definition).setFallback(true));
		several.run((context) -> {
			MockMvcTester web = MockMvcTester.from(context);
			json(web, "/actuator/containerd").contains("\"version\":\"1.7.2\"", "\"remotes\":[\"default\",\"edge\"]")
				.doesNotContain("far");
			json(web, "/actuator/containerd/edge").contains("\"version\":\"2.1.4\"", "\"namespace\":\"far\"",
					"\"address\":\"/edge.sock\"");
			get(web, "/actuator/containerd/nowhere").hasStatus(HttpStatus.NOT_FOUND)
				.bodyText()
				.isEqualTo("{\"problem\":\"There is no remote 'nowhere'; there are [default, edge]\"}");
		});
	}

	@Test
	void whatIsKnownOfContainerdIsShownWhileItIsAway() {
		this.remote.status(new RemoteStatus(Path.of("/x.sock"), Connection.DISCONNECTED, "2.0.0", true, 0, 4, 3,
				"no such file", Instant.EPOCH));
		this.remote.plugins(() -> {
			throw new DaemonUnavailableException(null, "away", null);
		});
		this.remote.namespaces(() -> {
			throw new DaemonUnavailableException(null, "away", null);
		});
		run((web) -> {
			get(web, "/actuator/containerd").hasStatusOk();
			json(web, "/actuator/containerd")
				.contains("\"connection\":\"disconnected\"", "\"restarts\":4",
						"\"lastError\":{\"message\":\"no such file\",\"at\":\"1970-01-01T00:00:00Z\"}",
						"\"plugins\":\"containerd does not answer\"", "\"namespaces\":\"containerd does not answer\"")
				.doesNotContain("\"pid\"");
		});
	}

	@Test
	void stuckContainerdDoesNotHoldTheAnswer() {
		CountDownLatch never = new CountDownLatch(1);
		this.remote.plugins(() -> {
			try {
				never.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return List.of();
		});
		run((web) -> {
			long start = System.nanoTime();
			json(web, "/actuator/containerd").contains("\"problems\":{\"plugins\":\"No answer in time\"}",
					"\"namespaces\":[\"default\"");
			assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
		});
		never.countDown();
	}

}

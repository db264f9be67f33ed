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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.run.RunningContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users of containers that change their files meanwhile.
 */
class RealExecUserTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void directoryThatBecomesALinkDoesNotLeadToTheHost() throws Exception {
		Path host = Files.createDirectory(this.directory.resolve("host"));
		Files.writeString(host.resolve("passwd"), "app:x:4242:4242::/:/bin/sh\n");
		RunningContainer container = containers().start(script(image(),
				"mkdir /etc/users; mv /etc/passwd /etc/users; ln -s users/passwd /etc/passwd; cd /etc; echo ready;"
						+ " while :; do mv users away; ln -s " + host + " users; rm users; mv away users; done")
			.build());
		awaitLine(container, "ready");
		for (int i = 0; i < 50; i++) {
			CompletableFuture<String> found = CompletableFuture.supplyAsync(() -> user(container));
			assertThat(found.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isIn("1000\n", "none");
		}
		container.remove();
		Files.delete(host.resolve("passwd"));
		Files.delete(host);
	}

	private static String user(RunningContainer container) {
		try {
			return container.exec((request) -> request.command("id", "-u").user("app")).stdout().text();
		}
		catch (InvalidRequestException | DaemonErrorException ex) {
			return "none";
		}
	}

	@Test
	void userOfTheRunningContainerCounts() {
		RunningContainer container = containers().start(script(image(),
				"sed -i 's/:1000:1000:/:1234:1000:/' /etc/passwd; mkdir /real; mv /etc/passwd /real/users; ln -s /real/users /etc/passwd; echo ready; sleep 1000")
			.build());
		awaitLine(container, "ready");
		assertThat(user(container)).isEqualTo("1234\n");
		container.remove();
	}

	@Test
	void filesThatMayOnlyBeReadAreRead() {
		RunningContainer container = containers().start(script(image(), "sleep 1000").readOnlyRootfs(true).build());
		assertThat(user(container)).isEqualTo("1000\n");
		assertThat(container.exec("id", "-u").stdout().text()).isEqualTo("0\n");
		container.remove();
	}

}

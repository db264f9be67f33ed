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

package io.github.libcontainerd.boot.test.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdDisconnectedEvent;
import io.github.libcontainerd.boot.test.ContainerEvents;
import io.github.libcontainerd.boot.test.RealContainerd;
import io.github.libcontainerd.boot.test.TestRootfs;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.test.PrivateContainerd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application with a real containerd.
 */
@SpringBootTest(properties = { "libcontainerd.daemon.mode=always", "libcontainerd.state-directory=/no/such/directory" })
@RealContainerd
class JobOnRealContainerdTests {

	@Autowired
	private Client client;

	@Autowired
	private ContainerEvents events;

	@Test
	void aJobFails(@Autowired JobBoard board, TestRootfs rootfs, PrivateContainerd containerd, @Autowired Remote remote,
			@Value("${libcontainerd.test.rootfs}") Path path) {
		assertThat(remote.status().address()).isEqualTo(containerd.socket());
		assertThat(rootfs.path()).isEqualTo(path);
		this.client.create("job", rootfs.shell("echo out; echo err >&2; exit 3"));
		assertThat(this.events.awaitExit("job").getExitCode()).isEqualTo(3);
		assertThat(board.failed()).contains("job: 3");
		assertThat(this.events.states("job")).containsExactly(StateChange.START, StateChange.EXIT);
		this.events.awaitLine("job", "out", Duration.ofSeconds(5));
		this.events.awaitLine("job", "err", Duration.ofSeconds(5));
	}

	@Test
	void aJobSurvivesARestartOfContainerd(@Autowired TestRootfs rootfs, @Autowired PrivateContainerd containerd)
			throws Exception {
		assertThat(this.events.of("job")).as("events of other tests").isEmpty();
		this.client.create("survivor", rootfs.shell("while ! test -e /tmp/end; do sleep 0.1; done; exit 4"));
		this.events.awaitStart("survivor");
		containerd.kill();
		this.events.await(ContainerdDisconnectedEvent.class, Duration.ofSeconds(20));
		containerd.start();
		this.events.await(ContainerdConnectedEvent.class, Duration.ofSeconds(20));
		Files.createFile(rootfs.path().resolve("tmp/end"));
		assertThat(this.events.awaitExit("survivor").getExitCode()).isEqualTo(4);
	}

}

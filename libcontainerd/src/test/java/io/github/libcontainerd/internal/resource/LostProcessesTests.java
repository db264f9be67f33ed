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

package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LostProcesses}, in control groups of this machine.
 */
class LostProcessesTests {

	private static final Path ROOT = Path.of("/sys/fs/cgroup");

	private final String namespace = "lost-" + ProcessHandle.current().pid();

	private final Path group = (Files.exists(ROOT.resolve("cgroup.controllers")) ? ROOT : ROOT.resolve("pids"))
		.resolve(this.namespace)
		.resolve("web");

	private Process started;

	@BeforeEach
	void make() throws IOException {
		Files.createDirectories(this.group);
	}

	@AfterEach
	void remove() throws Exception {
		this.started.descendants().forEach(ProcessHandle::destroyForcibly);
		this.started.destroyForcibly().waitFor();
		await()
			.until(() -> !Files.exists(this.group) || Files.readAllLines(this.group.resolve("cgroup.procs")).isEmpty());
		Files.deleteIfExists(this.group);
		Files.delete(this.group.resolve("..").normalize());
	}

	private void join(ProcessHandle process) throws IOException {
		Files.writeString(this.group.resolve("cgroup.procs"), Long.toString(process.pid()));
	}

	@Test
	void whatWaitsForAStartThatNeverComesIsEnded() throws Exception {
		this.started = new ProcessBuilder("sleep", "1000").start();
		join(this.started.toHandle());
		LostProcesses.remove(this.namespace, "web", "/" + this.namespace + "/web");
		assertThat(this.started.waitFor(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.group).doesNotExist();
	}

	@Test
	void whatAShimHasStartedIsLeftAlone() throws Exception {
		// The process of a container, and one that this has started.
		this.started = new ProcessBuilder("sh", "-c", "sh -c 'sleep 1000; true'; true", "shim", "-namespace", "other")
			.start();
		await().until(() -> this.started.descendants().count() == 2);
		List<ProcessHandle> descendants = this.started.descendants().toList();
		for (ProcessHandle descendant : descendants) {
			join(descendant);
		}
		LostProcesses.remove(this.namespace, "web", "/" + this.namespace + "/web");
		assertThat(descendants).allMatch(ProcessHandle::isAlive);
		assertThat(this.group).exists();
	}

	@Test
	void aGroupOfAnotherNameIsNoContainersOwn() throws Exception {
		this.started = new ProcessBuilder("sleep", "1000").start();
		join(this.started.toHandle());
		LostProcesses.remove(this.namespace, "other", "/" + this.namespace + "/web");
		assertThat(this.started.isAlive()).isTrue();
	}

}

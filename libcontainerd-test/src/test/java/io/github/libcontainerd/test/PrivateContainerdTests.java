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

package io.github.libcontainerd.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.api.tasks.CreateTaskRequest;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.HostLeftovers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Starts, kills and removes a real containerd.
 */
@Timeout(60)
class PrivateContainerdTests {

	@TempDir
	Path directory;

	@Test
	void removesEverything() throws Exception {
		LeakCheck leaks = LeakCheck.begin("test-");
		Path rootfs = BusyboxRootfs.create(this.directory.resolve("rootfs"));
		Path home;
		String namespace;
		long pid;
		try (PrivateContainerd daemon = PrivateContainerd.launch()) {
			home = daemon.directory();
			namespace = daemon.uniqueNamespace();
			leaks.namespace(namespace).mountsBelow(home).fifosBelow(this.directory);
			assertThat(daemon.version()).isNotEmpty();
			assertThat(daemon.logTail(5)).isNotEmpty();
			try (Driver driver = new Driver(daemon.socket(), namespace, rootfs, this.directory)) {
				driver.run("running", "/bin/sleep", "1000");
				driver.run("orphan", "/bin/sleep", "1000");
				driver.run("stopped", "/bin/true");
				driver.createContainer("created", "/bin/true");
				driver.createTask("created");
				driver.createContainer("lost", "/bin/true");
				assertThatThrownBy(() -> driver.tasks()
					.withDeadlineAfter(500, TimeUnit.MILLISECONDS)
					.create(CreateTaskRequest.newBuilder().setContainerId("lost").setStdin("/dev/null").build()))
					.hasMessageContaining("DEADLINE_EXCEEDED");
				driver.deleteContainer("orphan");
				assertThat(leaks.leaks()).anyMatch((leak) -> leak.startsWith("shim "))
					.anyMatch((leak) -> leak.startsWith("cgroup "))
					.anyMatch((leak) -> leak.contains("containerd-shim-runc-v2"));
				long first = daemon.pid();
				daemon.kill();
				assertThat(daemon.isAlive()).isFalse();
				daemon.start();
				assertThat(daemon.pid()).isNotEqualTo(first);
				daemon.terminate();
				assertThat(daemon.socket()).doesNotExist();
			}
			pid = daemon.pid();
		}
		assertThat(home).doesNotExist();
		assertThat(ProcessHandle.of(pid)).isEmpty();
		assertThat(Path.of("/run/containerd/runc", namespace)).doesNotExist();
		assertThat(HostLeftovers.cgroups(namespace)).isEmpty();
		leaks.assertNothingLeft();
	}

	@Test
	void missingCommandsAreToldAbout() {
		assertThat(Commands.find("containerd", this.directory.toString())).isNull();
		assertThat(BusyboxRootfs.isStatic(Path.of("/usr/bin/busybox"))).isTrue();
		assertThat(BusyboxRootfs.isStatic(Path.of("/usr/bin/env"))).isFalse();
	}

	@Test
	void leaksAreListed() throws Exception {
		LeakCheck leaks = LeakCheck.begin("leaking-").patience(java.time.Duration.ofMillis(50));
		leaks.fifosBelow(this.directory);
		leaks.assertNothingLeft();
		CompletableFuture<Void> end = new CompletableFuture<>();
		Thread thread = Threads.thread("leaking-1", end::join);
		thread.start();
		Commands.run("mkfifo", this.directory.resolve("f").toString());
		Files.createFile(this.directory.resolve("plain"));
		try (var file = Files.newInputStream(this.directory.resolve("plain"))) {
			assertThat(file.available()).isZero();
			assertThatThrownBy(leaks::assertNothingLeft).isInstanceOf(AssertionError.class)
				.hasMessage("Left behind:\n  thread leaking-1\n  open file %s\n  FIFO %s",
						this.directory.resolve("plain"), this.directory.resolve("f"));
		}
		end.complete(null);
		thread.join(TimeUnit.SECONDS.toMillis(5));
		Files.delete(this.directory.resolve("f"));
		leaks.assertNothingLeft();
	}

}

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
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.UnsupportedByDaemonException;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.LinuxResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Other runtimes than runc: what the table of the compatibility page says of them.
 */
class RealOtherRuntimeTests extends ImageRunTest {

	// What the runtimes of Debian 12 can't cope with is taken away from them.
	private static final String CRUN_WITHOUT_V2 = "exec unshare -m --propagation slave sh -c"
			+ " 'umount /sys/fs/cgroup/unified; exec crun \"$@\"' crun \"$@\"";

	private static final String RUNSC_WITHOUT_NETWORK = "exec runsc --network=none \"$@\"";

	private static final long MIB = 1 << 20;

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	/**
	 * crun 1.8 refuses a host with control groups of both versions; the runsc of 2022
	 * takes every network namespace of a kernel since 6.11 for the host's.
	 */
	private String runtime(String name) throws IOException {
		String script = null;
		if (name.equals("crun") && Files.exists(Path.of("/sys/fs/cgroup/unified"))) {
			script = CRUN_WITHOUT_V2;
		}
		else if (name.equals("runsc")) {
			script = RUNSC_WITHOUT_NETWORK;
		}
		if (script == null) {
			return name;
		}
		Path program = this.directory.resolve(name);
		Files.writeString(program, "#!/bin/sh\n" + script + "\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		return program.toString();
	}

	/**
	 * runsc gives what it has as its standard streams to the user of its sandbox, which
	 * is /dev/null where a container has no input.
	 */
	@AfterEach
	void nullBelongsToRoot() throws IOException {
		Path device = Path.of("/dev/null");
		Files.setOwner(device, Files.getOwner(Path.of("/dev/zero")));
		Files.setAttribute(device, "unix:gid", 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "crun", "runsc" })
	void aContainerLives(String name) throws IOException {
		String image = image();
		String runtime = runtime(name);
		RunResult result = containers().run(script(image, "dmesg; exit 7").runtime(runtime).build());
		assertThat(result.exitCode()).isEqualTo(7);
		assertThat(result.stdout().text().contains("gVisor")).isEqualTo(name.equals("runsc"));

		RunningContainer container = containers()
			.start(script(image, "echo ready; sleep 1000").runtime(runtime).memory("64m").id("web").build());
		awaitLine(container, "ready");
		assertThat(container.exec("sh", "-c", "echo in; exit 5").exitCode()).isEqualTo(5);
		Stats stats = this.client.stats("web");
		assertThat(stats.memory().usage()).isPositive();
		assertThat(stats.memory().limit().value()).isEqualTo(64 * MIB);
		assertThat(stats.pids().current()).isPositive();
		this.client.pause("web");
		assertThat(this.client.inspect("web").status()).isEqualTo(ContainerStatus.PAUSED);
		this.client.resume("web");
		assertThat(container.exec("ps").stdout().text()).contains("sleep 1000");
		LinuxResources more = LinuxResources.builder().memoryLimit(100 * MIB).build();
		if (name.equals("runsc")) {
			assertThatExceptionOfType(UnsupportedByDaemonException.class)
				.isThrownBy(() -> this.client.updateResources("web", more))
				.withMessageContaining("can't do this");
			// Process ids are those inside.
			assertThat(this.client.pids("web")).containsExactly(1);
		}
		else {
			this.client.updateResources("web", more);
			assertThat(this.client.stats("web").memory().limit().value()).isEqualTo(100 * MIB);
			assertThat(this.client.pids("web")).contains(this.client.inspect("web").pid());
		}
		container.signal("SIGKILL");
		assertThat(end(container.exit()).code()).isEqualTo(137);
	}

	@Test
	void aProgramThatIsNotThereIsToldBeforeAnythingIsPulled() {
		String image = this.registry.host() + "/not/there:1";
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> containers().run(script(image, "true").runtime("no-such-runc").build()))
			.withMessageContaining("'no-such-runc'");
		assertThatExceptionOfType(StartFailedException.class)
			.isThrownBy(() -> containers().run(script(image, "true").runtime("kata").build()))
			.withMessageContaining("'containerd-shim-kata-v2'")
			.withMessageContaining("install Kata Containers");
	}

}

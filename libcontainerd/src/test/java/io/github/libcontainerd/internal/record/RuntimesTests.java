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
package io.github.libcontainerd.internal.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.CgroupDriver;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Runtimes}.
 */
class RuntimesTests {

	private static final Operation OPERATION = Operation.onContainer("run", "ns", "web");

	private static final RuntimeChoice SYSTEMD = new RuntimeChoice(RuntimeChoice.RUNC, null, null, true);

	@TempDir
	Path root;

	private boolean systemd(CgroupDriver driver) {
		return Runtimes.withDriver(RuntimeChoice.DEFAULT, driver, this.root).systemdCgroup();
	}

	@Test
	void systemdIsTakenWhereItRunsOnVersionTwo() throws IOException {
		assertThat(systemd(CgroupDriver.AUTO)).isFalse();
		assertThat(systemd(CgroupDriver.CGROUPFS)).isFalse();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> systemd(CgroupDriver.SYSTEMD))
			.withMessageContaining("take the driver cgroupfs");

		Files.createDirectories(this.root.resolve("run/systemd/system"));
		assertThat(systemd(CgroupDriver.AUTO)).isFalse();
		assertThat(systemd(CgroupDriver.SYSTEMD)).isTrue();

		Files.createDirectories(this.root.resolve("sys/fs/cgroup"));
		Files.writeString(this.root.resolve("sys/fs/cgroup/cgroup.controllers"), "cpu");
		assertThat(systemd(CgroupDriver.AUTO)).isTrue();
		assertThat(systemd(CgroupDriver.CGROUPFS)).isFalse();
	}

	@Test
	void aContainerdOfOursLeavesTheControlGroupsToWhoMakesThoseOfTheHost() throws IOException {
		RemoteSettings settings = RemoteSettings.defaults(this.root);
		assertThat(settings.managed(this.root).runtime().systemdCgroup()).isFalse();
		Files.createDirectories(this.root.resolve("run/systemd/system"));
		Files.createDirectories(this.root.resolve("sys/fs/cgroup"));
		assertThat(settings.managed(this.root).runtime().systemdCgroup()).isFalse();
		Files.writeString(this.root.resolve("sys/fs/cgroup/cgroup.controllers"), "cpu");
		assertThat(settings.managed(this.root).runtime().systemdCgroup()).isTrue();
		assertThat(settings.runtime().systemdCgroup()).isFalse();
		assertThat(settings.managed(this.root).with(RemoteOption.runtimePath("crun")).runtime())
			.isEqualTo(new RuntimeChoice(RuntimeChoice.RUNC, "crun", null, true));
		for (RemoteOption said : List.of(RemoteOption.cgroupDriver(CgroupDriver.CGROUPFS),
				RemoteOption.runtimeArguments(List.of("--systemd-cgroup=false")))) {
			assertThat(settings.with(said).managed(this.root).runtime().systemdCgroup()).isFalse();
		}
		assertThat(settings.with(RemoteOption.runtimeArguments(List.of("--root=/x"))).managed(this.root).runtime())
			.isEqualTo(new RuntimeChoice(RuntimeChoice.RUNC, null, "/x", true));
	}

	@Test
	void kataHasItsOwnShimAndOthersAreRunByThatOfRunc() {
		assertThat(Runtimes.choose("kata", SYSTEMD))
			.isEqualTo(new RuntimeChoice("io.containerd.kata.v2", null, null, false));
		assertThat(Runtimes.choose("runsc", SYSTEMD))
			.isEqualTo(new RuntimeChoice(RuntimeChoice.RUNC, "runsc", null, true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "system.slice:app:job-1", ":app:job-1", "user-1000.slice::job" })
	void systemdTakesScopes(String cgroup) {
		Runtimes.requireFitting(cgroup, SYSTEMD, OPERATION);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> Runtimes.requireFitting(cgroup, RuntimeChoice.DEFAULT, OPERATION))
			.withMessageContaining("'" + cgroup + "' does not fit")
			.withMessageContaining("set the driver systemd");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ns/web", "ns/web", "web", "/a:b/c" })
	void theFileSystemTakesPaths(String cgroup) {
		Runtimes.requireFitting(cgroup, RuntimeChoice.DEFAULT, OPERATION);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> Runtimes.requireFitting(cgroup, SYSTEMD, OPERATION))
			.withMessageContaining("SLICE:PREFIX:NAME");
	}

}

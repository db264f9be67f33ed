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
package io.github.libcontainerd.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StateLeftovers}.
 */
class StateLeftoversTests {

	@TempDir
	Path directory;

	private Path state;

	private Path mountInfo;

	@BeforeEach
	void files() throws IOException {
		this.state = Files.createDirectory(this.directory.toRealPath().resolve("the state"));
		this.mountInfo = Files.writeString(this.directory.resolve("mountinfo"),
				"22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n");
		write("io.containerd.mount-manager.v1.bolt/mounts.db");
		write("io.containerd.new.v9.thing/some/deep/file");
		Files.createDirectories(this.state.resolve("io.containerd.runtime.v2.task/ns"));
	}

	private void write(String file) throws IOException {
		Files.createDirectories(this.state.resolve(file).getParent());
		Files.writeString(this.state.resolve(file), "content");
	}

	@Test
	void everythingIsRemovedWhateverItIsCalled() {
		StateLeftovers.remove(this.state, this.mountInfo);
		assertThat(this.state).doesNotExist();
		StateLeftovers.remove(this.state, this.mountInfo);
	}

	@Test
	void theBundlesOfContainersStay() throws IOException {
		write("io.containerd.runtime.v2.task/ns/web/config.json");
		StateLeftovers.remove(this.state, this.mountInfo);
		assertThat(this.state).isDirectoryContaining("glob:**runtime.v2.task");
		assertThat(this.state.resolve("io.containerd.runtime.v2.task/ns/web/config.json")).exists();
		assertThat(this.state.resolve("io.containerd.mount-manager.v1.bolt")).doesNotExist();
	}

	@Test
	void whatIsMountedStays() throws IOException {
		Path mount = this.state.resolve("io.containerd.new.v9.thing/some");
		Files.writeString(this.mountInfo,
				"30 22 0:40 / " + mount.toString().replace(" ", "\\040") + " rw - tmpfs none rw\n");
		StateLeftovers.remove(this.state, this.mountInfo);
		assertThat(mount.resolve("deep/file")).exists();
		assertThat(this.state.resolve("io.containerd.mount-manager.v1.bolt")).doesNotExist();
	}

	@Test
	void withoutTheMountsNothingIsRemoved() {
		StateLeftovers.remove(this.state, this.directory.resolve("none"));
		assertThat(this.state.resolve("io.containerd.mount-manager.v1.bolt/mounts.db")).exists();
	}

}

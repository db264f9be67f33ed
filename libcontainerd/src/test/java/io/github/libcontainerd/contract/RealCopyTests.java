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
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The {@link CopyContract} over a real containerd, and what only the kernel has.
 */
class RealCopyTests extends CopyContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void linksOfTheContainerLeadNowhereElse() throws IOException {
		Path secret = Files.writeString(this.directory.resolve("secret"), "of the host");
		try {
			RunningContainer container = containers()
				.start(script(image(), "ln -s " + this.directory + " /host; echo ready; sleep 100").id("files")
					.remove(false)
					.build());
			awaitLine(container, "ready");
			container.copyIn("/host", tar("secret", "inside"));
			assertThat(container.exec("cat", "/host/secret").stdout().text()).isEqualTo("inside");
			assertThat(first(container.copyOut("/host"))).isEqualTo("inside");
			container.stop(Duration.ZERO);
			container.copyIn("/host", tar("secret", "later"));
			assertThat(first(container.copyOut("/host"))).isEqualTo("later");
			assertThat(secret).hasContent("of the host");
		}
		finally {
			Files.delete(secret);
		}
	}

	@Test
	void memoryIsThereWhileTheContainerRuns() throws IOException {
		RunningContainer container = containers()
			.start(script(image(), "sleep 100").tmpfs("/tmp", 1 << 20).id("files").remove(false).build());
		container.copyIn("/tmp", tar("file", "in memory"));
		assertThat(container.exec("cat", "/tmp/file").stdout().text()).isEqualTo("in memory");
		container.stop(Duration.ZERO);
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> container.copyIn("/tmp/sub", tar("file", "x")))
			.withMessageContaining("'/tmp' is there only while it runs");
		assertThatExceptionOfType(IllegalContainerStateException.class).isThrownBy(() -> container.copyOut("/tmp"));
		assertNoHelperIsLeft();
	}

	@Test
	void fileForAPlaceInMemoryIsRefusedBeforeTheStart() throws IOException {
		Path archive = Files.write(this.directory.resolve("files.tar"), new TestTar().file("tmp/file", "x").toBytes());
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers()
				.start(script(image(), "sleep 100").tmpfs("/tmp", 1 << 20).files(archive, "/").build()))
			.withMessageContaining("there only while it runs");
		assertNoHelperIsLeft();
	}

	private static void assertNoHelperIsLeft() {
		assertThat(ProcessHandle.current()
			.children()
			.filter(ProcessHandle::isAlive)
			.map((process) -> process.info().command().orElse("")))
			.noneMatch((command) -> command.endsWith("/cat") || command.endsWith("/sh"));
	}

}

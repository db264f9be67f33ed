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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files into a container and out of it, which only a real one has.
 */
class RealCopyTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@AfterEach
	void removeVolumes() {
		containers().list().forEach(RunningContainer::remove);
		this.client.volumes().prune();
	}

	private static InputStream tar(String name, String content) {
		return new ByteArrayInputStream(new TestTar().file(name, content).toBytes());
	}

	private static String first(InputStream archive) throws IOException {
		try (archive) {
			TarReader reader = new TarReader(archive);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				if (entry.type() == TarEntry.Type.FILE) {
					byte[] bytes = new byte[(int) entry.size()];
					return new String(bytes, 0, Math.max(0, reader.read(bytes, 0, bytes.length)));
				}
			}
			return "";
		}
	}

	@Test
	void filesGetIntoARunningContainerAndItsVolumesAndOut() throws IOException {
		Path secret = Files.writeString(this.directory.resolve("secret"), "of the host");
		Path fetched = this.directory.resolve("fetched");
		try {
			RunningContainer container = containers()
				.start(script(image(), "ln -s " + this.directory + " /host; mkdir /memory; echo ready; sleep 100")
					.volume("data", "/data")
					.tmpfs("/tmp", 1 << 20)
					.id("files")
					.build());
			awaitLine(container, "ready");
			container.copyIn("/data/sub", tar("file", "in the volume"));
			container.copyIn("/tmp", tar("file", "in memory"));
			container.copyIn("/host", tar("secret", "inside"));
			container.copyIn(secret, "/srv/copy");
			assertThat(
					container.exec("cat", "/data/sub/file", "/tmp/file", "/host/secret", "/srv/copy").stdout().text())
				.isEqualTo("in the volumein memoryinsideof the host");
			assertThat(secret).hasContent("of the host");
			assertThat(this.client.volumes().inspect("data").directory().resolve("sub/file"))
				.hasContent("in the volume");
			assertThat(first(container.copyOut("/data/sub"))).isEqualTo("in the volume");
			assertThat(first(container.copyOut("/host"))).isEqualTo("inside");
			container.copyOut("/tmp/file", fetched);
			assertThat(fetched).hasContent("in memory");
			assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> container.copyOut("/no/such"));
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> container.copyIn("/", tar("../up", "x")));
			container.stop(Duration.ZERO);
			assertThatExceptionOfType(NotFoundException.class)
				.isThrownBy(() -> container.copyIn("/", tar("late", "x")));
		}
		finally {
			Files.delete(secret);
			Files.deleteIfExists(fetched);
		}
	}

	@Test
	void filesGetIntoAContainerThatHasEndedAndOut() throws IOException {
		RunningContainer container = containers()
			.start(script(image(), "cat /config || echo made > /result").volume("data", "/data")
				.id("job")
				.remove(false)
				.build());
		end(container.exit());
		assertThat(first(container.copyOut("/result"))).isEqualTo("made\n");
		container.copyIn("/", tar("config", "given"));
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> container.copyIn("/data", tar("file", "x")))
			.withMessageContaining("'/data'");
		RunningContainer again = container.start();
		assertThat(end(again.exit()).code()).isZero();
		assertThat(first(again.copyOut("/config"))).isEqualTo("given");
		again.remove();
		assertThat(ProcessHandle.current()
			.children()
			.filter(ProcessHandle::isAlive)
			.map((process) -> process.info().command().orElse(""))).noneMatch((command) -> command.endsWith("/cat"));
	}

}

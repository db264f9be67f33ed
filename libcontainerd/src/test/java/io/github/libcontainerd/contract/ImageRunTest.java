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
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs images of a real registry, and looks afterwards whether any snapshot, lease or
 * file is left.
 */
abstract class ImageRunTest extends ContractTest {

	private static final byte[] LAYER = TestImage.busyboxLayer();

	protected TestRegistry registry;

	protected Ctr ctr;

	@BeforeAll
	void launchRegistry() {
		this.registry = TestRegistry.plain();
	}

	@AfterAll
	void closeRegistry() {
		this.registry.close();
	}

	@BeforeEach
	void ctr() {
		this.ctr = new Ctr(this.daemon, this.namespace);
	}

	@AfterEach
	void nothingIsLeft() {
		removeImages();
		this.remote.close();
		ImageLeftovers.of(this.daemon.socket(), this.namespace).assertNothingLeft();
		assertThat(files()).doesNotExist();
	}

	private void removeImages() {
		this.client.images().list().forEach((image) -> this.client.images().remove(image.name()));
	}

	/**
	 * Where the files of containers are.
	 */
	protected Path files() {
		return this.directory.resolve("state/root/io.github.libcontainerd.containers");
	}

	protected Containers containers() {
		return this.client.containers();
	}

	/**
	 * An image with busybox at the bottom.
	 */
	protected static TestImage.Builder busybox() {
		return TestImage.builder().layer(LAYER).config("Cmd", List.of("sh"));
	}

	protected String image() {
		return this.registry.push("test/busybox", "1", busybox().build());
	}

	protected String image(TestTar layer) {
		return this.registry.push("test/custom", "1", busybox().layer(layer.toBytes()).build());
	}

	protected static RunRequest.Builder script(String image, String script) {
		return RunRequest.of(image).command("sh", "-c", script);
	}

	/**
	 * Wait until a container has written a line.
	 */
	protected static void awaitLine(RunningContainer container, String line) {
		try (Stream<LogEntry> logs = container.logs(LogOption.follow())) {
			assertThat(logs.map(LogEntry::text).anyMatch(line::equals)).isTrue();
		}
	}

	protected List<Path> filesOfContainers() {
		try (var found = Files.walk(files())) {
			return found.filter((path) -> path.getNameCount() == files().getNameCount() + 2).toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}

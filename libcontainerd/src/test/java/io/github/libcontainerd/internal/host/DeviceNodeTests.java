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

package io.github.libcontainerd.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeviceNode}.
 */
class DeviceNodeTests {

	private static final Operation OPERATION = Operation.onContainer("run", "default", "web");

	@Test
	void aDeviceIsWhatTheKernelSays(@TempDir Path directory) throws IOException {
		DeviceNode full = DeviceNode.require(Path.of("/dev/full"), OPERATION);
		assertThat(full.type()).isEqualTo("c");
		assertThat(full.major()).isEqualTo(1);
		assertThat(full.minor()).isEqualTo(7);
		assertThat(full.mode()).isEqualTo(0666);
		assertThat(full.uid()).isZero();
		Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/full"));
		assertThat(DeviceNode.require(link, OPERATION)).isEqualTo(full);
	}

	@Test
	void numbersMayBeLarge() {
		assertThat(DeviceNode.major(0x0103)).isEqualTo(1);
		assertThat(DeviceNode.minor(0x0103)).isEqualTo(3);
		// As the C library makes it of 4095 and 1048575.
		assertThat(DeviceNode.major(0xffffffffL)).isEqualTo(4095);
		assertThat(DeviceNode.minor(0xffffffffL)).isEqualTo(1048575);
	}

	@Test
	void whatIsNotThereOrIsNoneIsNamed() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> DeviceNode.require(Path.of("/dev/no-such-device"), OPERATION))
			.withMessageContaining("no device '/dev/no-such-device'")
			.withMessageContaining("kernel module");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> DeviceNode.require(Path.of("/dev"), OPERATION))
			.withMessageContaining("name the devices in it");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> DeviceNode.require(Path.of("/etc/passwd"), OPERATION))
			.withMessageContaining("bind");
	}

}

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

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.run.HostDevice;
import io.github.libcontainerd.run.RunResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Devices of the host in containers.
 */
class RealDeviceTests extends ImageRunTest {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	void aContainerMayDoWithADeviceWhatIsSaid() {
		String image = image();
		RunResult result = containers()
			.run(script(image, "cat /dev/disk && echo read; echo x >/dev/disk; ls -l /dev/fuse")
				.device(HostDevice.parse("/dev/loop0:/dev/disk:r"))
				.device(Path.of("/dev/fuse"))
				.build());
		assertThat(result.stdout().text()).startsWith("read\n").contains("10, 229");
		assertThat(result.stderr().text()).contains("/dev/disk", "not permitted");
		assertThat(containers().run(script(image, "ls /dev/fuse").build()).exitCode()).isNotZero();
	}

	@Test
	void aDeviceThatIsNotThereIsToldBeforeAnythingIsPulled() {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> containers()
			.run(script(this.registry.host() + "/not/there:1", "true").device(Path.of("/dev/no-such-device")).build()))
			.withMessageContaining("'/dev/no-such-device'");
	}

}

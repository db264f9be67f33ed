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

package io.github.libcontainerd.boot.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

/**
 * Tests for {@link RealContainerdExtension} and {@link RealContainerdRequirements}.
 */
class RealContainerdExtensionTests {

	@TempDir
	private Path directory;

	@Test
	void bothARealAndAFakeContainerdAreRefused() {
		EngineTestKit.engine("junit-jupiter")
			.selectors(selectClass(Both.class))
			.execute()
			.containerEvents()
			.assertThatEvents()
			.haveExactly(1, event(container(Both.class), finishedWithFailure(message(
					(text) -> text.contains("use only one of @RealContainerd and @AutoConfigureFakeContainerd")))));
	}

	@Test
	void everythingThatIsMissingIsTold() {
		RealContainerdRequirements none = new RealContainerdRequirements(List.of(this.directory),
				List.of(this.directory.resolve("busybox")), 1000);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(none::check)
			.withMessageContaining("for lack of root (this is user 1000), containerd, containerd-shim-runc-v2, runc,"
					+ " setsid, busybox.")
			.withMessageContaining("apt-get install containerd runc busybox-static")
			.withMessageContaining("@AutoConfigureFakeContainerd");
	}

	@Test
	void aTestIsSkippedWithTheReasonIfItSaysSo() {
		RealContainerdRequirements none = new RealContainerdRequirements(List.of(), List.of(), 0);
		assertThat(RealContainerdExtension.evaluate(Skipped.class, none)).satisfies((result) -> {
			assertThat(result.isDisabled()).isTrue();
			assertThat(result.getReason().orElseThrow()).contains("for lack of containerd,");
		});
		assertThat(RealContainerdExtension.evaluate(Both.class, none).isDisabled()).isFalse();
	}

	@Test
	void oneThatIsMissingIsTold() throws IOException {
		for (String name : List.of("containerd", "containerd-shim-runc-v2", "setsid", "busybox")) {
			executable(name);
		}
		RealContainerdRequirements requirements = new RealContainerdRequirements(List.of(this.directory),
				List.of(this.directory.resolve("busybox")), 0);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(requirements::check)
			.withMessageContaining("for lack of runc.");
		executable("runc");
		assertThatNoException().isThrownBy(requirements::check);
	}

	private void executable(String name) throws IOException {
		Files.createFile(this.directory.resolve(name),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
	}

	@RealContainerd
	@AutoConfigureFakeContainerd
	@SpringBootTest(classes = AutoConfigureFakeContainerdTests.Application.class)
	static class Both {

		@Test
		void neverRuns() {
			throw new IllegalStateException("It did");
		}

	}

	@RealContainerd(disabledWithoutContainerd = true)
	static class Skipped {

	}

}

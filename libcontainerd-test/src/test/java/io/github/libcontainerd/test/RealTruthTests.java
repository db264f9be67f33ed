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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The truth.
 */
class RealTruthTests {

	@TempDir
	Path directory;

	@Test
	void truth() throws Exception {
		Path rootfs = BusyboxRootfs.create(this.directory.resolve("rootfs"));
		try (PrivateContainerd daemon = PrivateContainerd.launch();
				Driver driver = new Driver(daemon.socket(), daemon.uniqueNamespace(), rootfs, this.directory)) {
			Transcript transcript = new Transcript();
			transcript.replace(driver.namespace, "NS");
			transcript.replace(rootfs.toString(), "ROOTFS");
			transcript.replace(this.directory.toString(), "DIR");
			new ApiScript(driver, transcript).run();
			new CreateScript(driver, this.directory, transcript).run();
			new TaskScript(driver, this.directory, transcript).run();
			Files.writeString(Path.of("/tmp/lct-real.txt"), transcript.toString());
		}
	}

}

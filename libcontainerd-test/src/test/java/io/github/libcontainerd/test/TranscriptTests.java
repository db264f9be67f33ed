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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the same calls to the fake and to the real one, and compares all answers, with
 * their texts.
 */
class TranscriptTests {

	@TempDir
	Path directory;

	@Test
	void fakeAnswersAsTheRealOne() throws Exception {
		Path rootfs = BusyboxRootfs.create(this.directory.resolve("rootfs"));
		List<String> real;
		String version;
		try (PrivateContainerd daemon = PrivateContainerd.launch()) {
			version = daemon.version();
			real = run(daemon.socket(), daemon.directory().resolve("root"), version, daemon.uniqueNamespace(), rootfs,
					Files.createDirectory(this.directory.resolve("real")));
		}
		List<String> fake;
		try (FakeContainerd daemon = FakeContainerd.builder().version(version).launch()) {
			fake = run(daemon.socket(), daemon.storageRoot(), version, "t-fake", rootfs,
					Files.createDirectory(this.directory.resolve("fake")));
		}
		assertThat(fake).isNotEmpty().containsExactlyElementsOf(real);
	}

	private static List<String> run(Path socket, Path root, String version, String namespace, Path rootfs,
			Path directory) throws Exception {
		try (Driver driver = new Driver(socket, namespace, rootfs, directory)) {
			Transcript transcript = new Transcript();
			transcript.replace(driver.namespace, "NS");
			transcript.replace(rootfs.toString(), "ROOTFS");
			transcript.replace(directory.toString(), "DIR");
			transcript.replace(root.toString(), "STATE");
			new ApiScript(driver, transcript).run();
			new CreateScript(driver, directory, transcript).run();
			try (EventRecorder events = new EventRecorder(driver)) {
				new ContentScript(driver, transcript).run();
				transcript.events("content", events.recorded());
				new ImageScript(driver, transcript).run();
				transcript.events("images", events.recorded());
				new SnapshotScript(driver, transcript).run();
				transcript.events("snapshots", events.recorded());
				new LeaseScript(driver, transcript).run();
				events.recorded();
				new DiffScript(driver, rootfs, transcript).run();
			}
			new TaskScript(driver, directory, transcript, version.startsWith("1.6")).run();
			Files.writeString(Path.of("target", "transcript-" + directory.getFileName() + ".txt"),
					transcript.toString());
			return transcript.toString().lines().toList();
		}
	}

}

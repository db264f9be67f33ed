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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * What a host must have to run a real containerd.
 *
 * @param path the directories of programs
 * @param busybox where a busybox may be
 * @param uid the user that runs the tests
 */
record RealContainerdRequirements(List<Path> path, List<Path> busybox, int uid) {

	static RealContainerdRequirements ofThisHost() {
		List<Path> path = new ArrayList<>();
		String other = System.getProperty(PrivateContainerd.PROPERTY,
				System.getenv().getOrDefault("LIBCONTAINERD_TEST_CONTAINERD", ""));
		if (!other.isBlank()) {
			path.add(Path.of(other, "usr/bin"));
			path.add(Path.of(other, "usr/sbin"));
		}
		for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
			path.add(Path.of(directory.isEmpty() ? "." : directory));
		}
		List.of("/usr/local/sbin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
			.forEach((directory) -> path.add(Path.of(directory)));
		try {
			return new RealContainerdRequirements(path, List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox")),
					(int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A real containerd needs Linux with /proc", ex);
		}
	}

	void check() {
		List<String> missing = new ArrayList<>();
		if (this.uid != 0) {
			missing.add("root (this is user " + this.uid + ")");
		}
		for (String program : List.of("containerd", "containerd-shim-runc-v2", "runc", "setsid")) {
			if (this.path.stream().noneMatch((directory) -> Files.isExecutable(directory.resolve(program)))) {
				missing.add(program);
			}
		}
		if (this.busybox.stream().noneMatch(Files::isExecutable)) {
			missing.add("busybox");
		}
		if (!missing.isEmpty()) {
			throw new IllegalStateException("A test with a real containerd can't run here, for lack of "
					+ String.join(", ", missing) + ". Install what is missing, for example with"
					+ " 'apt-get install containerd runc busybox-static', and run the test as root,"
					+ " or use @AutoConfigureFakeContainerd, which needs none of it.");
		}
	}

}

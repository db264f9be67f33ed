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

import java.nio.file.Path;

import io.github.libcontainerd.spec.Spec;

/**
 * A root file system for the containers of a test, which has a shell and the common
 * commands. One serves any number of containers.
 *
 * @param path its directory
 * @since 0.1.0
 */
public record TestRootfs(Path path) {

	/**
	 * The property that has the directory too, so that the test can hand it to the
	 * application: {@value}.
	 */
	public static final String PROPERTY = "libcontainerd.test.rootfs";

	/**
	 * Return the specification of a container that runs a script.
	 * @param script the script for {@code /bin/sh}
	 * @return the specification
	 */
	public Spec shell(String script) {
		return command("/bin/sh", "-c", script);
	}

	/**
	 * Return the specification of a container that runs a command.
	 * @param arguments the command and its arguments
	 * @return the specification
	 */
	public Spec command(String... arguments) {
		return Spec.defaults()
			.toBuilder()
			.root(this.path.toString())
			.process((process) -> process.args(arguments))
			.build();
	}

}

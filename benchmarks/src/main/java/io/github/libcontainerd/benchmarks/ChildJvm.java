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

package io.github.libcontainerd.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another JVM with the same classes.
 */
final class ChildJvm {

	private ChildJvm() {
	}

	/**
	 * Return the command that calls {@link Benchmarks#main} in another JVM.
	 */
	static List<String> command(List<String> options, String... arguments) {
		String classes = System.getProperty("java.class.path");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		if (classes.endsWith(".jar") && !classes.contains(File.pathSeparator)) {
			command.addAll(List.of("-jar", classes));
		}
		else {
			command.addAll(List.of("-cp", classes, Benchmarks.class.getName()));
		}
		command.addAll(List.of(arguments));
		return command;
	}

}

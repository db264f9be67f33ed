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

package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.libcontainerd.ProcessSummary;

/**
 * Looks a process up in {@code /proc}.
 */
public final class ProcessSummaries {

	private ProcessSummaries() {
	}

	/**
	 * Return what a process runs.
	 * @return the process; empty when it has ended meanwhile
	 */
	public static Optional<ProcessSummary> of(int pid) {
		try {
			byte[] line = Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "cmdline"));
			String text = new String(line, StandardCharsets.UTF_8);
			List<String> command = text.isEmpty() ? List.of() : List.of(text.split("\0"));
			return Optional.of(new ProcessSummary(pid, command));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}

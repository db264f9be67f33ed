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

package io.github.libcontainerd.queue.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The memory of this machine, as the kernel sees it.
 *
 * @since 0.1.0
 */
public final class HostMemory {

	private static final Path MEMINFO = Path.of("/proc/meminfo");

	private HostMemory() {
	}

	/**
	 * Return how much memory there is.
	 * @return the number of bytes; empty when it is not known
	 */
	public static OptionalLong total() {
		return read("MemTotal:");
	}

	/**
	 * Return how much memory can be had without swapping.
	 * @return the number of bytes; empty when it is not known
	 */
	public static OptionalLong available() {
		return read("MemAvailable:");
	}

	private static OptionalLong read(String name) {
		try {
			for (String line : Files.readAllLines(MEMINFO)) {
				if (line.startsWith(name)) {
					return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
				}
			}
		}
		catch (IOException | NumberFormatException ignored) {
			// Another kernel.
		}
		return OptionalLong.empty();
	}

}

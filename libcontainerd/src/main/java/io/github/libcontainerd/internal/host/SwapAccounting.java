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
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the kernel counts swap, and so can limit it. Where it does not, runc fails to
 * set a limit, and Docker leaves it away with a warning.
 */
public final class SwapAccounting {

	private static final Logger logger = LoggerFactory.getLogger(SwapAccounting.class);

	private SwapAccounting() {
	}

	/**
	 * Return whether swap can be limited; looked at once.
	 */
	public static boolean available() {
		return Kernel.COUNTS;
	}

	/**
	 * Return the limit of memory and swap together that goes with one of memory, unless
	 * another is asked for: twice as much, as with Docker.
	 */
	public static long usualLimit(long memory) {
		return (memory > Long.MAX_VALUE / 2) ? Long.MAX_VALUE : 2 * memory;
	}

	/**
	 * Look below the directory of the control groups.
	 */
	static boolean available(Path groups) {
		Path old = groups.resolve("memory");
		if (Files.exists(groups.resolve("cgroup.controllers"))) {
			// The root group has none of its own.
			try (Stream<Path> children = Files.list(groups)) {
				return Stream.concat(Stream.of(groups), children)
					.anyMatch((group) -> Files.exists(group.resolve("memory.swap.max")));
			}
			catch (IOException ex) {
				return false;
			}
		}
		return Files.exists(old.resolve("memory.memsw.limit_in_bytes"));
	}

	/**
	 * This kernel.
	 */
	private static final class Kernel {

		private static final boolean COUNTS = look();

		private static boolean look() {
			boolean counts = available(Path.of("/sys/fs/cgroup"));
			if (!counts) {
				logger.warn("The kernel does not count swap: containers with a limit of memory may swap without limit");
			}
			return counts;
		}

	}

}

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

package io.github.libcontainerd.internal.record;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.host.Processors;
import io.github.libcontainerd.spec.LinuxCpu;
import io.github.libcontainerd.spec.LinuxMemory;
import io.github.libcontainerd.spec.LinuxResources;

/**
 * Refuses limits that no runtime can set, in words that name them: the kernel only says
 * that an argument is invalid.
 */
public final class ResourceRules {

	private ResourceRules() {
	}

	/**
	 * Check the limits of a container.
	 * @param resources the limits; {@code null} for none
	 * @param operation what it is part of
	 */
	static void check(@Nullable LinuxResources resources, Operation operation) {
		if (resources == null) {
			return;
		}
		checkProcessors(resources, operation);
		LinuxMemory memory = resources.memory();
		if (memory != null && memory.swap() != null && memory.swap() > 0
				&& (memory.limit() == null || memory.limit() == 0)) {
			throw new InvalidRequestException(operation,
					"memory and swap together are limited to " + memory.swap()
							+ " bytes, and memory alone is not; set memory.limit too, to the same number for no swap",
					null);
		}
	}

	/**
	 * Check the processors and memory nodes of limits, which may be a change of others.
	 * @param resources the limits
	 * @param operation what it is part of
	 */
	public static void checkProcessors(LinuxResources resources, Operation operation) {
		LinuxCpu cpu = resources.cpu();
		if (cpu != null) {
			Processors.ofThisHost().problem(cpu.cpus(), cpu.mems()).ifPresent((problem) -> {
				throw new InvalidRequestException(operation, problem, null);
			});
		}
	}

}

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

package io.github.libcontainerd.queue.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

import io.github.libcontainerd.queue.worker.HostMemory;
import io.github.libcontainerd.queue.worker.WorkerSettings;

/**
 * Makes settings of properties, with what this machine has.
 */
final class WorkerSettingsFactory {

	private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

	private WorkerSettingsFactory() {
	}

	static WorkerSettings create(ContainerQueueProperties properties, String namespace) {
		ContainerQueueProperties.Worker worker = properties.getWorker();
		String node = worker.getNode();
		return new WorkerSettings((node != null) ? node : hostname() + "/" + namespace, worker.getLabels(),
				memory(worker.getMemory()), cpus(worker.getCpus()), worker.getMaxJobs(), worker.getLease(),
				properties.getPollInterval(), worker.getDrainTimeout(), worker.getMaxPerSubmitter(),
				(int) Math.min(worker.getMaxOutput().toBytes(), 1 << 30), worker.getRetryDelay());
	}

	private static long memory(@Nullable DataSize set) {
		return (set != null) ? set.toBytes() : HostMemory.total().orElse(Runtime.getRuntime().maxMemory()) / 5 * 4;
	}

	private static double cpus(@Nullable Double set) {
		return (set != null) ? set : Runtime.getRuntime().availableProcessors();
	}

	private static String hostname() {
		try {
			return Files.readString(HOSTNAME).strip();
		}
		catch (IOException ex) {
			throw new IllegalStateException(
					"The name of this machine can't be read; set libcontainerd.queue.worker.node", ex);
		}
	}

}

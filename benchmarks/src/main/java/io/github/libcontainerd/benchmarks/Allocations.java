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

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;

/**
 * Counts what is allocated, also by threads that have ended: what is in use, and what was
 * collected.
 */
final class Allocations {

	private static final AtomicLong collected = new AtomicLong();

	private Allocations() {
	}

	/**
	 * Begin to count.
	 */
	static void count() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			((NotificationEmitter) collector).addNotificationListener((notification, handback) -> {
				var info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
				collected.addAndGet(used(info.getGcInfo().getMemoryUsageBeforeGc())
						- used(info.getGcInfo().getMemoryUsageAfterGc()));
			}, null, null);
		}
	}

	private static long used(Map<String, MemoryUsage> pools) {
		return pools.entrySet()
			.stream()
			.filter((pool) -> pool.getKey().startsWith("G1 "))
			.mapToLong((pool) -> pool.getValue().getUsed())
			.sum();
	}

	static long bytes() {
		return collected.get() + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}

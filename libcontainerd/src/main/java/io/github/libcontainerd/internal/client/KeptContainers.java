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

package io.github.libcontainerd.internal.client;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;

/**
 * The containers of a client that have ended and were kept. containerd has them on
 * record; this is what was last seen there, so that a look at them costs no call. Safe
 * for use by several threads.
 */
final class KeptContainers {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, ContainerInfo> kept = new HashMap<>();

	private long changes;

	@Nullable ContainerInfo get(String id) {
		this.lock.lock();
		try {
			return this.kept.get(id);
		}
		finally {
			this.lock.unlock();
		}
	}

	List<ContainerInfo> all() {
		this.lock.lock();
		try {
			return List.copyOf(this.kept.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A container has ended and was kept.
	 */
	void add(ContainerInfo container) {
		this.lock.lock();
		try {
			this.changes++;
			this.kept.put(container.id(), container);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A container is no more, or has become another one.
	 */
	void remove(String id) {
		this.lock.lock();
		try {
			this.changes++;
			this.kept.remove(id);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A container runs again, if it is still the one that was kept.
	 */
	void remove(ContainerInfo container) {
		this.lock.lock();
		try {
			this.changes++;
			this.kept.remove(container.id(), container);
		}
		finally {
			this.lock.unlock();
		}
	}

	void clear() {
		this.lock.lock();
		try {
			this.changes++;
			this.kept.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return what {@link #replace} needs, before containerd is asked.
	 */
	long changes() {
		this.lock.lock();
		try {
			return this.changes;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take over what containerd has on record, which somebody else may have changed.
	 * @param before {@link #changes} before it was asked: what has happened since is
	 * newer
	 */
	void replace(Collection<ContainerInfo> found, long before) {
		this.lock.lock();
		try {
			if (this.changes == before) {
				this.kept.clear();
				found.forEach((container) -> this.kept.put(container.id(), container));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}

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

package io.github.libcontainerd.test.internal.fake.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.containers.Container;

/**
 * What the fake daemon keeps: namespaces, container records and images.
 */
public final class FakeStore {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Map<String, String>> namespaces = new TreeMap<>();

	private final Map<String, Map<String, Container>> containers = new TreeMap<>();

	private final FakeStorage storage = new FakeStorage(this);

	/** Images, content, snapshots and leases. */
	public FakeStorage storage() {
		return this.storage;
	}

	public <T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Namespaces and their labels; only inside {@link #locked}. */
	public Map<String, Map<String, String>> namespaces() {
		return this.namespaces;
	}

	/** The records of a namespace; only inside {@link #locked}. */
	public Map<String, Container> containers(String namespace) {
		return this.containers.computeIfAbsent(namespace, (name) -> new TreeMap<>());
	}

	public List<Container> containersOf(String namespace) {
		return locked(() -> new ArrayList<>(containers(namespace).values()));
	}

	public @Nullable Container container(String namespace, String id) {
		return locked(() -> containers(namespace).get(id));
	}

}

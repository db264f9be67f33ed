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

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.Rpc;

/**
 * The images, content, snapshots and leases of a namespace. Guarded by the lock of the
 * store.
 */
public final class FakeMetadata {

	private final String namespace;

	private final Map<String, Image> images = new TreeMap<>();

	private final Map<String, Info> blobs = new TreeMap<>();

	private final Map<String, FakeIngest> ingests = new TreeMap<>();

	private final Map<String, FakeLease> leases = new TreeMap<>();

	private final Map<String, Map<String, FakeSnapshot>> snapshots = new TreeMap<>();

	private final Map<String, Integer> sequences = new TreeMap<>();

	FakeMetadata(String namespace) {
		this.namespace = namespace;
	}

	String namespace() {
		return this.namespace;
	}

	public Map<String, Image> images() {
		return this.images;
	}

	public Map<String, Info> blobs() {
		return this.blobs;
	}

	public Map<String, FakeIngest> ingests() {
		return this.ingests;
	}

	public Map<String, FakeLease> leases() {
		return this.leases;
	}

	/** The snapshots of a snapshotter. */
	public Map<String, FakeSnapshot> snapshots(String snapshotter) {
		return this.snapshots.computeIfAbsent(snapshotter, (name) -> new TreeMap<>());
	}

	public Map<String, Map<String, FakeSnapshot>> allSnapshots() {
		return this.snapshots;
	}

	/** Whether there ever was a snapshot of it. */
	public boolean hasUsed(String snapshotter) {
		return this.sequences.containsKey(snapshotter);
	}

	/** The name under which a snapshotter knows a snapshot of the namespace. */
	public String backendKey(String snapshotter, String key) {
		return "%s/%d/%s".formatted(this.namespace, this.sequences.merge(snapshotter, 1, Integer::sum), key);
	}

	/**
	 * The lease that the current call names.
	 * @return the lease or {@code null} if it names none
	 */
	public @Nullable FakeLease lease() {
		String id = FakeInterceptor.lease();
		if (id == null) {
			return null;
		}
		FakeLease lease = this.leases.get(id);
		if (lease == null) {
			throw Rpc.notFound("lease does not exist: not found");
		}
		return lease;
	}

	/** Forget that the lease of the current call keeps something. */
	public void unlease(String type, String id) {
		String leaseId = FakeInterceptor.lease();
		FakeLease lease = (leaseId != null) ? this.leases.get(leaseId) : null;
		if (lease != null) {
			lease.remove(type, id);
		}
	}

	public void require(String digest) {
		if (!this.blobs.containsKey(digest)) {
			throw Rpc.notFound("content digest " + digest + ": not found");
		}
	}

}

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

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.libcontainerd.internal.grpc.api.leases.Lease;
import io.github.libcontainerd.internal.grpc.api.leases.Resource;

/**
 * A lease and what it keeps. Guarded by the lock of the store.
 *
 * @param lease its record
 * @param resources the ids of what it keeps, by type
 */
public record FakeLease(Lease lease, Map<String, TreeSet<String>> resources) {

	private static final String EXPIRE = "containerd.io/gc.expire";

	private static final String FLAT = "containerd.io/gc.flat";

	public FakeLease(Lease lease) {
		this(lease, new TreeMap<>());
	}

	public void add(String type, String id) {
		this.resources.computeIfAbsent(type, (key) -> new TreeSet<>()).add(id);
	}

	public void remove(String type, String id) {
		TreeSet<String> ids = this.resources.get(type);
		if (ids != null) {
			ids.remove(id);
		}
	}

	/** Content first, then ingests, then snapshots, as the real one lists them. */
	public List<Resource> list() {
		List<Resource> list = new ArrayList<>();
		this.resources.forEach(
				(type, ids) -> ids.forEach((id) -> list.add(Resource.newBuilder().setType(type).setId(id).build())));
		return list;
	}

	/** A label that is no time is ignored. */
	boolean isExpired() {
		try {
			String expire = this.lease.getLabelsMap().get(EXPIRE);
			return expire != null && OffsetDateTime.parse(expire).toInstant().isBefore(Instant.now());
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	boolean isFlat() {
		return this.lease.containsLabels(FLAT);
	}

}

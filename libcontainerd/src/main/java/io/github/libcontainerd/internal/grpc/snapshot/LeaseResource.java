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

package io.github.libcontainerd.internal.grpc.snapshot;

/**
 * A thing that a lease keeps. Immutable.
 *
 * @param type {@code content}, {@code ingests} or {@code snapshots/<snapshotter>}
 * @param id the digest, the ref or the key
 */
public record LeaseResource(String type, String id) {

	/**
	 * Return a blob.
	 * @param digest its digest
	 * @return the resource
	 */
	public static LeaseResource content(String digest) {
		return new LeaseResource("content", digest);
	}

	/**
	 * Return an ingest.
	 * @param ref its ref
	 * @return the resource
	 */
	public static LeaseResource ingest(String ref) {
		return new LeaseResource("ingests", ref);
	}

	/**
	 * Return a snapshot.
	 * @param snapshotter the snapshotter
	 * @param key its key
	 * @return the resource
	 */
	public static LeaseResource snapshot(String snapshotter, String key) {
		return new LeaseResource("snapshots/" + snapshotter, key);
	}

}

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

import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.Status;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * Content that is being written. Guarded by the lock of the store.
 */
public final class FakeIngest {

	/** Without a lease it is kept for a day. */
	private static final Duration LIFETIME = Duration.ofDays(1);

	public final String ref;

	public final Path file;

	/** The content of another namespace that it stands for as long as nobody writes. */
	public @Nullable String shared;

	public MessageDigest digest = Digests.begin();

	public long offset;

	final long total;

	public final Instant startedAt = Instant.now();

	public Instant updatedAt = this.startedAt;

	@Nullable Instant expireAt;

	public @Nullable Instant lockedSince;

	public FakeIngest(String ref, Path file, long total) {
		this.ref = ref;
		this.file = file;
		this.total = total;
	}

	public void expireUnleased() {
		this.expireAt = Instant.now().plus(LIFETIME);
	}

	public Status status(boolean oneSix) {
		return Status.newBuilder()
			.setRef(this.ref)
			.setOffset(this.offset)
			// From 1.7 on, what the client announced is not told any more.
			.setTotal(oneSix ? this.total : 0)
			.setStartedAt(FakeEvents.timestamp(this.startedAt))
			.setUpdatedAt(FakeEvents.timestamp(this.updatedAt))
			.build();
	}

}

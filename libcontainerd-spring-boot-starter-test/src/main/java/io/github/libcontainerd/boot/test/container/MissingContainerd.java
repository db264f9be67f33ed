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

package io.github.libcontainerd.boot.test.container;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

/**
 * Tells a host without containerd, or without the rights to use it, from other failures.
 */
final class MissingContainerd {

	// A context that could not be loaded is not tried again, and the reason is not told.
	private static final Map<Set<ContainerField>, RemoteStartException> known = new ConcurrentHashMap<>();

	private MissingContainerd() {
	}

	/**
	 * Return what to throw for a failure.
	 * @param fields the containers of the test
	 * @param annotation says whether the test is skipped; {@code null} when it is not
	 * @param failure the failure
	 * @return the failure
	 * @throws TestAbortedException if the test is skipped
	 * @throws Error if the failure is one
	 */
	static RuntimeException skipOrFail(Set<ContainerField> fields, @Nullable ContainerdTest annotation,
			Throwable failure) {
		RemoteStartException missing = missing(failure);
		if (missing != null) {
			known.put(fields, missing);
		}
		else if (String.valueOf(failure.getMessage()).contains("failure threshold")) {
			missing = known.get(fields);
		}
		if (missing != null && annotation != null && annotation.disabledWithoutContainerd()) {
			throw new TestAbortedException("There is no containerd for this test: " + missing.getMessage(), failure);
		}
		if (failure instanceof Error error) {
			throw error;
		}
		return (RuntimeException) failure;
	}

	private static @Nullable RemoteStartException missing(Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof RemoteStartException start && isMissing(start.reason())) {
				return start;
			}
		}
		return null;
	}

	private static boolean isMissing(Reason reason) {
		return switch (reason) {
			case SOCKET_MISSING, SOCKET_ACCESS_DENIED, SOCKET_DEAD, BINARY_MISSING, STATE_DIRECTORY_NOT_WRITABLE ->
				true;
			default -> false;
		};
	}

}

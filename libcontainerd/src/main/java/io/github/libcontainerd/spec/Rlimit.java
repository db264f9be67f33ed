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

package io.github.libcontainerd.spec;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A resource limit of a process, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#posix-process">rlimits</a>.
 * Both values are unsigned 64-bit integers: compare them with
 * {@link Long#compareUnsigned(long, long)}.
 *
 * @param type such as {@code RLIMIT_NOFILE}
 * @param soft the value in effect
 * @param hard the ceiling of the soft value
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record Rlimit(String type, @Uint64 long soft, @Uint64 long hard,
		@Unknown Map<String, @Nullable Object> unknown) {

	/**
	 * No limit, {@code RLIM_INFINITY}: 18446744073709551615 in JSON.
	 */
	public static final long UNLIMITED = -1;

	public Rlimit {
		type = Copies.required(type, "type");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return a limit.
	 * @param type such as {@code RLIMIT_NOFILE}
	 * @param soft the value in effect, or {@link #UNLIMITED}
	 * @param hard the ceiling of the soft value, or {@link #UNLIMITED}
	 * @return the limit
	 */
	public static Rlimit of(String type, long soft, long hard) {
		return new Rlimit(type, soft, hard, Map.of());
	}

	/**
	 * The number of open files.
	 * @param limit the soft and the hard limit
	 * @return the limit
	 */
	public static Rlimit openFiles(long limit) {
		return of("RLIMIT_NOFILE", limit, limit);
	}

}

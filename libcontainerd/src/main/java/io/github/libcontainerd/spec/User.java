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

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Who runs a process, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#user">user</a>.
 * Ids are unsigned 32-bit integers.
 *
 * @param uid the user id in the container
 * @param gid the group id in the container
 * @param umask the file mode creation mask
 * @param additionalGids supplementary group ids
 * @param username the name of the user, Windows only
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record User(long uid, long gid, @Nullable Long umask, List<Long> additionalGids, @Nullable String username,
		@Unknown Map<String, @Nullable Object> unknown) {

	/**
	 * The user and group 0.
	 */
	public static final User ROOT = of(0, 0);

	public User {
		Copies.uint32(uid, "uid");
		Copies.uint32(gid, "gid");
		Copies.uint32(umask, "umask");
		additionalGids = Copies.list(additionalGids, "additionalGids");
		additionalGids.forEach((id) -> Copies.uint32(id.longValue(), "additionalGids"));
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return a user by number.
	 * @param uid the user id in the container, unsigned 32 bits
	 * @param gid the group id in the container, unsigned 32 bits
	 * @return the user
	 */
	public static User of(long uid, long gid) {
		return new User(uid, gid, null, List.of(), null, Map.of());
	}

	/**
	 * Set {@code umask}, the file mode creation mask.
	 * @param umask the mask as a number, such as {@code 022}, unsigned 32 bits
	 * @return the new user
	 */
	public User withUmask(long umask) {
		return new User(this.uid, this.gid, umask, this.additionalGids, this.username, this.unknown);
	}

	/**
	 * Set {@code additionalGids}, the supplementary groups.
	 * @param gids the group ids in the container, unsigned 32 bits
	 * @return the new user
	 */
	public User withAdditionalGids(List<Long> gids) {
		return new User(this.uid, this.gid, this.umask, gids, this.username, this.unknown);
	}

}

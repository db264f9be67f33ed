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

package io.github.libcontainerd.internal.userns;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.spec.IdMapping;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Spec;

/**
 * Which ids of the host those of a container are.
 *
 * @param uids the users
 * @param gids the groups
 */
public record IdMap(List<IdMapping> uids, List<IdMapping> gids) {

	/** Says that there is no id for another one. */
	public static final long NONE = -1;

	public IdMap {
		uids = List.copyOf(uids);
		gids = List.copyOf(gids);
	}

	/**
	 * Return that of a container.
	 * @param spec its specification
	 * @return its ids; {@code null} if they are those of the host
	 */
	public static @Nullable IdMap of(Spec spec) {
		Linux linux = spec.linux();
		return (linux != null && !linux.uidMappings().isEmpty()) ? new IdMap(linux.uidMappings(), linux.gidMappings())
				: null;
	}

	/**
	 * Return a user of the host.
	 * @param id a user of the container
	 * @return the id; {@link #NONE} if it is no one there
	 */
	public long hostUid(long id) {
		return toHost(this.uids, id);
	}

	/**
	 * Return a group of the host.
	 * @param id a group of the container
	 * @return the id; {@link #NONE} if it is none there
	 */
	public long hostGid(long id) {
		return toHost(this.gids, id);
	}

	/**
	 * Return a user of the container.
	 * @param id a user of the host
	 * @return the id; {@link #NONE} if it is no one there
	 */
	public long containerUid(long id) {
		return toContainer(this.uids, id);
	}

	/**
	 * Return a group of the container.
	 * @param id a group of the host
	 * @return the id; {@link #NONE} if it is none there
	 */
	public long containerGid(long id) {
		return toContainer(this.gids, id);
	}

	private static long toHost(List<IdMapping> ranges, long id) {
		for (IdMapping range : ranges) {
			if (id >= range.containerId() && id < range.containerId() + range.size()) {
				return range.hostId() + id - range.containerId();
			}
		}
		return NONE;
	}

	private static long toContainer(List<IdMapping> ranges, long id) {
		for (IdMapping range : ranges) {
			if (id >= range.hostId() && id < range.hostId() + range.size()) {
				return range.containerId() + id - range.hostId();
			}
		}
		return NONE;
	}

	/**
	 * Whether two containers would share an id of the host.
	 */
	boolean overlaps(IdMap other) {
		return overlap(this.uids, other.uids) || overlap(this.gids, other.gids);
	}

	private static boolean overlap(List<IdMapping> some, List<IdMapping> others) {
		return some.stream()
			.anyMatch((one) -> others.stream()
				.anyMatch((other) -> one.hostId() < other.hostId() + other.size()
						&& other.hostId() < one.hostId() + one.size()));
	}

	/**
	 * Return it as a text that {@link #parse} reads.
	 */
	public String text() {
		return text(this.uids) + ";" + text(this.gids);
	}

	private static String text(List<IdMapping> ranges) {
		return ranges.stream()
			.map((range) -> range.containerId() + ":" + range.hostId() + ":" + range.size())
			.collect(Collectors.joining(","));
	}

	/**
	 * Read a text.
	 * @return the ids; {@code null} if the text is none of ours
	 */
	public static @Nullable IdMap parse(@Nullable String text) {
		String[] parts = (text != null) ? text.split(";", -1) : new String[0];
		try {
			return (parts.length == 2) ? new IdMap(ranges(parts[0]), ranges(parts[1])) : null;
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return null;
		}
	}

	private static List<IdMapping> ranges(String text) {
		List<IdMapping> ranges = new ArrayList<>();
		for (String range : text.split(",")) {
			String[] numbers = range.split(":");
			ranges
				.add(IdMapping.of(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2])));
		}
		return ranges;
	}

}

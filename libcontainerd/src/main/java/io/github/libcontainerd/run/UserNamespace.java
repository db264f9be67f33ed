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

package io.github.libcontainerd.run;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.spec.IdMapping;

/**
 * Which users of the host the users of a container are. In a user namespace of its own
 * root of the container is an ordinary user of the host, who owns nothing there but the
 * files of this container. Values are immutable.
 */
public sealed interface UserNamespace {

	/**
	 * Return the user namespace of the host: user 0 of the container is user 0 of the
	 * host. It is what containers have that don't say otherwise.
	 * @return the namespace
	 */
	static UserNamespace host() {
		return new Host();
	}

	/**
	 * Return a user namespace with 65,536 ids that no other container of the same
	 * containerd has, out of the subordinate ids ({@code /etc/subuid},
	 * {@code /etc/subgid}) of the user {@code containers}, or of root if there is no such
	 * entry. They are free again when the container is removed.
	 * @return the namespace
	 */
	static UserNamespace auto() {
		return new Auto(null, Auto.IDS);
	}

	/**
	 * Return the same as {@link #auto()} with the subordinate ids of another user.
	 * @param user the name, or the number, of a user with entries in {@code /etc/subuid}
	 * and {@code /etc/subgid}
	 * @return the namespace
	 * @throws io.github.libcontainerd.InvalidRequestException if that is no name
	 */
	static UserNamespace auto(String user) {
		return new Auto(user, Auto.IDS);
	}

	/**
	 * Return a user namespace with given ids, users and groups alike. Nobody looks
	 * whether another container has them too.
	 * @param firstHostId which id of the host is 0 in the container
	 * @param size how many ids there are, at least 1
	 * @return the namespace
	 * @throws io.github.libcontainerd.InvalidRequestException if that is no range of ids,
	 * or begins with 0
	 */
	static UserNamespace of(long firstHostId, long size) {
		if (firstHostId < 0 || size < 1 || firstHostId + size > Mapped.MOST) {
			throw Checks.invalid(
					"there are no " + size + " ids from " + firstHostId + " on; ids are 0 to " + (Mapped.MOST - 1));
		}
		List<IdMapping> mapping = List.of(IdMapping.of(0, firstHostId, size));
		return new Mapped(mapping, mapping);
	}

	/**
	 * Return a user namespace with given ids. Nobody looks whether another container has
	 * them too.
	 * @param uids the users; one is user 0 of the container, and not of the host
	 * @param gids the groups; one is group 0 of the container, and not of the host
	 * @return the namespace
	 * @throws io.github.libcontainerd.InvalidRequestException if 0 is not mapped, is 0 of
	 * the host, or ranges overlap
	 */
	static UserNamespace of(List<IdMapping> uids, List<IdMapping> gids) {
		return new Mapped(uids, gids);
	}

	/**
	 * Read one: {@code host}, {@code auto}, {@code auto:USER}, or {@code FIRST:SIZE} as
	 * {@link #of(long, long)} has it.
	 * @param text the text
	 * @return the namespace
	 * @throws io.github.libcontainerd.InvalidRequestException if it is none of these
	 */
	static UserNamespace parse(String text) {
		Matcher range = Mapped.RANGE.matcher(text);
		if (range.matches()) {
			return of(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
		}
		return switch (text) {
			case "host" -> host();
			case "auto" -> auto();
			default -> {
				if (text.startsWith("auto:")) {
					yield auto(text.substring("auto:".length()));
				}
				throw Checks.invalid("the user namespace '" + text
						+ "' is neither 'host', 'auto', 'auto:USER' nor 'FIRST:SIZE', such as 100000:65536");
			}
		};
	}

	/** That of the host. */
	record Host() implements UserNamespace {
	}

	/**
	 * One with ids that are chosen for the container.
	 *
	 * @param user whose subordinate ids are taken; {@code null} for those of
	 * {@code containers} or root
	 * @param size how many ids it has
	 */
	record Auto(@Nullable String user, long size) implements UserNamespace {

		/** How many ids a container has: those that programs expect to be there. */
		static final long IDS = 65536;

		/**
		 * Create one.
		 * @throws io.github.libcontainerd.InvalidRequestException if the user is none, or
		 * there are no ids
		 */
		public Auto {
			if (user != null && !user.matches("[^\\s:/]{1,64}")) {
				throw Checks.invalid("'" + user + "' is no name of a user with subordinate ids; take one that has"
						+ " entries in /etc/subuid and /etc/subgid");
			}
			Checks.atLeast("number of ids", size, 1);
		}

	}

	/**
	 * One with given ids.
	 *
	 * @param uids the users
	 * @param gids the groups
	 */
	record Mapped(List<IdMapping> uids, List<IdMapping> gids) implements UserNamespace {

		// The last one stands for no id.
		private static final long MOST = 0xFFFF_FFFFL;

		// More don't fit into a label. The kernel takes 340.
		private static final int MOST_RANGES = 50;

		private static final Pattern RANGE = Pattern.compile("(\\d{1,10}):(\\d{1,10})");

		/**
		 * Create one.
		 * @throws io.github.libcontainerd.InvalidRequestException if 0 is not mapped, is
		 * 0 of the host, or ranges overlap
		 */
		public Mapped {
			uids = checked("user", uids);
			gids = checked("group", gids);
		}

		private static List<IdMapping> checked(String kind, List<IdMapping> ranges) {
			boolean root = false;
			for (int i = 0; i < ranges.size(); i++) {
				IdMapping range = ranges.get(i);
				if (range.size() < 1 || range.containerId() + range.size() > MOST
						|| range.hostId() + range.size() > MOST) {
					throw Checks.invalid("there is no such range of " + kind + " ids: " + text(range));
				}
				for (IdMapping other : ranges.subList(0, i)) {
					if (overlap(range.containerId(), range.size(), other.containerId(), other.size())
							|| overlap(range.hostId(), range.size(), other.hostId(), other.size())) {
						throw Checks
							.invalid("ranges of " + kind + " ids overlap: " + text(range) + " and " + text(other));
					}
				}
				root |= range.containerId() == 0;
				if (range.hostId() == 0) {
					throw Checks.invalid("the " + kind + " 0 of the host is mapped into the user namespace, which"
							+ " would be none; take other ids, or UserNamespace.host()");
				}
			}
			if (!root || ranges.size() > MOST_RANGES) {
				throw Checks.invalid("a user namespace needs the " + kind + " 0 and has at most " + MOST_RANGES
						+ " ranges; add a mapping from 0");
			}
			return List.copyOf(ranges);
		}

		private static boolean overlap(long one, long size, long other, long otherSize) {
			return one < other + otherSize && other < one + size;
		}

		private static String text(IdMapping range) {
			return range.containerId() + ":" + range.hostId() + ":" + range.size();
		}

	}

}

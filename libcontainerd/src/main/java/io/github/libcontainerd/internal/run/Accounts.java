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

package io.github.libcontainerd.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.spec.User;

/**
 * The users and groups of a root file system. Immutable.
 */
final class Accounts {

	private static final int MAX_FILE_BYTES = 4 << 20;

	private static final long MAX_ID = Integer.MAX_VALUE;

	private final List<PasswdEntry> users;

	private final List<GroupEntry> groups;

	private final int bytes;

	private Accounts(List<PasswdEntry> users, List<GroupEntry> groups, int bytes) {
		this.bytes = bytes;
		this.users = users;
		this.groups = groups;
	}

	static Accounts read(Source root) throws IOException {
		return parse(text(root, "etc/passwd"), text(root, "etc/group"));
	}

	private static String text(Source root, String path) throws IOException {
		return root.read(path, MAX_FILE_BYTES).map((bytes) -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
	}

	/**
	 * Read the files. As everything that runs images takes it, a line need not be whole:
	 * the group of a user is 0 when it is not given, and so is the id of a group. The id
	 * of a user is never guessed.
	 */
	static Accounts parse(String passwd, String group) {
		List<PasswdEntry> users = new ArrayList<>();
		for (String line : passwd.lines().toList()) {
			String[] fields = line.strip().split(":", -1);
			Long uid = (fields.length > 2) ? number(fields[2]) : null;
			Long gid = numberOrZero(fields, 3);
			if (uid != null && gid != null && !fields[0].isEmpty() && !fields[0].startsWith("#")) {
				users.add(new PasswdEntry(fields[0], uid, gid));
			}
		}
		List<GroupEntry> groups = new ArrayList<>();
		for (String line : group.lines().toList()) {
			String[] fields = line.strip().split(":", -1);
			Long gid = numberOrZero(fields, 2);
			if (fields.length > 1 && gid != null && !fields[0].isEmpty() && !fields[0].startsWith("#")) {
				groups.add(new GroupEntry(fields[0], gid,
						(fields.length > 3) ? List.of(fields[3].split(",")) : List.of()));
			}
		}
		return new Accounts(users, groups, passwd.length() + group.length());
	}

	private static @Nullable Long numberOrZero(String[] fields, int index) {
		return (index < fields.length && !fields[index].isEmpty()) ? number(fields[index]) : Long.valueOf(0);
	}

	/**
	 * Return how large the files are, more or less.
	 */
	int bytes() {
		return this.bytes;
	}

	private static @Nullable Long number(String text) {
		if (!text.matches("\\d{1,10}")) {
			return null;
		}
		long value = Long.parseLong(text);
		return (value <= MAX_ID) ? value : null;
	}

	/**
	 * Whether all ids of a user are given by number, so that nothing has to be looked up
	 * but groups.
	 */
	static boolean numeric(String user) {
		return user.matches("\\d+(:\\d+)?");
	}

	/**
	 * Find a user, as Docker does: a number need not be of a user that exists, a name has
	 * to be.
	 * @param wanted {@code user} or {@code user:group}, each a name or a number
	 * @return the ids, with the supplementary groups unless a group is given
	 * @throws UnknownUserException if there is no such user or group
	 */
	User find(String wanted) throws UnknownUserException {
		int colon = wanted.indexOf(':');
		String name = (colon < 0) ? wanted : wanted.substring(0, colon);
		String group = (colon < 0) ? "" : wanted.substring(colon + 1);
		name = name.isEmpty() ? "0" : name;
		PasswdEntry entry = user(name).orElse(null);
		Long uid = (entry != null) ? Long.valueOf(entry.uid()) : number(name);
		if (uid == null) {
			throw new UnknownUserException(name.matches("\\d+") ? "the user id " + name + " is greater than " + MAX_ID
					: "the user '" + name + "' is not in its /etc/passwd");
		}
		if (!group.isEmpty()) {
			return User.of(uid, gid(group));
		}
		long gid = (entry != null) ? entry.gid() : 0;
		Set<Long> more = new LinkedHashSet<>();
		if (entry != null) {
			more.add(gid);
			this.groups.stream()
				.filter((each) -> each.members().contains(entry.name()))
				.map(GroupEntry::gid)
				.forEach(more::add);
		}
		return User.of(uid, gid).withAdditionalGids(List.copyOf(more));
	}

	private Optional<PasswdEntry> user(String name) {
		Long uid = number(name);
		return this.users.stream()
			.filter((user) -> user.name().equals(name) || (uid != null && user.uid() == uid))
			.findFirst();
	}

	private long gid(String group) throws UnknownUserException {
		Long gid = number(group);
		Optional<GroupEntry> entry = this.groups.stream()
			.filter((each) -> each.name().equals(group) || (gid != null && each.gid() == gid))
			.findFirst();
		if (entry.isPresent()) {
			return entry.get().gid();
		}
		if (gid == null) {
			throw new UnknownUserException(
					group.matches("\\d+") ? "the group id " + group + " is greater than " + MAX_ID
							: "the group '" + group + "' is not in its /etc/group");
		}
		return gid;
	}

	/**
	 * Where the files are read.
	 */
	interface Source {

		/**
		 * Read a file.
		 * @param path the path within the root
		 * @param limit the size in bytes from which on it is refused
		 * @return its bytes; empty when there is no such file
		 */
		Optional<byte[]> read(String path, int limit) throws IOException;

	}

	/**
	 * A user.
	 *
	 * @param name the name
	 * @param uid the user id
	 * @param gid the id of the first group
	 */
	private record PasswdEntry(String name, long uid, long gid) {
	}

	/**
	 * A group.
	 *
	 * @param name the name
	 * @param gid the group id
	 * @param members the names of the users in it
	 */
	private record GroupEntry(String name, long gid, List<String> members) {
	}

	/**
	 * There is no such user or group.
	 */
	static final class UnknownUserException extends Exception {

		private static final long serialVersionUID = 1L;

		UnknownUserException(String message) {
			super(message);
		}

	}

}

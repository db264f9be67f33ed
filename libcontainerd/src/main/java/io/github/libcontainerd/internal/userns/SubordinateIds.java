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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.spec.IdMapping;

/**
 * The ids that users of the host may give away, of {@code /etc/subuid} and
 * {@code /etc/subgid}.
 */
public final class SubordinateIds {

	private static final List<String> USUAL = List.of("containers", "root");

	private static final String SIMULATED = "containers:1000000:1000000000\n";

	// The last id stands for none.
	private static final long MOST = 0xFFFF_FFFFL;

	private final Source source;

	private SubordinateIds(Source source) {
		this.source = source;
	}

	/**
	 * Return those of this host, as they are when they are asked for.
	 */
	public static SubordinateIds ofThisHost() {
		return in(Path.of("/etc"));
	}

	static SubordinateIds in(Path etc) {
		return new SubordinateIds((name) -> {
			try {
				return Files.readString(etc.resolve(name), StandardCharsets.ISO_8859_1);
			}
			catch (NoSuchFileException ex) {
				return "";
			}
		});
	}

	/**
	 * Return some for a containerd that runs nothing.
	 */
	public static SubordinateIds simulated() {
		return new SubordinateIds((name) -> SIMULATED);
	}

	/**
	 * Return what containers can have.
	 * @param user whose ids; {@code null} for those of the first usual user who has some
	 * @param size how many ids a container has
	 * @param operation what it is for
	 * @return the ids of one container each, none of them twice; at least one
	 * @throws InvalidRequestException if the user has none, or not so many
	 */
	List<IdMap> choices(@Nullable String user, long size, Operation operation) {
		List<String> users = (user != null) ? List.of(user) : USUAL;
		try {
			String uids = this.source.read("subuid");
			String gids = this.source.read("subgid");
			for (String each : users) {
				List<IdMap> choices = choices(blocks(uids, each, size), blocks(gids, each, size));
				if (!choices.isEmpty()) {
					return choices;
				}
			}
		}
		catch (IOException ex) {
			throw new InvalidRequestException(operation, "/etc/subuid and /etc/subgid can't be read: " + ex, ex);
		}
		throw new InvalidRequestException(operation,
				"it is to have a user namespace, and /etc/subuid and /etc/subgid don't both have " + size
						+ " ids in a row for the user '" + String.join("' or '", users) + "'; add the line '"
						+ users.get(0) + ":2147483648:1073741824' to both, or name another user or the ids themselves,"
						+ " as with UserNamespace.of(100000, 65536)",
				null);
	}

	private static List<IdMap> choices(List<IdMapping> uids, List<IdMapping> gids) {
		List<IdMap> choices = new ArrayList<>();
		for (int i = 0; i < Math.min(uids.size(), gids.size()); i++) {
			choices.add(new IdMap(List.of(uids.get(i)), List.of(gids.get(i))));
		}
		return choices;
	}

	private static List<IdMapping> blocks(String file, String user, long size) {
		List<IdMapping> blocks = new ArrayList<>();
		for (String line : file.lines().toList()) {
			String[] fields = line.strip().split(":");
			boolean fits = fields.length == 3
					&& (fields[0].equals(user) || user.equals("root") && fields[0].equals("0"));
			if (fits && fields[1].matches("\\d{1,10}") && fields[2].matches("\\d{1,10}")) {
				long first = Long.parseLong(fields[1]);
				long end = Math.min(first + Long.parseLong(fields[2]), MOST);
				for (long start = first; first > 0 && start + size <= end; start += size) {
					blocks.add(IdMapping.of(0, start, size));
				}
			}
		}
		return blocks;
	}

	/** Where the files are. */
	private interface Source {

		String read(String name) throws IOException;

	}

}

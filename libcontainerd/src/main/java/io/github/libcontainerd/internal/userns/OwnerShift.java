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
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * Gives files to the ids of a container, or of another one. What belongs to nobody of the
 * container stays as it is. The bits for set-user-id and set-group-id, which the kernel
 * takes away with the owner, are set again; file capabilities are lost. Nobody else may
 * change the files meanwhile.
 */
public final class OwnerShift {

	private static final long UNSIGNED = 0xFFFF_FFFFL;

	private static final int SET_IDS = 06000;

	private static final int PERMISSIONS = 07777;

	private static final int TYPE = 0170000;

	private static final int REGULAR = 0100000;

	private static final int DIRECTORY = 0040000;

	private final List<@Nullable IdMap> before;

	private final @Nullable IdMap after;

	private final boolean broken;

	private final Set<List<Object>> linked = new HashSet<>();

	private OwnerShift(List<@Nullable IdMap> before, @Nullable IdMap after, boolean broken) {
		// Whatever is in a range came from there.
		this.before = before.stream().sorted(Comparator.comparing(Objects::isNull)).toList();
		this.after = after;
		this.broken = broken;
	}

	/**
	 * Return what gives files with the ids of the host to a container.
	 * @param ids its ids
	 * @return the shift, for one use
	 */
	public static OwnerShift into(IdMap ids) {
		return new OwnerShift(Collections.singletonList(null), ids, false);
	}

	/**
	 * Return what gives files of one or more containers to another one. If an earlier one
	 * was broken off, some belong to it already.
	 * @param before whose ids they have; {@code null} among them for those of the host
	 * @param after whose ids they get; {@code null} for those of the host
	 * @return the shift, for one use
	 */
	public static OwnerShift between(List<@Nullable IdMap> before, @Nullable IdMap after) {
		return new OwnerShift(before, after, before.size() > 1);
	}

	/**
	 * Give a directory with all that is in it away. Links are not followed.
	 * @param directory the directory
	 * @throws IOException if that fails
	 */
	public void tree(Path directory) throws IOException {
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				one(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
				if (failure != null) {
					throw failure;
				}
				one(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/**
	 * Give one file away.
	 * @param file the file; a link is not followed
	 * @throws IOException if that fails
	 */
	public void one(Path file) throws IOException {
		Map<String, Object> found = Files.readAttributes(file, "unix:uid,gid,mode,nlink,dev,ino",
				LinkOption.NOFOLLOW_LINKS);
		int mode = number(found, "mode");
		boolean more = (mode & TYPE) != DIRECTORY && number(found, "nlink") > 1;
		if (more && !this.linked
			.add(List.of(Objects.requireNonNull(found.get("dev")), Objects.requireNonNull(found.get("ino"))))) {
			return;
		}
		boolean changed = set(file, "unix:uid", number(found, "uid") & UNSIGNED, IdMap::containerUid, IdMap::hostUid);
		changed |= set(file, "unix:gid", number(found, "gid") & UNSIGNED, IdMap::containerGid, IdMap::hostGid);
		if (changed && (mode & TYPE) == REGULAR && (mode & SET_IDS) != 0) {
			Files.setAttribute(file, "unix:mode", mode & PERMISSIONS, LinkOption.NOFOLLOW_LINKS);
		}
	}

	private static int number(Map<String, Object> found, String attribute) {
		return (int) Objects.requireNonNull(found.get(attribute));
	}

	private boolean set(Path file, String attribute, long id, BiFunction<IdMap, Long, Long> toContainer,
			BiFunction<IdMap, Long, Long> toHost) throws IOException {
		if (this.broken && this.after != null && toContainer.apply(this.after, id) != IdMap.NONE) {
			return false;
		}
		long inside = IdMap.NONE;
		for (IdMap map : this.before) {
			inside = (map == null) ? id : toContainer.apply(map, id);
			if (inside != IdMap.NONE) {
				break;
			}
		}
		long outside = (this.after == null || inside == IdMap.NONE) ? inside : toHost.apply(this.after, inside);
		if (outside == IdMap.NONE || outside == id) {
			return false;
		}
		Files.setAttribute(file, attribute, (int) outside, LinkOption.NOFOLLOW_LINKS);
		return true;
	}

}

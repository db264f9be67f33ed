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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is mounted in a root file system while its container runs, for one that does not:
 * a way that comes to such a place goes on in the directory that is mounted there.
 */
public final class RootMounts {

	/** Nothing but what the kernel shows. */
	public static final RootMounts NONE = new RootMounts();

	// By the paths without links.
	private final Map<String, RootMount> places = new HashMap<>();

	private RootMounts() {
	}

	/**
	 * Find the places of mounts. Links on the way are followed within the root, as the
	 * runtime does when it mounts them.
	 * @param root the root
	 * @param mounts what is mounted, in this order
	 * @return the places
	 * @throws IOException if they can't be looked for
	 */
	public static RootMounts of(Path root, List<RootMount> mounts) throws IOException {
		RootMounts found = new RootMounts();
		for (RootMount mount : mounts) {
			try (RootWay way = new RootWay(root, found)) {
				found.places.put(way.place(mount.destination()), mount);
			}
			catch (AbsentMountException ex) {
				// It is in another one that is not there.
			}
		}
		return found;
	}

	/**
	 * Return what is mounted at a path.
	 */
	@Nullable RootMount at(String path) {
		return this.places.get(path);
	}

	/**
	 * Return what a path is in.
	 */
	@Nullable RootMount above(String path) {
		for (String place = path; !place.isEmpty(); place = place.substring(0, place.lastIndexOf('/'))) {
			RootMount mount = this.places.get(place);
			if (mount != null) {
				return mount;
			}
		}
		return null;
	}

}

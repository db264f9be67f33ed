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

package io.github.libcontainerd.internal.image.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.image.store.ImageProblem;

/**
 * The names in an archive. They are keys only and never paths of this host; those that
 * try to be are refused all the same, since who writes them means no good.
 */
final class ArchiveNames {

	private final Map<String, String> links = new HashMap<>();

	/**
	 * Return the normal form of an entry's name.
	 */
	static String normal(String name) {
		return normal(name, new ArrayDeque<>(), name);
	}

	private static String normal(String name, Deque<String> parts, String shown) {
		if (name.startsWith("/")) {
			throw ImageProblem.corrupt("the archive has an absolute name in it: '" + shown + "'");
		}
		for (String part : name.split("/")) {
			if (part.equals("..")) {
				if (parts.pollLast() == null) {
					throw ImageProblem.corrupt("the archive has a name in it that leads out of it: '" + shown + "'");
				}
			}
			else if (!part.isEmpty() && !part.equals(".")) {
				parts.addLast(part);
			}
		}
		return String.join("/", parts);
	}

	/**
	 * Note a link.
	 */
	void link(String name, TarEntry entry) {
		Deque<String> from = new ArrayDeque<>();
		if (entry.type() == TarEntry.Type.SYMBOLIC_LINK && name.contains("/")) {
			from.addAll(java.util.List.of(name.substring(0, name.lastIndexOf('/')).split("/")));
		}
		this.links.put(name, normal(entry.linkName(), from, entry.name() + " -> " + entry.linkName()));
	}

	/**
	 * Return what a name stands for, by its links.
	 */
	String resolve(String name) {
		Set<String> seen = new HashSet<>();
		String current = normal(name);
		for (@Nullable
		String next = current; next != null; next = this.links.get(current)) {
			if (!seen.add(next)) {
				throw ImageProblem.corrupt("the archive has a link to itself: '" + name + "'");
			}
			current = next;
		}
		return current;
	}

}

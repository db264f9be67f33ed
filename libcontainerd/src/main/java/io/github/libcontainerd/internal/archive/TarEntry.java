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

package io.github.libcontainerd.internal.archive;

/**
 * One entry of a tar archive. Nothing says that its name is harmless.
 *
 * @param name the name, as it stands there
 * @param type the kind
 * @param linkName what a link points to; empty for all others
 * @param size how many bytes follow
 */
public record TarEntry(String name, Type type, String linkName, long size) {

	/** The kind of an entry. */
	public enum Type {

		/** A file with content. */
		FILE,

		/** A directory. */
		DIRECTORY,

		/** A symbolic link. */
		SYMBOLIC_LINK,

		/** Another name of an earlier entry. */
		HARD_LINK,

		/** A device, a FIFO or something else. */
		OTHER

	}

}

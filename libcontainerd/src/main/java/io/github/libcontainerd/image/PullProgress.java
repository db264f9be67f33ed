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

package io.github.libcontainerd.image;

/**
 * How far one part of an image is. Immutable.
 *
 * @param image the normalised reference
 * @param digest the digest of the part
 * @param mediaType the media type of the part
 * @param status what happens to it
 * @param offset how many bytes are there
 * @param total how many bytes there will be
 * @since 0.1.0
 */
public record PullProgress(String image, String digest, String mediaType, Status status, long offset, long total) {

	/** What happens to a part of an image. */
	public enum Status {

		/** It waits for its turn. */
		WAITING,

		/** It is on its way. */
		DOWNLOADING,

		/** It is in the content store. */
		DOWNLOADED,

		/** It was there already. */
		EXISTS,

		/** It is being unpacked. */
		UNPACKING,

		/** It is unpacked. */
		UNPACKED

	}

}

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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What content is and where to find it (OCI content descriptor). Immutable.
 *
 * @param mediaType the media type
 * @param digest the digest, such as {@code sha256:…}
 * @param size the size in bytes
 * @param annotations the annotations
 * @param platform the platform, of a manifest in an index; {@code null} for none
 * @since 0.1.0
 */
public record Descriptor(String mediaType, String digest, long size, Map<String, String> annotations,
		@Nullable Platform platform) {

	public Descriptor {
		annotations = Map.copyOf(annotations);
	}

}

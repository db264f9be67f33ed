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

import java.time.Instant;
import java.util.Map;

/**
 * A name in containerd's image store and what it stands for. Immutable.
 *
 * @param name the normalised reference
 * @param target the index or the manifest
 * @param labels the labels of the record
 * @param createdAt when the record was made
 * @param updatedAt when it was last changed
 * @since 0.1.0
 */
public record Image(String name, Descriptor target, Map<String, String> labels, Instant createdAt, Instant updatedAt) {

	public Image {
		labels = Map.copyOf(labels);
	}

}

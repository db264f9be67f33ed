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

package io.github.libcontainerd.spec;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The root filesystem, <a href=
 * "https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#root">root</a>.
 *
 * @param path absolute, or relative to the bundle
 * @param readonly whether the root filesystem is mounted read-only
 * @param unknown fields that this model does not know
 * @since 0.1.0
 */
public record Root(String path, @Nullable Boolean readonly, @Unknown Map<String, @Nullable Object> unknown) {

	public Root {
		path = Copies.required(path, "path");
		unknown = Copies.unknown(unknown);
	}

	/**
	 * Return a root that can be written.
	 * @param path absolute, or relative to the bundle
	 * @return the root
	 */
	public static Root of(String path) {
		return new Root(path, null, Map.of());
	}

	/**
	 * Set {@code path} and leave the root read-only if it was.
	 * @param path absolute, or relative to the bundle
	 * @return the new root
	 */
	public Root withPath(String path) {
		return new Root(path, this.readonly, this.unknown);
	}

	/**
	 * Set {@code readonly}.
	 * @return the same root, read-only
	 */
	public Root readOnly() {
		return new Root(this.path, true, this.unknown);
	}

}

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

package io.github.libcontainerd.internal.image.pull;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;

/**
 * What is to be pulled. Those who want the same share the work.
 *
 * @param reference the image
 * @param platform the platform
 * @param unpack whether to unpack it
 * @param snapshotter with what
 * @param credentials for the registry; {@code null} for the configured ones
 */
public record PullRequest(ImageReference reference, Platform platform, boolean unpack, String snapshotter,
		PullOption.@Nullable WithCredentials credentials) {
}

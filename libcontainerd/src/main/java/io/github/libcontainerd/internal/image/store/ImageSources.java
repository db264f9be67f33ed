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

package io.github.libcontainerd.internal.image.store;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.internal.registry.ImageSource;
import io.github.libcontainerd.internal.registry.RegistryException;

/**
 * Where images come from.
 */
@FunctionalInterface
public interface ImageSources {

	/**
	 * Return where an image comes from.
	 * @param reference the image
	 * @param credentials for its registry; {@code null} for the configured ones
	 * @return the source
	 * @throws RegistryException when the configuration is wrong
	 */
	ImageSource source(ImageReference reference, PullOption.@Nullable WithCredentials credentials)
			throws RegistryException;

}

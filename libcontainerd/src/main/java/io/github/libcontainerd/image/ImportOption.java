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
 * An option of {@link Images#importArchive}.
 *
 * @since 0.1.0
 */
public sealed interface ImportOption {

	/**
	 * The name of the one image that the archive gives none. Without it such an image is
	 * left out if others have names.
	 * @param reference the name
	 * @return the option
	 */
	static ImportOption name(String reference) {
		return new Named(reference);
	}

	/**
	 * Whether the layers are unpacked too; by default they are.
	 * @param unpack whether they are
	 * @return the option
	 */
	static ImportOption unpack(boolean unpack) {
		return new Unpack(unpack);
	}

	/**
	 * Whether the images of all platforms are kept; by default they are.
	 * @param all whether they are; otherwise only that of this host
	 * @return the option
	 */
	static ImportOption allPlatforms(boolean all) {
		return new AllPlatforms(all);
	}

	/**
	 * What {@link ImportOption#name} returns.
	 *
	 * @param reference the name
	 */
	record Named(String reference) implements ImportOption {
	}

	/**
	 * What {@link ImportOption#unpack} returns.
	 *
	 * @param unpack whether they are
	 */
	record Unpack(boolean unpack) implements ImportOption {
	}

	/**
	 * What {@link ImportOption#allPlatforms} returns.
	 *
	 * @param all whether they are
	 */
	record AllPlatforms(boolean all) implements ImportOption {
	}

}

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
 * An option of {@link Images#exportArchive}.
 *
 * @since 0.1.0
 */
public sealed interface ExportOption {

	/**
	 * Write the image of one platform only; by default those of all platforms that are
	 * there.
	 * @param platform the platform
	 * @return the option
	 */
	static ExportOption platform(Platform platform) {
		return new ForPlatform(platform);
	}

	/**
	 * What {@link ExportOption#platform} returns.
	 *
	 * @param platform the platform
	 */
	record ForPlatform(Platform platform) implements ExportOption {
	}

}

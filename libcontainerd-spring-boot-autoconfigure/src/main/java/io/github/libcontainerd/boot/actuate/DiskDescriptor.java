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

package io.github.libcontainerd.boot.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.libcontainerd.DiskUsage;

/**
 * Description of what a container takes of the disk, besides its image.
 *
 * @param bytes the bytes that are taken
 * @param files how many files and directories there are
 * @since 0.1.0
 */
public record DiskDescriptor(long bytes, long files) implements OperationResponseBody {

	static DiskDescriptor of(DiskUsage usage) {
		return new DiskDescriptor(usage.bytes(), usage.files());
	}

}

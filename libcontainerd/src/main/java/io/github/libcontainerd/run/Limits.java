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

package io.github.libcontainerd.run;

import org.jspecify.annotations.Nullable;

/**
 * What a container may use. Immutable.
 *
 * @param memory memory in bytes; {@code null} for no limit
 * @param cpus processors, such as 1.5; {@code null} for no limit
 * @param pids processes and threads; {@code null} for no limit
 * @since 0.1.0
 */
public record Limits(@Nullable Long memory, @Nullable Double cpus, @Nullable Long pids) {

	/** No limits. */
	public static final Limits NONE = new Limits(null, null, null);

}

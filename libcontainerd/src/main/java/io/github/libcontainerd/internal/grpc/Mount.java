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

package io.github.libcontainerd.internal.grpc;

import java.util.List;

/**
 * How a snapshot is mounted. Immutable. Nothing is mounted by it: whoever needs the files
 * does that.
 *
 * @param type the type of the file system, such as {@code overlay} or {@code bind}
 * @param source the source
 * @param target where below the root; usually empty
 * @param options the options, such as {@code lowerdir=…}
 */
public record Mount(String type, String source, String target, List<String> options) {

	public Mount {
		options = List.copyOf(options);
	}

}

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

package io.github.libcontainerd.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A named volume as containerd has it. Immutable.
 *
 * @param name its name
 * @param createdAt when it was made
 * @param labels its labels
 * @param directory where its files are on the host
 * @param containers the ids of the containers that use it, running or not, of whatever
 * process
 * @param size the bytes that it takes on the disk; {@code null} in a list, since all of
 * its files are looked at for it
 * @since 0.1.0
 */
public record Volume(String name, Instant createdAt, Map<String, String> labels, Path directory,
		List<String> containers, @Nullable Long size) {

	/**
	 * Create a value.
	 */
	public Volume {
		labels = Map.copyOf(labels);
		containers = List.copyOf(containers);
	}

	/**
	 * Whether a container uses it, running or not.
	 * @return whether one does
	 */
	public boolean inUse() {
		return !this.containers.isEmpty();
	}

}

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

package io.github.libcontainerd.boot.autoconfigure.pool;

import java.util.Map;

import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;

/**
 * Opens the pools that properties describe.
 */
final class ContainerPools {

	private final Containers containers;

	private final Map<String, PoolProperties> pools;

	ContainerPools(Containers containers, Map<String, PoolProperties> pools) {
		this.containers = containers;
		this.pools = Map.copyOf(pools);
	}

	ContainerPool open(String name) {
		PoolProperties properties = this.pools.get(name);
		if (properties == null) {
			throw new IllegalArgumentException("There is no pool '" + name + "'");
		}
		return new PoolReader(name, properties).open(this.containers);
	}

}

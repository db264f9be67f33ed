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

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.boot.autoconfigure.run.RunReader;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunRequest;

/**
 * Makes a pool of its properties. What can't be right is refused with the name of its
 * property.
 */
final class PoolReader {

	private static final long TMPFS_BYTES = 64L << 20;

	private final String name;

	private final PoolProperties properties;

	private final RunReader reader;

	PoolReader(String name, PoolProperties properties) {
		this.name = name;
		this.properties = properties;
		this.reader = new RunReader("libcontainerd.pools." + name, properties);
	}

	ContainerPool open(Containers containers) {
		RunRequest request = request();
		PoolSettings settings = settings();
		try {
			return containers.pool(request, settings);
		}
		catch (InvalidRequestException ex) {
			throw new InvalidConfigurationPropertyValueException("libcontainerd.pools." + this.name, "...",
					String.valueOf(ex.getMessage()));
		}
	}

	private PoolSettings settings() {
		PoolSettings.Builder[] settings = new PoolSettings.Builder[1];
		this.reader.set("size", this.properties.getSize(), (size) -> settings[0] = PoolSettings.of(size));
		this.reader.set("name", this.name, settings[0]::name);
		this.reader.set("max-age", this.properties.getMaxAge(), settings[0]::maxAge);
		this.reader.set("refills-per-second", this.properties.getRefillsPerSecond(), settings[0]::refillsPerSecond);
		return settings[0].kind(this.properties.getKind()).build();
	}

	private RunRequest request() {
		RunRequest.Builder run = this.reader.begin().pull(this.properties.getPull());
		this.reader.env(run, this.properties.getEnv());
		this.reader.set("timeout", this.properties.getTimeout(), run::timeout);
		this.properties.getNetworks()
			.forEach((network) -> this.reader.set("networks", network, (text) -> run.network(text)));
		this.properties.getTmpfs()
			.forEach((place) -> this.reader.set("tmpfs", place, (text) -> run.tmpfs(text, TMPFS_BYTES)));
		this.reader.volumes(run, this.properties.getVolumes());
		return this.reader.build(run);
	}

}

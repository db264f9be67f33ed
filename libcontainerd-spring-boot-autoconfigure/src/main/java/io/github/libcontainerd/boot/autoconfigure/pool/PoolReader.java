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

import java.nio.file.Path;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * Makes a pool of its properties. What can't be right is refused with the name of its
 * property.
 */
final class PoolReader {

	private static final long TMPFS_BYTES = 64L << 20;

	private final String name;

	private final PoolProperties properties;

	PoolReader(String name, PoolProperties properties) {
		this.name = name;
		this.properties = properties;
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
		set("size", this.properties.getSize(), (size) -> settings[0] = PoolSettings.of(size));
		set("name", this.name, settings[0]::name);
		set("max-age", this.properties.getMaxAge(), settings[0]::maxAge);
		set("refills-per-second", this.properties.getRefillsPerSecond(), settings[0]::refillsPerSecond);
		return settings[0].kind(this.properties.getKind()).build();
	}

	private RunRequest request() {
		String image = this.properties.getImage();
		if (image == null || !StringUtils.hasText(image)) {
			throw invalid("image", "", "every pool needs an image");
		}
		RunRequest.Builder run = RunRequest.of(image).pull(this.properties.getPull());
		set("command", this.properties.getCommand(), (command) -> run.command(command.toArray(String[]::new)));
		set("entrypoint", this.properties.getEntrypoint(),
				(entrypoint) -> run.entrypoint(entrypoint.toArray(String[]::new)));
		this.properties.getEnv()
			.forEach((variable, value) -> set("env." + variable, value, (text) -> run.env(variable, text)));
		set("user", this.properties.getUser(), run::user);
		set("working-dir", this.properties.getWorkingDir(), run::workingDir);
		set("runtime", this.properties.getRuntime(), run::runtime);
		set("memory", this.properties.getMemory(), (size) -> run.memory(size));
		set("cpus", this.properties.getCpus(), run::cpus);
		set("pids", this.properties.getPids(), run::pids);
		set("timeout", this.properties.getTimeout(), run::timeout);
		run.readOnlyRootfs(this.properties.isReadOnly());
		set("cap-drop", this.properties.getCapDrop(), (names) -> run.dropCapabilities(names.toArray(String[]::new)));
		this.properties.getNetworks().forEach((network) -> set("networks", network, (text) -> run.network(text)));
		this.properties.getTmpfs().forEach((place) -> set("tmpfs", place, (text) -> run.tmpfs(text, TMPFS_BYTES)));
		this.properties.getVolumes().forEach((volume) -> set("volumes", volume, (text) -> volume(run, text)));
		this.properties.getLabels()
			.forEach((key, value) -> set("labels." + key, value, (text) -> run.label(key, text)));
		return run.build();
	}

	private static void volume(RunRequest.Builder run, String volume) {
		String[] parts = volume.split(":", -1);
		boolean readOnly = parts.length == 3 && parts[2].equals("ro");
		if (parts.length < 2 || parts.length > 3 || (parts.length == 3 && !readOnly && !parts[2].equals("rw"))) {
			throw new IllegalArgumentException(
					"write it as 'NAME:CONTAINER', '/HOST:CONTAINER' or with ':ro' at its end");
		}
		if (!parts[0].startsWith("/")) {
			run.volume(new VolumeMount(parts[0], parts[1], readOnly));
		}
		else if (readOnly) {
			run.bindReadOnly(Path.of(parts[0]), parts[1]);
		}
		else {
			run.bind(Path.of(parts[0]), parts[1]);
		}
	}

	private <T> void set(String property, @Nullable T value, Consumer<T> setter) {
		if (value == null) {
			return;
		}
		try {
			setter.accept(value);
		}
		catch (ContainerdException | IllegalArgumentException ex) {
			// The value of a variable may be a secret.
			throw invalid(property, property.startsWith("env.") ? "..." : value, String.valueOf(ex.getMessage()));
		}
	}

	private InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("libcontainerd.pools." + this.name + "." + property,
				value, reason);
	}

}

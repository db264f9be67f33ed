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

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.health.HealthCheck;

/**
 * How an image is to be run (OCI image configuration). Immutable; what the image does not
 * say is empty.
 *
 * @param user {@code user[:group]}, by name or number; {@code null} for root
 * @param env the environment, {@code NAME=value}
 * @param entrypoint the first words of the command
 * @param cmd the words that follow, unless the caller gives others
 * @param workingDir the working directory; {@code null} for {@code /}
 * @param stopSignal the signal that asks it to end; {@code null} for SIGTERM
 * @param labels the labels
 * @param volumes the directories that hold data
 * @param exposedPorts the ports, such as {@code 80/tcp}
 * @param healthCheck how to find out whether it does what it is for; {@code null} for
 * nothing
 * @since 0.1.0
 */
public record ImageConfig(@Nullable String user, List<String> env, List<String> entrypoint, List<String> cmd,
		@Nullable String workingDir, @Nullable String stopSignal, Map<String, String> labels, Set<String> volumes,
		Set<String> exposedPorts, @Nullable HealthCheck healthCheck) {

	public ImageConfig {
		env = List.copyOf(env);
		entrypoint = List.copyOf(entrypoint);
		cmd = List.copyOf(cmd);
		labels = Map.copyOf(labels);
		volumes = Set.copyOf(volumes);
		exposedPorts = Set.copyOf(exposedPorts);
	}

}

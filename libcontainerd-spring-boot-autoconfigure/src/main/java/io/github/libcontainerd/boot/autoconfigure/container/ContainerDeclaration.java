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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.WaitStrategy;

/**
 * What the properties say of one container, checked.
 *
 * @param name the name that it is declared by
 * @param application the application, as a part of ids
 * @param image the reference of its image
 * @param request what to run, but for the labels that say where it comes from
 * @param text all of that in a form that can be compared
 * @param env the environment that is set, besides that of the image
 * @param ports the ports that it has for others
 * @param networks the networks that it is in; empty with that of the host
 * @param pull when the image is pulled
 * @param archive the file that the image is read from; {@code null} for its registry
 * @param dependsOn the names of those that have to be ready first
 * @param readyPorts the ports that have to answer before it is ready
 * @param readyTimeout how long to wait until it is ready
 * @param stopGrace how long it may take to end
 * @param serviceConnection the kind of service, {@code false} for none; {@code null} for
 * that of the image
 * @param primary whether its connection is preferred
 */
public record ContainerDeclaration(String name, String application, String image, RunRequest request, String text,
		Map<String, String> env, List<PublishedPort> ports, List<String> networks, PullPolicy pull,
		@Nullable Path archive, List<String> dependsOn, List<Integer> readyPorts, Duration readyTimeout,
		Duration stopGrace, @Nullable String serviceConnection, boolean primary) {

	/**
	 * Return the id of its container. A name has no underscore, so that it can be told
	 * from that of the application.
	 */
	String id() {
		return idPrefix(this.application) + this.name;
	}

	static String idPrefix(String application) {
		return application + "_";
	}

	/**
	 * Return whether it has the network of the host.
	 * @return whether its ports are those of the host
	 */
	public boolean onHost() {
		return this.networks.isEmpty() && !this.ports.isEmpty();
	}

	/**
	 * Return its labels, without those that say where it comes from.
	 * @return the values by key
	 */
	public Map<String, String> labels() {
		return this.request.labels();
	}

	/**
	 * Return whether it is one that ends by itself, as one that prepares something.
	 * @return whether its end is waited for
	 */
	public boolean ends() {
		return this.request.waits().stream().anyMatch(ContainerDeclaration::isExit);
	}

	private static boolean isExit(WaitStrategy strategy) {
		return (strategy instanceof WaitStrategy.Within within) ? isExit(within.strategy())
				: strategy instanceof WaitStrategy.Exit;
	}

}

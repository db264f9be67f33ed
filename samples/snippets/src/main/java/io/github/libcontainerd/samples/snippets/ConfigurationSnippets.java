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

package io.github.libcontainerd.samples.snippets;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import io.github.libcontainerd.boot.ContainerdRemoteCustomizer;
import io.github.libcontainerd.boot.RunRequestCustomizer;
import io.github.libcontainerd.boot.autoconfigure.ContainerdConnectionDetails;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;

/**
 * Snippets of {@code docs/guide/configuration.md}.
 */
@Configuration(proxyBeanMethods = false)
class ConfigurationSnippets {

	/**
	 * Uses several clients.
	 */
	@Component
	static class Runners {

		private final Client main;

		private final Client builds;

		Runners(Client main, @Qualifier("builds") Client builds) {
			this.main = main;
			this.builds = builds;
		}

		int running() {
			return this.main.list().size() + this.builds.list().size();
		}

	}

	/**
	 * Uses several containerds. A part of an application that has them.
	 */
	static class Cluster {

		private final Client main;

		private final Client pods;

		private final Remote k3s;

		Cluster(Client main, @Qualifier("pods") Client pods, @Qualifier("k3s") Remote k3s) {
			this.main = main;
			this.pods = pods;
			this.k3s = k3s;
		}

		String describe() {
			return this.main.list().size() + ", and " + this.pods.list().size() + " at " + this.k3s.status().address();
		}

	}

	/**
	 * Tells where containerd is.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Discovered {

		@Bean
		ContainerdConnectionDetails containerdConnectionDetails() {
			return new ContainerdConnectionDetails() {

				@Override
				public @Nullable Path getAddress() {
					return Path.of("/run/k3s/containerd/containerd.sock");
				}

				@Override
				public String getNamespace() {
					return "runner";
				}

			};
		}

	}

	/**
	 * Adds an option to what the properties say.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		ContainerdRemoteCustomizer snapshotsWithoutOverlays() {
			return (options, remote) -> {
				if ("edge".equals(remote)) {
					options.add(RemoteOption.snapshotter("native"));
				}
			};
		}

		@Bean
		RunRequestCustomizer limits() {
			return (builder, request) -> {
				builder.label("owner", "ci");
				if (request.limits().memory() == null) {
					builder.memory("512m");
				}
			};
		}

	}

}

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

import java.net.InetSocketAddress;

import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Snippets of {@code docs/guide/networks.md}.
 */
class NetworkSnippets {

	InetSocketAddress database(Containers containers) {
		RunningContainer database = containers.start("postgres:16",
				(run) -> run.env("POSTGRES_PASSWORD", "secret").publish(5432));
		return database.port(5432);
	}

	void shop(Networks networks, Containers containers) {
		networks.create("backend");
		containers.start("postgres:16", (run) -> run.network("backend", (endpoint) -> endpoint.alias("db")));
		containers.start("shop:1",
				(run) -> run.network("backend").publish(PublishedPort.tcp(8080, 80).onAllAddresses()));
	}

	RunningContainer onSite(Containers containers) {
		return containers.start("nginx:1.27", (run) -> run.network(NetworkMode.cni("site")).publish(80));
	}

}

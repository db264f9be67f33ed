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

package io.github.libcontainerd.boot.test.container;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.network.Network;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.run.RunningContainer;

/**
 * What tests have left whose process was killed.
 *
 * @param client where to look
 */
record Leftovers(Client client) {

	/** The label of a test container with where it comes from. */
	static final String LABEL = "io.github.libcontainerd.boot/test";

	static final String ID_PREFIX = "test_";

	private static final Log logger = LogFactory.getLog(Leftovers.class);

	// With the process that has made it.
	private static final Pattern NETWORK = Pattern.compile("test-([0-9]+)-[0-9]+");

	static String networkName(int number) {
		return "test-" + ProcessHandle.current().pid() + "-" + number;
	}

	/**
	 * Remove the containers. Those of a process that may still live are not shown.
	 */
	void remove() {
		Set<String> ids = new LinkedHashSet<>(this.client.restorable());
		this.client.containers().list().forEach((container) -> ids.add(container.id()));
		ids.removeIf((id) -> !id.startsWith(ID_PREFIX));
		for (String id : ids) {
			this.client.containers().find(id).filter(this::isOurs).ifPresent((container) -> {
				logger.info("Removing container '" + id + "', which an earlier test has left");
				container.remove();
			});
		}
	}

	private boolean isOurs(RunningContainer container) {
		try {
			return this.client.inspect(container.id()).labels().containsKey(LABEL);
		}
		catch (NotFoundException ex) {
			return false;
		}
	}

	/**
	 * Remove the networks, but for those that are in use.
	 */
	static void removeNetworks(Networks networks) {
		for (Network network : networks.list()) {
			Matcher matcher = NETWORK.matcher(network.name());
			if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
				try {
					networks.remove(network.name());
				}
				catch (ContainerdException ex) {
					logger.debug("Network '" + network.name() + "' is still in use", ex);
				}
			}
		}
	}

}

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

package io.github.libcontainerd.internal.pool;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.PoolSettings;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;

/**
 * What can't be made ahead.
 */
public final class PoolRules {

	private PoolRules() {
	}

	/**
	 * Check a request.
	 * @param request what is to be run
	 * @param settings the pool
	 * @param operation what it is for
	 * @throws InvalidRequestException if it can't be made ahead
	 */
	public static void check(RunRequest request, PoolSettings settings, Operation operation) {
		if (request.id() != null) {
			throw invalid(operation, "the containers of a pool get ids that begin with its name; name the pool instead"
					+ " of the container '" + request.id() + "'");
		}
		if (!(request.stdin() instanceof RunInput.None)) {
			throw invalid(operation,
					"the containers of a pool get their input when they are used; leave stdin(..) out");
		}
		checkUse(request, settings, operation);
	}

	/**
	 * Check what customizers may have changed.
	 */
	static void checkUse(RunRequest request, PoolSettings settings, Operation operation) {
		if (request.restart().kind() != RestartPolicy.Kind.NO) {
			throw invalid(operation,
					"a container of a pool is used once and has no restart policy; leave restart(..) out");
		}
		if (!request.remove()) {
			throw invalid(operation, "a container of a pool is removed after its end; leave remove(false) out");
		}
		NetworkMode network = request.network();
		if (network instanceof NetworkMode.OfContainer other) {
			throw invalid(operation, "the container '" + other.id()
					+ "', whose network it is to share, may be another one when it is used; take a network");
		}
		request.ports().forEach((port) -> checkPort(port, settings, operation));
		if (network instanceof NetworkMode.Bridge bridge && settings.size() > 1) {
			bridge.endpoints().forEach((endpoint) -> checkAddress(endpoint, settings, operation));
		}
	}

	private static void checkPort(PublishedPort port, PoolSettings settings, Operation operation) {
		int choice = port.lastHostPort() - port.firstHostPort() + 1;
		if (port.firstHostPort() > 0 && choice < settings.size()) {
			throw invalid(operation, "the port '" + port + "' can't be published by " + settings.size()
					+ " containers at once; let the port of the host be chosen, or take a pool of " + choice);
		}
	}

	private static void checkAddress(EndpointRequest endpoint, PoolSettings settings, Operation operation) {
		if (endpoint.address() != null) {
			throw invalid(operation, "the address " + endpoint.address().getHostAddress() + " can't be that of "
					+ settings.size() + " containers at once; leave address(..) out, or take a pool of 1");
		}
	}

	private static InvalidRequestException invalid(Operation operation, String problem) {
		return new InvalidRequestException(operation, problem, null);
	}

}

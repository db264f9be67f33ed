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

package io.github.libcontainerd.internal.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;

/**
 * The ports at which an image says that it listens. Safe for use by several threads.
 */
final class ExposedPorts {

	private static final Logger logger = LoggerFactory.getLogger(ExposedPorts.class);

	private static final int MOST_HINTS = 1000;

	private final Set<String> hinted = ConcurrentHashMap.newKeySet();

	/**
	 * Return the ports to publish: those of the request, and with
	 * {@link RunRequest#publishAll()} also those of the image that the request does not
	 * name.
	 */
	static List<PublishedPort> toPublish(RunRequest request, @Nullable ImageDetails image) {
		if (!request.publishAll() || image == null) {
			return request.ports();
		}
		List<PublishedPort> ports = new ArrayList<>(request.ports());
		for (PublishedPort exposed : parse(image.config().exposedPorts())) {
			if (request.ports()
				.stream()
				.noneMatch((port) -> port.containerPort() == exposed.containerPort()
						&& port.protocol() == exposed.protocol())) {
				ports.add(exposed);
			}
		}
		return ports;
	}

	/**
	 * Return those of TCP and UDP, in the order of their numbers.
	 */
	static List<PublishedPort> parse(Collection<String> exposed) {
		return exposed.stream()
			.filter((text) -> text.matches("[1-9][0-9]{0,4}(/(tcp|udp))?"))
			.map(PublishedPort::parse)
			.distinct()
			.sorted(Comparator.comparing(PublishedPort::containerPort).thenComparing(PublishedPort::protocol))
			.toList();
	}

	/**
	 * Say once for an image that nobody reaches its ports, since the request publishes
	 * none.
	 */
	void hint(RunRequest request, ImageDetails image) {
		NetworkMode mode = request.network();
		List<PublishedPort> exposed = parse(image.config().exposedPorts());
		if (exposed.isEmpty() || !request.ports().isEmpty() || request.publishAll() || mode instanceof NetworkMode.Host
				|| mode instanceof NetworkMode.OfContainer) {
			return;
		}
		if (this.hinted.size() < MOST_HINTS && this.hinted.add(image.image().name())) {
			PublishedPort first = exposed.get(0);
			String call = (first.protocol() == Protocol.TCP) ? "publish(" + first.containerPort() + ")"
					: "publish(PublishedPort.udp(" + first.containerPort() + "))";
			logger.info("The image {} exposes {}, which this host does not reach as no port is published; {} or "
					+ "publishAll() of the request does that", image.image().name(), exposed, call);
		}
	}

}

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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.WaitStrategy;

/**
 * Makes of the properties of a container what its start waits for.
 */
final class ReadinessReader {

	private static final Pattern HTTP = Pattern.compile("([0-9]{1,5})(/.*)");

	private final String name;

	private final WaitForProperties properties;

	private final List<Integer> published;

	ReadinessReader(String name, ContainerProperties properties, List<PublishedPort> ports) {
		this.name = name;
		this.properties = properties.getWaitFor();
		this.published = ports.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.map(PublishedPort::containerPort)
			.toList();
	}

	/**
	 * Return the ports that have to answer.
	 */
	List<Integer> ports() {
		if (!this.properties.isEnabled()) {
			return List.of();
		}
		List<Integer> ports = this.properties.getPort();
		if (ports != null) {
			if (!this.published.containsAll(ports)) {
				throw invalid("port", ports, "only a published port of TCP can answer; those of '"
						+ ContainerDeclarations.PREFIX + this.name + ".ports' are " + this.published);
			}
			return List.copyOf(ports);
		}
		boolean other = this.properties.getLog() != null || this.properties.getCommand() != null
				|| this.properties.getHttp() != null || this.properties.isHealth() || this.properties.isExit();
		return other ? List.of() : this.published;
	}

	WaitStrategy[] strategies() {
		List<WaitStrategy> all = new ArrayList<>();
		if (!this.properties.isEnabled()) {
			return new WaitStrategy[0];
		}
		ports().forEach((port) -> all.add(WaitStrategy.port(port)));
		String log = this.properties.getLog();
		if (log != null) {
			all.add(checked("log", log, () -> WaitStrategy.log(log)));
			all.set(all.size() - 1, checked("log-times", this.properties.getLogTimes(),
					() -> WaitStrategy.log(log, this.properties.getLogTimes())));
		}
		List<String> command = this.properties.getCommand();
		if (command != null) {
			all.add(checked("command", command, () -> WaitStrategy.command(command.toArray(String[]::new))));
		}
		String http = this.properties.getHttp();
		if (http != null) {
			Matcher matcher = HTTP.matcher(http);
			if (!matcher.matches()) {
				throw invalid("http", http, "write it as PORT/PATH, such as '8080/actuator/health'");
			}
			all.add(checked("http", http,
					() -> WaitStrategy.http(Integer.parseInt(matcher.group(1)), matcher.group(2))));
		}
		if (this.properties.isHealth()) {
			all.add(WaitStrategy.health());
		}
		if (this.properties.isExit()) {
			all.add(WaitStrategy.exit());
		}
		return all.stream()
			.map((strategy) -> checked("timeout", this.properties.getTimeout(),
					() -> strategy.within(this.properties.getTimeout())))
			.toArray(WaitStrategy[]::new);
	}

	private <T> T checked(String property, Object value, Supplier<T> made) {
		try {
			return made.get();
		}
		catch (ContainerdException ex) {
			throw invalid(property, value, String.valueOf(ex.getMessage()));
		}
	}

	private InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return ContainerDeclarations.invalid(this.name, "wait-for." + property, value, reason);
	}

}

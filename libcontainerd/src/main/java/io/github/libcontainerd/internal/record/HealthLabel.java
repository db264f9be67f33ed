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
package io.github.libcontainerd.internal.record;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.health.HealthCheck;

/**
 * How the health of a container is checked, and what is known of it, on labels of its
 * record. Immutable.
 *
 * @param check the check
 * @param status what was known last
 */
public record HealthLabel(HealthCheck check, HealthStatus status) {

	private static final JsonMapper mapper = JsonMapper.shared();

	static final String CHECK = ContainerLabels.PREFIX + "health.check";

	/** What was known last; only what checks have said. */
	public static final String STATUS = ContainerLabels.PREFIX + "health.status";

	static @Nullable HealthLabel of(@Nullable HealthCheck check) {
		return (check != null && !check.isNone()) ? new HealthLabel(check, HealthStatus.STARTING) : null;
	}

	/**
	 * Return the value of the label of the check.
	 */
	String write() {
		ObjectNode label = mapper.createObjectNode();
		ArrayNode command = label.putArray("command");
		this.check.command().forEach(command::add);
		return label.put("interval", this.check.interval().toString())
			.put("timeout", this.check.timeout().toString())
			.put("startPeriod", this.check.startPeriod().toString())
			.put("startInterval", this.check.startInterval().toString())
			.put("retries", this.check.retries())
			.toString();
	}

	static @Nullable HealthLabel read(Map<String, String> labels) {
		String value = labels.get(CHECK);
		if (value == null) {
			return null;
		}
		try {
			JsonNode label = mapper.readTree(value);
			List<String> command = new ArrayList<>();
			label.path("command").forEach((argument) -> command.add(argument.asString()));
			HealthCheck check = HealthCheck.of(command)
				.interval(Duration.parse(label.path("interval").asString()))
				.timeout(Duration.parse(label.path("timeout").asString()))
				.startPeriod(Duration.parse(label.path("startPeriod").asString()))
				.startInterval(Duration.parse(label.path("startInterval").asString()))
				.retries(label.path("retries").asInt());
			return new HealthLabel(check, status(labels.get(STATUS)));
		}
		catch (JacksonException | DateTimeException | InvalidRequestException ex) {
			// Not of ours.
			return null;
		}
	}

	private static HealthStatus status(@Nullable String value) {
		for (HealthStatus status : HealthStatus.values()) {
			if (status.name().equals(value)) {
				return status;
			}
		}
		return HealthStatus.STARTING;
	}

}

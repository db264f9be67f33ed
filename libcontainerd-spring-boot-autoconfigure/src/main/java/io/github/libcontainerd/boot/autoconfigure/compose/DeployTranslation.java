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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * Translates what a service may use and when it is started again.
 */
final class DeployTranslation {

	private final String prefix;

	private final DeclaredProperties properties;

	DeployTranslation(String prefix, DeclaredProperties properties) {
		this.prefix = prefix;
		this.properties = properties;
	}

	void translate(YamlNode deploy) {
		UnsupportedKeys.check(deploy, Set.of("resources", "restart_policy", "replicas", "mode"));
		Map<String, YamlNode> entries = deploy.map();
		single(entries.get("replicas"));
		YamlNode mode = entries.get("mode");
		if (mode != null && !mode.scalar().equals("replicated")) {
			throw mode.unsupported("remove it; only Docker Swarm does something with it");
		}
		YamlNode resources = entries.get("resources");
		if (resources != null) {
			UnsupportedKeys.check(resources, Set.of("limits"));
			limits(resources.map().get("limits"));
		}
		restart(entries.get("restart_policy"));
	}

	/**
	 * Check that there is one container of a service.
	 */
	static void single(@Nullable YamlNode count) {
		if (count != null && !count.scalar().equals("1")) {
			throw count.unsupported("write one service for each container");
		}
	}

	private void limits(@Nullable YamlNode limits) {
		if (limits == null) {
			return;
		}
		UnsupportedKeys.check(limits, Set.of("cpus", "memory", "pids"));
		memory(limits.map().get("memory"));
		cpus(limits.map().get("cpus"));
		pids(limits.map().get("pids"));
	}

	void memory(@Nullable YamlNode memory) {
		if (memory != null) {
			Units.bytes(memory);
			this.properties.put(this.prefix + "memory", memory.scalar(), memory);
		}
	}

	void cpus(@Nullable YamlNode cpus) {
		if (cpus == null) {
			return;
		}
		if (!cpus.scalar().matches("[0-9]{0,6}(\\.[0-9]{1,9})?") || cpus.scalar().isEmpty()) {
			throw cpus.invalid("write it as a number, such as '1.5'");
		}
		// As in Docker, zero is no limit.
		if (Double.parseDouble(cpus.scalar()) > 0) {
			this.properties.put(this.prefix + "cpus", cpus.scalar(), cpus);
		}
	}

	void pids(@Nullable YamlNode pids) {
		if (pids == null) {
			return;
		}
		if (!pids.scalar().matches("-1|[0-9]{1,18}")) {
			throw pids.invalid("write it as a number, such as '100'");
		}
		// As in Docker, these are no limit.
		if (!Set.of("-1", "0").contains(pids.scalar())) {
			this.properties.put(this.prefix + "pids", pids.scalar(), pids);
		}
	}

	private void restart(@Nullable YamlNode policy) {
		if (policy == null || policy.is(Kind.NULL)) {
			return;
		}
		UnsupportedKeys.check(policy, Set.of("condition", "max_attempts"));
		YamlNode condition = policy.map().get("condition");
		YamlNode attempts = policy.map().get("max_attempts");
		String suffix = (attempts != null) ? ":" + attempts.scalar() : "";
		String restart = switch ((condition != null) ? condition.scalar() : "any") {
			case "none" -> "no";
			case "any" -> "always";
			case "on-failure" -> "on-failure" + suffix;
			default -> throw policy.refuse("'" + policy.path() + "' has an unknown condition",
					"use 'none', 'on-failure' or 'any'");
		};
		if (attempts != null && !restart.startsWith("on-failure")) {
			throw attempts.unsupported("remove it, or use the condition 'on-failure'");
		}
		this.properties.put(this.prefix + "restart", restart, policy);
	}

}

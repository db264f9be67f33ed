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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * Translates the health check of a service.
 */
final class HealthTranslation {

	private static final Set<String> KEYS = Set.of("test", "interval", "timeout", "retries", "start_period",
			"start_interval", "disable");

	private static final List<String> TIMES = List.of("interval", "timeout", "start_period", "start_interval");

	private HealthTranslation() {
	}

	/**
	 * Translate a check. A service that has one is ready when it is healthy.
	 * @param node the check
	 * @param prefix what the names of the properties of the container begin with
	 * @param properties the properties
	 */
	static void translate(YamlNode node, String prefix, DeclaredProperties properties) {
		UnsupportedKeys.check(node, KEYS);
		Map<String, YamlNode> entries = node.map();
		if (isDisabled(node)) {
			properties.put(prefix + "health.enabled", "false", node);
			return;
		}
		YamlNode test = entries.get("test");
		if (test == null || test.is(Kind.NULL)) {
			throw node.refuse("'" + node.path() + "' has no 'test'", "add it; without, the check of the image counts");
		}
		properties.put(prefix + "health.command", command(test), test);
		for (String time : TIMES) {
			YamlNode value = entries.get(time);
			// As in Docker, zero is the default.
			if (value != null && !Units.duration(value).isZero()) {
				properties.put(prefix + "health." + time.replace('_', '-'), Units.duration(value), value);
			}
		}
		YamlNode retries = entries.get("retries");
		if (retries != null && !retries.scalar().equals("0")) {
			if (!retries.scalar().matches("[0-9]{1,6}")) {
				throw retries.invalid("write a number");
			}
			properties.put(prefix + "health.retries", retries.scalar(), retries);
		}
		properties.put(prefix + "wait-for.health", "true", node);
	}

	static boolean isDisabled(YamlNode node) {
		YamlNode disable = node.map().get("disable");
		YamlNode test = node.map().get("test");
		return (disable != null && disable.flag()) || (test != null && test.is(Kind.LIST) && !test.list().isEmpty()
				&& test.list().get(0).scalar().equals("NONE"));
	}

	private static List<YamlNode> command(YamlNode test) {
		if (test.is(Kind.SCALAR)) {
			return shell(test);
		}
		List<YamlNode> words = new ArrayList<>(test.list());
		String kind = words.isEmpty() ? "" : words.remove(0).scalar();
		if (words.isEmpty()) {
			throw test.refuse("'" + test.path() + "' has no command", "write it as '[CMD, pg_isready]'");
		}
		if (kind.equals("CMD-SHELL") && words.size() == 1) {
			return shell(words.get(0));
		}
		if (!kind.equals("CMD")) {
			throw test.refuse("'" + test.path() + "' begins with '" + kind + "'",
					"begin it with 'CMD', 'CMD-SHELL' and one line, or 'NONE'");
		}
		return words;
	}

	private static List<YamlNode> shell(YamlNode line) {
		return List.of(line.withText("/bin/sh"), line.withText("-c"), line);
	}

}

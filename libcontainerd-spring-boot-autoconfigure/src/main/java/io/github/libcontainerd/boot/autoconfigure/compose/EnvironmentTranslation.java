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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * Translates the environment of a service, and the files that it comes from.
 */
final class EnvironmentTranslation {

	private final ComposeFile file;

	private final Map<String, YamlNode> values = new LinkedHashMap<>();

	EnvironmentTranslation(ComposeFile file) {
		this.file = file;
	}

	/**
	 * Return the variables of a service; what is set in the service counts more than its
	 * files.
	 */
	Map<String, YamlNode> translate(YamlNode service) {
		YamlNode files = service.map().get("env_file");
		if (files != null && !files.is(Kind.NULL)) {
			(files.is(Kind.MAP) ? List.of(files) : files.scalarOrList()).forEach(this::file);
		}
		YamlNode environment = service.map().get("environment");
		if (environment != null && !environment.is(Kind.NULL)) {
			environment.pairs(this::outside).forEach((pair) -> {
				if (pair.value().is(Kind.NULL)) {
					this.values.remove(pair.key());
				}
				else {
					this.values.put(pair.key(), pair.value());
				}
			});
		}
		return this.values;
	}

	private YamlNode outside(YamlNode node, String name) {
		String value = this.file.variables().apply(name);
		return (value != null) ? node.withText(value) : YamlNode.none(node.place());
	}

	private void file(YamlNode node) {
		YamlNode path = node;
		boolean required = true;
		boolean raw = false;
		if (node.is(Kind.MAP)) {
			UnsupportedKeys.check(node, Set.of("path", "required", "format"));
			Map<String, YamlNode> entries = node.map();
			path = entries.get("path");
			if (path == null) {
				throw node.refuse("'" + node.path() + "' has no 'path'", "add it");
			}
			required = !entries.containsKey("required") || entries.get("required").flag();
			YamlNode format = entries.get("format");
			raw = format != null && format.scalar().equals("raw");
			if (format != null && !raw) {
				throw format.invalid("write 'raw', or remove it");
			}
		}
		Path resolved = this.file.resolve(path);
		if (!Files.exists(resolved)) {
			if (required) {
				throw path.refuse("'" + path.path() + "' is the file '" + resolved + "', which is not there",
						"create it, or add 'required: false'");
			}
			return;
		}
		DotEnv reader = new DotEnv(resolved, this.file.variables(), this.file.variables()::unset);
		this.values.putAll(raw ? reader.readRaw() : reader.read());
	}

}

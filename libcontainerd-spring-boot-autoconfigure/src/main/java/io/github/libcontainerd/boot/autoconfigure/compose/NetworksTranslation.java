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

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * Translates the networks of a service, and the names that it has in them.
 */
final class NetworksTranslation {

	private final ComposeFile file;

	private final String prefix;

	private final DeclaredProperties properties;

	NetworksTranslation(ComposeFile file, String prefix, DeclaredProperties properties) {
		this.file = file;
		this.prefix = prefix;
		this.properties = properties;
	}

	/**
	 * Translate the networks of a service.
	 * @param service the service
	 * @param names names that it has in all of them, besides that of its container
	 */
	void translate(YamlNode service, List<String> names) {
		YamlNode mode = value(service, "network_mode");
		YamlNode networks = value(service, "networks");
		if (mode != null) {
			if (networks != null) {
				throw mode.refuse("'" + mode.path() + "' does not go with 'networks'", "remove one of both");
			}
			mode(mode);
			return;
		}
		Set<String> aliases = new LinkedHashSet<>(names);
		Map<String, YamlNode> joined = new LinkedHashMap<>();
		if (networks == null || (networks.is(Kind.LIST) && networks.list().isEmpty())) {
			join(service, "default", joined);
		}
		else if (networks.is(Kind.LIST)) {
			networks.list().forEach((network) -> join(network, network.scalar(), joined));
		}
		else {
			networks.map().forEach((key, network) -> {
				join(network, key, joined);
				aliases.addAll(aliases(network));
			});
		}
		YamlNode from = (networks != null) ? networks : service;
		this.properties.put(this.prefix + "networks", List.copyOf(joined.values()), from);
		if (!aliases.isEmpty()) {
			this.properties.put(this.prefix + "aliases", aliases.stream().map(from::withText).toList(), from);
		}
	}

	private void join(YamlNode from, String key, Map<String, YamlNode> joined) {
		String name = this.file.network(from, key, this.properties);
		joined.putIfAbsent(name, from.withText(name));
	}

	static @Nullable YamlNode value(YamlNode service, String key) {
		YamlNode value = service.map().get(key);
		return (value != null && !value.is(Kind.NULL)) ? value : null;
	}

	private void mode(YamlNode mode) {
		switch (mode.scalar()) {
			case "host", "none" -> this.properties.put(this.prefix + "networks", List.of(mode), mode);
			default -> throw mode
				.invalid("use 'host' or 'none', or remove it: services of one network find each other" + " by name");
		}
	}

	private static List<String> aliases(YamlNode network) {
		UnsupportedKeys.check(network, Set.of("aliases"));
		YamlNode aliases = network.map().get("aliases");
		return (aliases != null && !aliases.is(Kind.NULL)) ? aliases.list().stream().map(YamlNode::scalar).toList()
				: List.of();
	}

}

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

package io.github.libcontainerd.internal.network.cni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;

/**
 * A network as the site has configured it: plugins, one after the other.
 *
 * @param name its name
 * @param checked whether it can be checked
 * @param plugins what each plugin is given, with the name and the version of the list
 */
record CniNetwork(String name, boolean checked, List<ObjectNode> plugins) {

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Find a network. As everywhere, the first file that has it counts.
	 */
	static CniNetwork find(Path directory, String name) {
		List<String> found = new ArrayList<>();
		for (Path file : files(directory)) {
			JsonNode content = read(file);
			if (content instanceof ObjectNode list) {
				String present = list.path("name").asString("");
				if (present.equals(name)) {
					return of(list);
				}
				found.add(present);
			}
		}
		throw Failures.of("find network '" + name + "'", Reason.UNKNOWN_NETWORK, "no file of " + directory
				+ " configures a CNI network of this name; those that are configured: " + found);
	}

	private static List<Path> files(Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.getFileName().toString().matches(".*\\.(conflist|conf|json)"))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw unreadable(directory, ex);
		}
	}

	private static JsonNode read(Path file) {
		try {
			return JSON.readTree(Files.readString(file));
		}
		catch (IOException | JacksonException ex) {
			throw unreadable(file, ex);
		}
	}

	private static RuntimeException unreadable(Path path, Exception cause) {
		return Failures.of("read the configuration of CNI networks", Reason.FAILED, path + " can't be read: " + cause);
	}

	// One that has no list of plugins is the only plugin itself.
	private static CniNetwork of(ObjectNode list) {
		List<ObjectNode> plugins = new ArrayList<>();
		Iterable<JsonNode> given = list.has("plugins") ? list.path("plugins") : List.of(list);
		for (JsonNode one : given) {
			if (one instanceof ObjectNode plugin) {
				ObjectNode copy = plugin.deepCopy();
				copy.put("name", list.path("name").asString(""));
				copy.put("cniVersion", list.path("cniVersion").asString("0.1.0"));
				plugins.add(copy);
			}
		}
		return new CniNetwork(list.path("name").asString(""), !list.path("disableCheck").asBoolean(false), plugins);
	}

	/**
	 * Whether a plugin can do something that is decided for each container.
	 */
	static boolean can(ObjectNode plugin, String capability) {
		return plugin.path("capabilities").path(capability).asBoolean(false);
	}

}

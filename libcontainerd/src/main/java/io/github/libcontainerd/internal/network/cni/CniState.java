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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;

/**
 * What a container was added to, as it is needed to take it out again: plugins clean up
 * what they are told of only, so that they are told the same as before, whatever has
 * become of the configuration. It is written before the first of them is called.
 *
 * @param containerId the name of the container for the plugins
 * @param checked whether it can be checked
 * @param plugins what each plugin was given
 * @param result what the last one of those that were done has answered; {@code null} when
 * none was
 */
record CniState(String containerId, boolean checked, List<ObjectNode> plugins, @Nullable ObjectNode result) {

	private static final JsonMapper JSON = JsonMapper.shared();

	CniState with(ObjectNode answer) {
		return new CniState(this.containerId, this.checked, this.plugins, answer);
	}

	void write(Path file) {
		ObjectNode state = JSON.createObjectNode();
		state.put("containerId", this.containerId);
		state.put("checked", this.checked);
		ArrayNode list = state.putArray("plugins");
		this.plugins.forEach(list::add);
		if (this.result != null) {
			state.set("result", this.result);
		}
		try {
			Files.createDirectories(file.resolveSibling("."));
			Path part = file.resolveSibling(file.getFileName() + "~");
			Files.writeString(part, state.toString());
			Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw Failures.of("add container '" + this.containerId + "' to its network", Reason.FAILED,
					"the file " + file + " can't be written: " + ex);
		}
	}

	/**
	 * Read what was written.
	 * @return the state; {@code null} if there is none
	 */
	static @Nullable CniState read(Path file) {
		if (Files.notExists(file)) {
			return null;
		}
		try {
			JsonNode state = JSON.readTree(Files.readString(file));
			List<ObjectNode> plugins = new ArrayList<>();
			state.path("plugins").forEach((plugin) -> plugins.add((ObjectNode) plugin));
			return new CniState(state.path("containerId").asString(""), state.path("checked").asBoolean(false), plugins,
					(ObjectNode) state.get("result"));
		}
		catch (IOException | JacksonException | ClassCastException ex) {
			throw Failures.of("take a container out of its network", Reason.FAILED,
					"the file " + file + " can't be read: " + ex);
		}
	}

	/**
	 * Return the addresses of the container's own interface, with their prefix lengths.
	 */
	List<String> addresses() {
		List<String> addresses = new ArrayList<>();
		if (this.result != null) {
			for (JsonNode ip : this.result.path("ips")) {
				JsonNode owner = this.result.path("interfaces").path(ip.path("interface").asInt(-1));
				if (owner.isMissingNode() || !owner.path("sandbox").asString("").isEmpty()) {
					addresses.add(ip.path("address").asString(""));
				}
			}
		}
		return addresses;
	}

}

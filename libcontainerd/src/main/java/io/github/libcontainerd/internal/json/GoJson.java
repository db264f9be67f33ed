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

package io.github.libcontainerd.internal.json;

import java.util.Map;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads what programs written in Go read too: images, registries' answers and Docker's
 * files. Go finds the field of a key in whatever letter case the key is, so writers get
 * away with any. When a field is there several times, the last one counts. Keys that are
 * data, such as those of labels, stay as they are.
 */
public final class GoJson {

	private static final JsonMapper mapper = JsonMapper.builder()
		.enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private GoJson() {
	}

	/**
	 * Return the mapper that reads objects so.
	 */
	public static JsonMapper mapper() {
		return mapper;
	}

	/**
	 * Return a field of an object that was read as a tree; a missing node when it has
	 * none of that name.
	 */
	public static JsonNode path(JsonNode object, String name) {
		JsonNode found = MissingNode.getInstance();
		for (Map.Entry<String, JsonNode> property : object.properties()) {
			if (property.getKey().equalsIgnoreCase(name)) {
				found = property.getValue();
			}
		}
		return found;
	}

}

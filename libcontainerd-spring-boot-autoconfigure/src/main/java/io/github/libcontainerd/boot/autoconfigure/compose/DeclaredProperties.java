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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.origin.OriginTrackedValue;

/**
 * The properties that are made of compose files, each with the line that it is from.
 */
final class DeclaredProperties {

	private final Map<String, Object> values = new LinkedHashMap<>();

	/**
	 * Set a property. What looks like a placeholder of Spring stays as it is.
	 * @param key the name of the property
	 * @param value its value
	 * @param from what it is from
	 */
	void put(String key, String value, YamlNode from) {
		Object tracked = OriginTrackedValue.of(value.replace("${", "\\${"), from.origin());
		Object other = this.values.putIfAbsent(key, tracked);
		if (other != null && !other.equals(tracked)) {
			throw from.refuse("'" + from.path() + "' says something else than another line, which is for the same",
					"remove one of both");
		}
	}

	void put(String key, Duration value, YamlNode from) {
		boolean seconds = value.getNano() == 0;
		put(key, seconds ? value.toSeconds() + "s" : value.toNanos() + "ns", from);
	}

	/**
	 * Set a property that is a list.
	 * @param key the name of the property
	 * @param values its elements, which have to be scalars; none for an empty list
	 * @param from what an empty list is from
	 */
	void put(String key, List<YamlNode> values, YamlNode from) {
		if (values.isEmpty()) {
			put(key, "", from);
		}
		int index = 0;
		for (YamlNode value : values) {
			put(key + "[" + index++ + "]", value.scalar(), value);
		}
	}

	/**
	 * Set an entry of a property that is a map.
	 * @param property the name of the property
	 * @param key the key, whatever characters it has
	 * @param value its value
	 * @param from what it is from
	 */
	void putEntry(String property, String key, String value, YamlNode from) {
		if (key.isBlank() || key.indexOf('[') >= 0 || key.indexOf(']') >= 0) {
			throw from.refuse("'" + from.path() + "' has the key '" + key + "'", "use one without brackets");
		}
		put(property + "[" + key + "]", value, from);
	}

	Map<String, Object> values() {
		return this.values;
	}

}

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

package io.github.libcontainerd.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Defensive copies and checks that the records of this package share. An absent list or
 * map becomes an empty one; the order of entries is kept, so that written JSON is stable.
 */
final class Copies {

	private static final long UINT32_MAX = 0xffffffffL;

	private Copies() {
	}

	static <T> List<T> list(@Nullable List<T> list, String name) {
		if (list == null) {
			return List.of();
		}
		for (T element : list) {
			if (element == null) {
				throw new InvalidFieldException(name, "must not contain null");
			}
		}
		return List.copyOf(list);
	}

	static <V> Map<String, V> map(@Nullable Map<String, V> map, String name) {
		if (map == null || map.isEmpty()) {
			return Map.of();
		}
		map.forEach((key, value) -> {
			if (key == null || value == null) {
				throw new InvalidFieldException(name, "must have a value for '" + key + "'");
			}
		});
		return Collections.unmodifiableMap(new LinkedHashMap<>(map));
	}

	/**
	 * A deep immutable copy of parsed JSON. Unlike the typed maps it may hold nulls.
	 */
	static Map<String, @Nullable Object> unknown(@Nullable Map<String, @Nullable Object> unknown) {
		if (unknown == null || unknown.isEmpty()) {
			return Map.of();
		}
		Map<String, @Nullable Object> copy = new LinkedHashMap<>();
		unknown.forEach((key, value) -> copy.put(key, json(value, key)));
		return Collections.unmodifiableMap(copy);
	}

	static @Nullable Object json(@Nullable Object value, String name) {
		if (value instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> copy = new LinkedHashMap<>();
			map.forEach((key, element) -> copy.put(String.valueOf(key), json(element, name)));
			return Collections.unmodifiableMap(copy);
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> copy = new ArrayList<>();
			list.forEach((element) -> copy.add(json(element, name)));
			return Collections.unmodifiableList(copy);
		}
		if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
			return value;
		}
		throw new InvalidFieldException(name, "must be a JSON value but is of " + value.getClass());
	}

	static String required(@Nullable String value, String name) {
		if (value == null) {
			throw new InvalidFieldException(name, "is required");
		}
		return value;
	}

	static long uint32(long value, String name) {
		if (value < 0 || value > UINT32_MAX) {
			throw new InvalidFieldException(name, "must be within 0 and 4294967295 but is " + value);
		}
		return value;
	}

	static @Nullable Long uint32(@Nullable Long value, String name) {
		return (value != null) ? (Long) uint32(value.longValue(), name) : null;
	}

	static <T> List<T> plus(List<T> list, T element) {
		List<T> copy = new ArrayList<>(list);
		copy.add(element);
		return List.copyOf(copy);
	}

}

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

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads and writes the JSON form as Go's {@code encoding/json} does it in runc and
 * containerd: no silent conversion between strings, integers and floats, absent required
 * numbers are 0, absent optional fields stay absent, empty lists and maps are left out.
 */
final class SpecJson {

	private static final JsonInclude.Value NON_EMPTY = JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY,
			JsonInclude.Include.ALWAYS);

	private static final JsonMapper mapper = JsonMapper.builder()
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.withCoercionConfig(LogicalType.Textual,
				(config) -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
		.changeDefaultPropertyInclusion((include) -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
		.withConfigOverride(List.class, (override) -> override.setInclude(NON_EMPTY))
		.withConfigOverride(Map.class, (override) -> override.setInclude(NON_EMPTY))
		.build();

	private SpecJson() {
	}

	static <T> T read(byte[] json, Class<T> type) {
		T value;
		try {
			value = mapper.readValue(json, type);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"Invalid " + type.getSimpleName() + " JSON" + location(ex) + ": " + reason(ex), ex);
		}
		if (value == null) {
			throw new IllegalArgumentException("Invalid " + type.getSimpleName() + " JSON: it is null");
		}
		return value;
	}

	static byte[] write(Object value) {
		try {
			return mapper.writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("'" + path(ex) + "' cannot be written as JSON: " + reason(ex), ex);
		}
	}

	private static String location(JacksonException ex) {
		String path = path(ex);
		if (!path.isEmpty()) {
			return " at '" + path + "'";
		}
		TokenStreamLocation location = ex.getLocation();
		return (location != null) ? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				append(path, reference.getPropertyName());
			}
		}
		if (ex.getCause() instanceof InvalidFieldException cause) {
			append(path, cause.getField());
		}
		return path.toString();
	}

	private static void append(StringBuilder path, String name) {
		path.append((path.isEmpty()) ? "" : ".").append(name);
	}

	private static @Nullable String reason(JacksonException ex) {
		return (ex.getCause() instanceof InvalidFieldException cause) ? cause.getReason() : ex.getOriginalMessage();
	}

}

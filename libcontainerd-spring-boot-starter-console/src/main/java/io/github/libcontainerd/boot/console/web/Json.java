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

package io.github.libcontainerd.boot.console.web;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page and the console say to each other. It does not depend on how the
 * application writes its own JSON.
 */
public final class Json {

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/**
	 * Write something.
	 * @param value what
	 * @return the text, of one line
	 */
	public String write(@Nullable Object value) {
		return this.mapper.writeValueAsString(value);
	}

	/**
	 * Read something.
	 * @param <T> what
	 * @param text the text
	 * @param type what
	 * @return the value
	 */
	public <T> T read(String text, Class<T> type) {
		return this.mapper.readValue(text, type);
	}

}

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

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.web.ContainerdExceptionHandler;

/**
 * Says to the browser what has gone wrong, in the library's words.
 */
@RestControllerAdvice(basePackages = "io.github.libcontainerd.boot.console")
@Order(Ordered.HIGHEST_PRECEDENCE)
public class Problems {

	private static final Logger logger = LoggerFactory.getLogger(Problems.class);

	private final Json json;

	/**
	 * Create it.
	 * @param json writes the answers
	 */
	public Problems(Json json) {
		this.json = json;
	}

	@ExceptionHandler
	ResponseEntity<String> on(ContainerdException ex) {
		logger.debug("Refused", ex);
		return answer(ContainerdExceptionHandler.status(ex), ex.getMessage());
	}

	@ExceptionHandler
	ResponseEntity<String> on(IllegalArgumentException ex) {
		return answer(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ResponseEntity<String> on(JacksonException ex) {
		return answer(HttpStatus.BAD_REQUEST, "What was sent can't be read: " + ex.getOriginalMessage());
	}

	private ResponseEntity<String> answer(HttpStatus status, @Nullable String detail) {
		return ResponseEntity.status(status)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.write(Map.of("detail", String.valueOf(detail))));
	}

}

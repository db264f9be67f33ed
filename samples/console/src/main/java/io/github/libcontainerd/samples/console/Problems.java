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

package io.github.libcontainerd.samples.console;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.boot.web.ContainerdExceptionHandler;

/**
 * Says to the browser what has gone wrong, in the library's words.
 */
@RestControllerAdvice
class Problems {

	@ExceptionHandler
	ProblemDetail on(ContainerdException ex) {
		return ProblemDetail.forStatusAndDetail(ContainerdExceptionHandler.status(ex), ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail on(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

}

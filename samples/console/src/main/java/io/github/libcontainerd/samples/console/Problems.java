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

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.StartFailedException;

/**
 * Says to the browser what has gone wrong, in the library's words.
 */
@RestControllerAdvice
class Problems {

	@ExceptionHandler
	ProblemDetail on(ContainerdException ex) {
		return ProblemDetail.forStatusAndDetail(status(ex), ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail on(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	private static HttpStatus status(ContainerdException ex) {
		if (ex instanceof NotFoundException) {
			return HttpStatus.NOT_FOUND;
		}
		if (ex instanceof InvalidRequestException) {
			return HttpStatus.BAD_REQUEST;
		}
		if (ex instanceof AlreadyExistsException || ex instanceof IllegalContainerStateException) {
			return HttpStatus.CONFLICT;
		}
		if (ex instanceof StartFailedException) {
			return HttpStatus.UNPROCESSABLE_CONTENT;
		}
		if (ex instanceof DaemonUnavailableException) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		if (ex instanceof OperationTimeoutException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		if (ex instanceof ImageException image) {
			return switch (image.reason()) {
				case NOT_FOUND -> HttpStatus.NOT_FOUND;
				case INVALID_REFERENCE, NO_SUCH_PLATFORM, UNSUPPORTED_FORMAT -> HttpStatus.BAD_REQUEST;
				case IN_USE -> HttpStatus.CONFLICT;
				default -> HttpStatus.BAD_GATEWAY;
			};
		}
		return HttpStatus.INTERNAL_SERVER_ERROR;
	}

}

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

package io.github.libcontainerd.boot.web;

import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.OperationTimeoutException;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.UnsupportedByDaemonException;

/**
 * {@link ControllerAdvice @ControllerAdvice} that answers a {@link ContainerdException}
 * of a controller with a problem detail (RFC 9457) of the status that fits it, in Spring
 * MVC and Spring WebFlux. The message of the exception is logged and not part of the
 * answer, since it carries whatever containerd and runc say, which can be parts of a
 * specification.
 *
 * @since 0.1.0
 */
@ControllerAdvice
@Order(0)
public class ContainerdExceptionHandler {

	private static final Logger logger = LoggerFactory.getLogger(ContainerdExceptionHandler.class);

	/**
	 * Answer an exception.
	 * @param ex the exception
	 * @return the answer; a property {@code reason} is that of an image or a network
	 */
	@ExceptionHandler
	public ProblemDetail handle(ContainerdException ex) {
		HttpStatus status = status(ex);
		if (status.is5xxServerError()) {
			logger.warn("Answered with status {}", status.value(), ex);
		}
		else {
			logger.debug("Answered with status {}", status.value(), ex);
		}
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail(ex));
		if (ex instanceof ImageException image) {
			problem.setProperty("reason", image.reason().name().toLowerCase(Locale.ROOT));
		}
		else if (ex instanceof NetworkException network) {
			problem.setProperty("reason", network.reason().name().toLowerCase(Locale.ROOT));
		}
		return problem;
	}

	/**
	 * Return what the answer says. To be overridden by those who want more in it, such as
	 * the message of the exception.
	 * @param ex the exception
	 * @return the text
	 */
	protected String detail(ContainerdException ex) {
		return switch (status(ex)) {
			case BAD_REQUEST -> "What was asked for can't be right.";
			case NOT_FOUND ->
				(ex instanceof ImageException) ? "There is no such image." : "There is no such container.";
			case CONFLICT -> "What is there already does not allow it.";
			case UNPROCESSABLE_CONTENT -> "The command can't be started.";
			case NOT_IMPLEMENTED -> "This containerd does not support it.";
			case BAD_GATEWAY -> "The registry of the image does not provide it.";
			case SERVICE_UNAVAILABLE -> "Containers are not available at the moment.";
			case GATEWAY_TIMEOUT -> "It took too long.";
			default -> "The container could not be handled.";
		};
	}

	/**
	 * Return the status that fits an exception.
	 * @param ex the exception
	 * @return the status
	 */
	public static HttpStatus status(ContainerdException ex) {
		if (ex instanceof ImageException image) {
			return status(image.reason());
		}
		if (ex instanceof NetworkException network) {
			return status(network.reason());
		}
		if (ex instanceof InvalidRequestException) {
			return HttpStatus.BAD_REQUEST;
		}
		if (ex instanceof NotFoundException) {
			return HttpStatus.NOT_FOUND;
		}
		if (ex instanceof AlreadyExistsException || ex instanceof IllegalContainerStateException) {
			return HttpStatus.CONFLICT;
		}
		if (ex instanceof StartFailedException) {
			return HttpStatus.UNPROCESSABLE_CONTENT;
		}
		if (ex instanceof UnsupportedByDaemonException) {
			return HttpStatus.NOT_IMPLEMENTED;
		}
		if (ex instanceof DaemonUnavailableException || ex instanceof RemoteStartException) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		boolean late = ex instanceof OperationTimeoutException
				|| (ex instanceof ContainerNotReadyException notReady && notReady.timedOut());
		return late ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.INTERNAL_SERVER_ERROR;
	}

	private static HttpStatus status(ImageException.Reason reason) {
		return switch (reason) {
			case INVALID_REFERENCE, NO_SUCH_PLATFORM, UNSUPPORTED_FORMAT -> HttpStatus.BAD_REQUEST;
			case NOT_FOUND -> HttpStatus.NOT_FOUND;
			case IN_USE -> HttpStatus.CONFLICT;
			case UNAUTHORIZED, CORRUPT, REGISTRY_ERROR -> HttpStatus.BAD_GATEWAY;
			case RATE_LIMITED, CANCELLED -> HttpStatus.SERVICE_UNAVAILABLE;
			case NETWORK -> HttpStatus.GATEWAY_TIMEOUT;
			case NO_SPACE, DAEMON -> HttpStatus.INTERNAL_SERVER_ERROR;
		};
	}

	private static HttpStatus status(NetworkException.Reason reason) {
		return switch (reason) {
			case UNKNOWN_NETWORK -> HttpStatus.BAD_REQUEST;
			case PORT_IN_USE, ADDRESS_IN_USE, ALREADY_EXISTS, IN_USE, SUBNET_OVERLAPS -> HttpStatus.CONFLICT;
			case NO_ADDRESS_LEFT, NO_SUBNET_LEFT -> HttpStatus.SERVICE_UNAVAILABLE;
			default -> HttpStatus.INTERNAL_SERVER_ERROR;
		};
	}

}

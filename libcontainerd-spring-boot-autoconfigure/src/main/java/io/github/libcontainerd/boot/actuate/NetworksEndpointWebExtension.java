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

package io.github.libcontainerd.boot.actuate;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.NetworkException;
import io.github.libcontainerd.NetworkException.Reason;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link NetworksEndpoint}.
 * Answers failures with the status that fits them.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = NetworksEndpoint.class)
@RegisterReflectionForBinding(ProblemDescriptor.class)
public class NetworksEndpointWebExtension {

	private static final Logger logger = LoggerFactory.getLogger(NetworksEndpointWebExtension.class);

	private static final int NOT_IMPLEMENTED = 501;

	private static final int CONFLICT = 409;

	private final NetworksEndpoint delegate;

	/**
	 * Create a new extension.
	 * @param delegate the endpoint
	 */
	public NetworksEndpointWebExtension(NetworksEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Return one network.
	 * @param name its name
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> network(@Selector String name) {
		return respond(() -> this.delegate.network(name), WebEndpointResponse.STATUS_NOT_FOUND, name);
	}

	/**
	 * Do something with all networks.
	 * @param action {@code prune}, to remove those that no container uses
	 * @return the response
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> controlNetworks(@Selector String action) {
		return respond(() -> this.delegate.controlNetworks(action), WebEndpointResponse.STATUS_NO_CONTENT, action);
	}

	/**
	 * Remove a network that no container uses.
	 * @param name its name
	 * @return the response
	 */
	@DeleteOperation(produces = "application/json")
	public WebEndpointResponse<OperationResponseBody> deleteNetwork(@Selector String name) {
		return respond(() -> {
			this.delegate.deleteNetwork(name);
			return null;
		}, WebEndpointResponse.STATUS_NO_CONTENT, name);
	}

	private static WebEndpointResponse<OperationResponseBody> respond(Supplier<@Nullable OperationResponseBody> action,
			int emptyStatus, String name) {
		try {
			OperationResponseBody body = action.get();
			if (body != null) {
				return new WebEndpointResponse<>(body);
			}
			return (emptyStatus == WebEndpointResponse.STATUS_NOT_FOUND)
					? ProblemDescriptor.respond(absence(name), emptyStatus) : new WebEndpointResponse<>(emptyStatus);
		}
		catch (InvalidEndpointRequestException ex) {
			return ProblemDescriptor.respond(String.valueOf(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (NetworkException ex) {
			return ProblemDescriptor.respond(
					(ex.reason() == Reason.UNKNOWN_NETWORK) ? absence(name) : String.valueOf(ex.getMessage()),
					status(ex.reason()));
		}
		catch (ContainerdException ex) {
			Problem problem = Problem.of(ex);
			if (problem == Problem.FAILED) {
				logger.warn("A request to the networks endpoint failed", ex);
			}
			return ProblemDescriptor.respond(problem.text(), problem.status());
		}
	}

	private static String absence(String name) {
		return "There is no network '" + name + "'; the endpoint without a name lists those that there are";
	}

	private static int status(Reason reason) {
		return switch (reason) {
			case UNKNOWN_NETWORK -> WebEndpointResponse.STATUS_NOT_FOUND;
			case IN_USE -> CONFLICT;
			case MISSING_PROGRAM, NOT_PERMITTED -> NOT_IMPLEMENTED;
			default -> WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
		};
	}

}

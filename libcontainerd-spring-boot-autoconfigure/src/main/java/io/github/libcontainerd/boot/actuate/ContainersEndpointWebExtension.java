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

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.libcontainerd.ContainerdException;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link ContainersEndpoint}.
 * Answers failures with the status that fits them.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ContainersEndpoint.class)
@RegisterReflectionForBinding(ContainersEndpointWebExtension.ProblemDescriptor.class)
public class ContainersEndpointWebExtension {

	private static final Logger logger = LoggerFactory.getLogger(ContainersEndpointWebExtension.class);

	private final ContainersEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create a new extension.
	 * @param delegate the endpoint
	 * @param showValues when the values of labels are shown
	 * @param roles the roles of those to whom they are
	 */
	public ContainersEndpointWebExtension(ContainersEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Return the containers of a namespace.
	 * @param securityContext who asks
	 * @param namespace the namespace; {@code null} for the default one
	 * @param limit how many to return at most
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> containers(SecurityContext securityContext,
			@Nullable String namespace, @Nullable Integer limit) {
		return read(() -> this.delegate.getContainers(namespace, limit, shown(securityContext)));
	}

	/**
	 * Return one container.
	 * @param securityContext who asks
	 * @param id the container
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> container(SecurityContext securityContext, @Selector String id,
			@Nullable String namespace) {
		return read(() -> this.delegate.getContainer(id, namespace, shown(securityContext)));
	}

	/**
	 * Return what a container uses, or the end of its log.
	 * @param id the container
	 * @param part {@code stats} or {@code logs}
	 * @param lines how many lines of the log at most
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> containerPart(@Selector String id, @Selector String part,
			@Nullable Integer lines, @Nullable String namespace) {
		return read(() -> this.delegate.containerPart(id, part, lines, namespace));
	}

	/**
	 * Do something with a container.
	 * @param id the container
	 * @param action {@code pause}, {@code resume}, {@code stop} or {@code signal}
	 * @param graceSeconds how long {@code stop} waits before it kills
	 * @param signal the number of the signal
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> controlContainer(@Selector String id, @Selector String action,
			@Nullable Integer graceSeconds, @Nullable Integer signal, @Nullable String namespace) {
		return write(() -> this.delegate.controlContainer(id, action, graceSeconds, signal, namespace));
	}

	/**
	 * Kill a container if it runs, and remove it.
	 * @param id the container
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@DeleteOperation(produces = "application/json")
	public WebEndpointResponse<OperationResponseBody> deleteContainer(@Selector String id, @Nullable String namespace) {
		return write(() -> {
			this.delegate.deleteContainer(id, namespace);
			return null;
		});
	}

	private boolean shown(SecurityContext securityContext) {
		return this.showValues.isShown(securityContext, this.roles);
	}

	private WebEndpointResponse<OperationResponseBody> read(Action action) {
		return respond(action, WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private WebEndpointResponse<OperationResponseBody> write(Action action) {
		return respond(action, WebEndpointResponse.STATUS_NO_CONTENT);
	}

	private WebEndpointResponse<OperationResponseBody> respond(Action action, int emptyStatus) {
		try {
			OperationResponseBody body = action.run();
			return (body != null) ? new WebEndpointResponse<>(body) : new WebEndpointResponse<>(emptyStatus);
		}
		catch (ContainerdException ex) {
			Problem problem = Problem.of(ex);
			if (problem == Problem.FAILED) {
				logger.warn("A request to the containers endpoint failed", ex);
			}
			return new WebEndpointResponse<>(new ProblemDescriptor(problem.text()), problem.status());
		}
	}

	/**
	 * An operation of the endpoint.
	 */
	@FunctionalInterface
	private interface Action {

		@Nullable OperationResponseBody run();

	}

	/**
	 * Description of a failure.
	 *
	 * @param problem in words
	 */
	record ProblemDescriptor(String problem) implements OperationResponseBody {
	}

}

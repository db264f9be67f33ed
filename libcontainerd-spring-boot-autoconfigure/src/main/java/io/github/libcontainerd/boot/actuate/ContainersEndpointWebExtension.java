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

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.client.Client;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link ContainersEndpoint}.
 * Answers failures with the status that fits them.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ContainersEndpoint.class)
@RegisterReflectionForBinding(ProblemDescriptor.class)
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
			@Nullable String namespace, @Nullable String limit) {
		return read(new Target(null, null, namespace),
				() -> this.delegate.getContainers(namespace, number("limit", limit), shown(securityContext)));
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
		return read(new Target(id, null, namespace),
				() -> this.delegate.getContainer(id, namespace, shown(securityContext)));
	}

	/**
	 * Return what a container uses, or the end of its log.
	 * @param id the container
	 * @param part {@code stats}, {@code disk} or {@code logs}
	 * @param lines how many lines of the log at most
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> containerPart(@Selector String id, @Selector String part,
			@Nullable String lines, @Nullable String namespace) {
		return read(new Target(id, part, namespace),
				() -> this.delegate.containerPart(id, part, number("lines", lines), namespace));
	}

	/**
	 * Do something with a container.
	 * @param id the container
	 * @param action {@code pause}, {@code resume}, {@code start}, {@code stop} or
	 * {@code signal}
	 * @param graceSeconds how long {@code stop} waits before it kills
	 * @param signal the name of the signal, such as {@code SIGHUP} or {@code HUP}, or its
	 * number
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> controlContainer(@Selector String id, @Selector String action,
			@Nullable String graceSeconds, @Nullable String signal, @Nullable String namespace) {
		return write(new Target(id, null, namespace), () -> this.delegate.controlContainer(id, action,
				number("graceSeconds", graceSeconds), signal, namespace));
	}

	/**
	 * Kill a container if it runs, and remove it.
	 * @param id the container
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@DeleteOperation(produces = "application/json")
	public WebEndpointResponse<OperationResponseBody> deleteContainer(@Selector String id, @Nullable String namespace) {
		return write(new Target(id, null, namespace), () -> {
			this.delegate.deleteContainer(id, namespace);
			return null;
		});
	}

	private boolean shown(SecurityContext securityContext) {
		return this.showValues.isShown(securityContext, this.roles);
	}

	private WebEndpointResponse<OperationResponseBody> read(Target target, Action action) {
		return respond(target, action, WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private WebEndpointResponse<OperationResponseBody> write(Target target, Action action) {
		return respond(target, action, WebEndpointResponse.STATUS_NO_CONTENT);
	}

	private WebEndpointResponse<OperationResponseBody> respond(Target target, Action action, int emptyStatus) {
		try {
			OperationResponseBody body = action.run();
			if (body != null) {
				return new WebEndpointResponse<>(body);
			}
			return (emptyStatus == WebEndpointResponse.STATUS_NOT_FOUND)
					? ProblemDescriptor.respond(absence(target), emptyStatus) : new WebEndpointResponse<>(emptyStatus);
		}
		catch (InvalidEndpointRequestException ex) {
			return ProblemDescriptor.respond(String.valueOf(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (ContainerdException ex) {
			Problem problem = Problem.of(ex);
			if (problem == Problem.FAILED) {
				logger.warn("A request to the containers endpoint failed", ex);
			}
			String text = switch (problem) {
				case NOT_FOUND -> absence(target);
				case CONFLICT -> obstacle(target);
				default -> problem.text();
			};
			return ProblemDescriptor.respond(text, problem.status());
		}
	}

	// Taken as text, so that what is no number is answered in words too.
	private static @Nullable Integer number(String name, @Nullable String text) {
		try {
			return (text != null) ? Integer.valueOf(text.strip()) : null;
		}
		catch (NumberFormatException ex) {
			throw ContainersEndpoint.invalid("'" + name + "' must be a number, not '" + text + "'");
		}
	}

	private String absence(Target target) {
		Client client = this.delegate.clients().find(target.namespace());
		if (client == null) {
			return this.delegate.clients().absence(target.namespace());
		}
		if (target.part() != null && !ContainersEndpoint.PARTS.contains(target.part())) {
			return "There is no '" + target.part() + "' of a container; there are " + ContainersEndpoint.PARTS;
		}
		if (target.part() != null && ContainersEndpoint.find(client, String.valueOf(target.id())) != null) {
			return ContainersEndpoint.DISK.equals(target.part())
					? "Container '" + target.id() + "' runs from a directory, so that nothing of the disk is its own"
					: "There are no " + target.part() + " of container '" + target.id() + "' now";
		}
		return "There is no container '" + target.id() + "' in namespace '" + client.namespace()
				+ "'; the endpoint without an id lists those that there are";
	}

	private String obstacle(Target target) {
		if (ContainersEndpoint.LOGS.equals(target.part())) {
			return "The output of container '" + target.id()
					+ "' goes to no file and no memory, so that there is nothing to read";
		}
		Client client = this.delegate.clients().find(target.namespace());
		ContainerInfo info = (client != null) ? ContainersEndpoint.find(client, String.valueOf(target.id())) : null;
		return Problem.CONFLICT.text()
				+ ((info != null) ? ": it is " + info.status().name().toLowerCase(Locale.ROOT) : "");
	}

	/**
	 * What a request is about.
	 *
	 * @param id the container; {@code null} for all
	 * @param part a part of it; {@code null} for the container
	 * @param namespace the namespace; {@code null} for the default one
	 */
	private record Target(@Nullable String id, @Nullable String part, @Nullable String namespace) {
	}

	/**
	 * An operation of the endpoint.
	 */
	@FunctionalInterface
	private interface Action {

		@Nullable OperationResponseBody run();

	}

}

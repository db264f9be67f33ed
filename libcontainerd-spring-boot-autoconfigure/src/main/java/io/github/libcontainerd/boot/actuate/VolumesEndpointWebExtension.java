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
import java.util.function.Supplier;

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

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.VolumeInUseException;
import io.github.libcontainerd.client.Client;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link VolumesEndpoint}.
 * Answers failures with the status that fits them.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = VolumesEndpoint.class)
@RegisterReflectionForBinding(ProblemDescriptor.class)
public class VolumesEndpointWebExtension {

	private static final Logger logger = LoggerFactory.getLogger(VolumesEndpointWebExtension.class);

	private final VolumesEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create a new extension.
	 * @param delegate the endpoint
	 * @param showValues when the values of labels are shown
	 * @param roles the roles of those to whom they are
	 */
	public VolumesEndpointWebExtension(VolumesEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Return the volumes of a namespace.
	 * @param securityContext who asks
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> volumes(SecurityContext securityContext,
			@Nullable String namespace) {
		return respond(null, namespace, WebEndpointResponse.STATUS_NOT_FOUND,
				() -> this.delegate.getVolumes(namespace, shown(securityContext)));
	}

	/**
	 * Return one volume with its size.
	 * @param securityContext who asks
	 * @param name its name
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> volume(SecurityContext securityContext, @Selector String name,
			@Nullable String namespace) {
		return respond(name, namespace, WebEndpointResponse.STATUS_NOT_FOUND,
				() -> this.delegate.getVolume(name, namespace, shown(securityContext)));
	}

	/**
	 * Do something with all volumes of a namespace.
	 * @param action {@code prune}, to remove those that no container uses
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> controlVolumes(@Selector String action,
			@Nullable String namespace) {
		return respond(null, namespace, WebEndpointResponse.STATUS_NO_CONTENT,
				() -> this.delegate.controlVolumes(action, namespace));
	}

	/**
	 * Remove a volume that no container uses, with all that is in it.
	 * @param name its name
	 * @param namespace the namespace; {@code null} for the default one
	 * @return the response
	 */
	@DeleteOperation(produces = "application/json")
	public WebEndpointResponse<OperationResponseBody> deleteVolume(@Selector String name, @Nullable String namespace) {
		return respond(name, namespace, WebEndpointResponse.STATUS_NO_CONTENT, () -> {
			this.delegate.deleteVolume(name, namespace);
			return null;
		});
	}

	private boolean shown(SecurityContext securityContext) {
		return this.showValues.isShown(securityContext, this.roles);
	}

	private WebEndpointResponse<OperationResponseBody> respond(@Nullable String name, @Nullable String namespace,
			int emptyStatus, Supplier<@Nullable OperationResponseBody> action) {
		try {
			OperationResponseBody body = action.get();
			if (body != null) {
				return new WebEndpointResponse<>(body);
			}
			return (emptyStatus == WebEndpointResponse.STATUS_NOT_FOUND)
					? ProblemDescriptor.respond(absence(name, namespace), emptyStatus)
					: new WebEndpointResponse<>(emptyStatus);
		}
		catch (InvalidEndpointRequestException ex) {
			return ProblemDescriptor.respond(String.valueOf(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (VolumeInUseException ex) {
			return ProblemDescriptor.respond("The volume '" + ex.volume() + "' is in use by "
					+ (ex.containers().isEmpty() ? "a container that is being made" : "containers " + ex.containers()),
					Problem.CONFLICT.status());
		}
		catch (ContainerdException ex) {
			Problem problem = Problem.of(ex);
			if (problem == Problem.FAILED) {
				logger.warn("A request to the volumes endpoint failed", ex);
			}
			return ProblemDescriptor.respond((problem == Problem.NOT_FOUND) ? absence(name, namespace) : problem.text(),
					problem.status());
		}
	}

	private String absence(@Nullable String name, @Nullable String namespace) {
		Client client = this.delegate.clients().find(namespace);
		if (client == null) {
			return this.delegate.clients().absence(namespace);
		}
		return "There is no volume '" + name + "' in namespace '" + client.namespace()
				+ "'; the endpoint without a name lists those that there are";
	}

}

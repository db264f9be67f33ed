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

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link ContainerdEndpoint}.
 * Says which remotes there are when there is none of the name that is asked for.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ContainerdEndpoint.class)
@RegisterReflectionForBinding(ProblemDescriptor.class)
public class ContainerdEndpointWebExtension {

	private final ContainerdEndpoint delegate;

	/**
	 * Create a new extension.
	 * @param delegate the endpoint
	 */
	public ContainerdEndpointWebExtension(ContainerdEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Return the state of the default containerd and of the connection to it.
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> containerd() {
		return respond(this.delegate.containerd(), "There is no default remote");
	}

	/**
	 * Return the state of a containerd and of the connection to it.
	 * @param remote the name of the remote
	 * @return the response
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> containerd(@Selector String remote) {
		return respond(this.delegate.containerd(remote), "There is no remote '" + remote + "'");
	}

	private WebEndpointResponse<OperationResponseBody> respond(@Nullable OperationResponseBody body, String absence) {
		return (body != null) ? new WebEndpointResponse<>(body) : ProblemDescriptor
			.respond(absence + "; there are " + this.delegate.names(), WebEndpointResponse.STATUS_NOT_FOUND);
	}

}

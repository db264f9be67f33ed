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

package io.github.libcontainerd.boot.autoconfigure.grpc;

import java.util.Set;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * Takes the deadline from calls that last as long as a container runs. It is one that a
 * global interceptor of the application has set; the library sets none.
 */
final class EndlessCallsInterceptor implements ClientInterceptor {

	private static final Set<String> ENDLESS = Set.of("containerd.services.tasks.v1.Tasks/Wait",
			"containerd.services.events.v1.Events/Subscribe");

	@Override
	public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
		boolean endless = options.getDeadline() != null && ENDLESS.contains(method.getFullMethodName());
		return next.newCall(method, endless ? options.withDeadline(null) : options);
	}

}

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

package io.github.libcontainerd.test.internal.fake.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.host.Threads;

/**
 * Counts calls, injects faults and keeps the namespace header.
 */
public final class FakeInterceptor implements ServerInterceptor {

	private static final Metadata.Key<String> NAMESPACE_HEADER = Metadata.Key.of("containerd-namespace",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> LEASE_HEADER = Metadata.Key.of("containerd-lease",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Context.Key<String> NAMESPACE = Context.key("namespace");

	private static final Context.Key<String> LEASE = Context.key("lease");

	private static final Pattern IDENTIFIER = Pattern.compile("^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$");

	private static final int MAX_IDENTIFIER = 76;

	private final Faults faults;

	private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

	private volatile boolean plainUnknown;

	public FakeInterceptor(Faults faults) {
		this.faults = faults;
	}

	/** Since 2.0, texts of unknown errors do not end with the name of their class. */
	public void plainUnknown(boolean plain) {
		this.plainUnknown = plain;
	}

	public int calls(String method) {
		AtomicInteger count = this.calls.get(method);
		return (count != null) ? count.get() : 0;
	}

	/**
	 * The checked namespace of the current call.
	 */
	public static String namespace() {
		String namespace = NAMESPACE.get();
		if (namespace == null || namespace.isEmpty()) {
			throw Status.FAILED_PRECONDITION.withDescription("namespace is required: failed precondition")
				.asRuntimeException();
		}
		String problem = checkIdentifier(namespace);
		if (problem != null) {
			throw Status.INVALID_ARGUMENT.withDescription("namespace validation: " + problem + ": invalid argument")
				.asRuntimeException();
		}
		return namespace;
	}

	/**
	 * The lease that the current call names.
	 * @return its id or {@code null} if it names none
	 */
	public static @Nullable String lease() {
		return LEASE.get();
	}

	/**
	 * What is wrong with an identifier.
	 * @return the text or {@code null} if nothing is
	 */
	public static @Nullable String checkIdentifier(String identifier) {
		if (identifier.isEmpty()) {
			return "identifier must not be empty";
		}
		if (identifier.length() > MAX_IDENTIFIER) {
			return "identifier \"%s\" greater than maximum length (%d characters)".formatted(identifier,
					MAX_IDENTIFIER);
		}
		if (!IDENTIFIER.matcher(identifier).matches()) {
			return "identifier \"%s\" must match %s".formatted(identifier, IDENTIFIER.pattern());
		}
		return null;
	}

	@Override
	public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
			ServerCallHandler<Q, A> next) {
		String service = String.valueOf(call.getMethodDescriptor().getServiceName());
		String method = service.substring(service.lastIndexOf('.') + 1) + "/"
				+ call.getMethodDescriptor().getBareMethodName();
		this.calls.computeIfAbsent(method, (name) -> new AtomicInteger()).incrementAndGet();
		Fault fault = this.faults.next(method);
		ServerCall<Q, A> effective = this.plainUnknown ? new Plain<>(call) : call;
		if (fault != null) {
			Status status = fault.status();
			if (fault.afterwards()) {
				if (status == null) {
					this.faults.hangs(method);
				}
				effective = new Lossy<>(effective, status);
			}
			else if (status == null) {
				this.faults.hangs(method);
				return new ServerCall.Listener<>() {
				};
			}
			else if (!status.isOk()) {
				call.close(status, new Metadata());
				return new ServerCall.Listener<>() {
				};
			}
			else {
				Context context = Context.current();
				Threads.await(fault.delay(), context::isCancelled);
			}
		}
		String namespace = headers.get(NAMESPACE_HEADER);
		String lease = headers.get(LEASE_HEADER);
		Context context = Context.current()
			.withValue(NAMESPACE, (namespace != null) ? namespace : "")
			.withValue(LEASE, (lease != null && !lease.isEmpty()) ? lease : null);
		return Contexts.interceptCall(context, effective, headers, next);
	}

	/**
	 * Loses the answer of a call that was carried out.
	 */
	private static final class Lossy<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {

		private final @Nullable Status status;

		Lossy(ServerCall<Q, A> call, @Nullable Status status) {
			super(call);
			this.status = status;
		}

		@Override
		public void sendHeaders(Metadata headers) {
			// Lost.
		}

		@Override
		public void sendMessage(A message) {
			// Lost.
		}

		@Override
		public void close(Status ignored, Metadata trailers) {
			if (this.status != null) {
				super.close(this.status, new Metadata());
			}
		}

	}

	/**
	 * Takes ": unknown" away.
	 */
	private static final class Plain<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {

		Plain(ServerCall<Q, A> call) {
			super(call);
		}

		@Override
		public void close(Status status, Metadata trailers) {
			String text = status.getDescription();
			boolean strip = status.getCode() == Status.Code.UNKNOWN && text != null && text.endsWith(": unknown");
			super.close(
					(strip && text != null)
							? status.withDescription(text.substring(0, text.length() - ": unknown".length())) : status,
					trailers);
		}

	}

}

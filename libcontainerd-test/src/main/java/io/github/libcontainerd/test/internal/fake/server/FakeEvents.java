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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.events.Envelope;
import io.github.libcontainerd.internal.grpc.api.events.EventsGrpc;
import io.github.libcontainerd.internal.grpc.api.events.ForwardRequest;
import io.github.libcontainerd.internal.grpc.api.events.PublishRequest;
import io.github.libcontainerd.internal.grpc.api.events.SubscribeRequest;

/**
 * The events service: a broadcast without memory.
 */
public final class FakeEvents extends EventsGrpc.EventsImplBase {

	/** Go's zero time, which stands where there is no time. */
	public static final Timestamp NEVER = Timestamp.newBuilder().setSeconds(-62135596800L).build();

	private final FakeDaemon daemon;

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	private final ReentrantLock lock = new ReentrantLock();

	public FakeEvents(FakeDaemon daemon) {
		this.daemon = daemon;
	}

	public static Any any(Message message) {
		return Any.newBuilder()
			.setTypeUrl(message.getDescriptorForType().getFullName())
			.setValue(message.toByteString())
			.build();
	}

	public static Timestamp timestamp(Instant instant) {
		return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
	}

	public int live() {
		return this.subscriptions.size();
	}

	/** The connections are gone. */
	public void reset() {
		this.subscriptions.clear();
	}

	public void publish(String namespace, String topic, Message event) {
		send(Envelope.newBuilder()
			.setTimestamp(timestamp(Instant.now()))
			.setNamespace(namespace)
			.setTopic(topic)
			.setEvent(any(event))
			.build());
	}

	private void send(Envelope envelope) {
		this.lock.lock();
		try {
			for (Subscription subscription : this.subscriptions) {
				if (subscription.filter.test((path) -> field(envelope, path)) && !subscription.observer.isCancelled()) {
					subscription.observer.onNext(envelope);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static @Nullable String field(Envelope envelope, List<String> path) {
		return switch (path.get(0)) {
			case "namespace" -> envelope.getNamespace();
			case "topic" -> envelope.getTopic();
			default -> null;
		};
	}

	@Override
	public void publish(PublishRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String namespace;
			try {
				namespace = FakeInterceptor.namespace();
			}
			catch (StatusRuntimeException ex) {
				throw ex.getStatus()
					.withDescription("failed publishing event: " + ex.getStatus().getDescription())
					.asRuntimeException();
			}
			if (!request.hasEvent()) {
				throw this.daemon.crash("Events.Publish without event");
			}
			checkTopic(request.getTopic());
			send(Envelope.newBuilder()
				.setTimestamp(timestamp(Instant.now()))
				.setNamespace(namespace)
				.setTopic(request.getTopic())
				.setEvent(request.getEvent())
				.build());
			return Empty.getDefaultInstance();
		});
	}

	private static void checkTopic(String topic) {
		String problem = null;
		if (topic.isEmpty()) {
			problem = "must not be empty";
		}
		else if (!topic.startsWith("/")) {
			problem = "must start with '/'";
		}
		else if (topic.length() == 1) {
			problem = "must have at least one component";
		}
		else {
			for (String component : topic.substring(1).split("/", -1)) {
				String wrong = FakeInterceptor.checkIdentifier(component);
				if (wrong != null && problem == null) {
					problem = "failed validation on component \"%s\": %s".formatted(component, wrong);
				}
			}
		}
		if (problem != null) {
			throw Status.INVALID_ARGUMENT
				.withDescription("envelope topic \"%s\": %s: invalid argument".formatted(topic, problem))
				.asRuntimeException();
		}
	}

	@Override
	public void forward(ForwardRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasEnvelope()) {
				throw this.daemon.crash("Events.Forward without envelope");
			}
			checkTopic(request.getEnvelope().getTopic());
			send(request.getEnvelope());
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public void subscribe(SubscribeRequest request, StreamObserver<Envelope> observer) {
		try {
			ServerCallStreamObserver<Envelope> call = (ServerCallStreamObserver<Envelope>) observer;
			Subscription subscription = new Subscription(FakeFilter.parse(request.getFiltersList()), call);
			call.setOnCancelHandler(() -> this.subscriptions.remove(subscription));
			this.subscriptions.add(subscription);
			if (call.isCancelled()) {
				this.subscriptions.remove(subscription);
			}
		}
		catch (IllegalArgumentException ex) {
			observer.onError(Status.UNKNOWN
				.withDescription("subscription error: failed parsing subscription filters: " + ex.getMessage())
				.asRuntimeException());
		}
	}

	/**
	 * A subscriber.
	 */
	private record Subscription(Predicate<Function<List<String>, @Nullable String>> filter,
			ServerCallStreamObserver<Envelope> observer) {

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

}

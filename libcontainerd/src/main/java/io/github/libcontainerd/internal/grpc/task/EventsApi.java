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

package io.github.libcontainerd.internal.grpc.task;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.event.NamespaceDelete;
import io.github.libcontainerd.internal.grpc.api.event.TaskExit;
import io.github.libcontainerd.internal.grpc.api.event.TaskOOM;
import io.github.libcontainerd.internal.grpc.api.event.TaskPaused;
import io.github.libcontainerd.internal.grpc.api.event.TaskResumed;
import io.github.libcontainerd.internal.grpc.api.event.TaskStart;
import io.github.libcontainerd.internal.grpc.api.events.Envelope;
import io.github.libcontainerd.internal.grpc.api.events.EventsGrpc;
import io.github.libcontainerd.internal.grpc.api.events.PublishRequest;
import io.github.libcontainerd.internal.grpc.api.events.SubscribeRequest;

/**
 * The events of a namespace.
 */
public final class EventsApi {

	private static final Logger logger = LoggerFactory.getLogger(EventsApi.class);

	private static final Duration DEADLINE = Duration.ofSeconds(3);

	private static final String MARK_TOPIC = "/libcontainerd/";

	private final Channel channel;

	private final String namespace;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public EventsApi(Channel channel, String namespace) {
		this.channel = ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace));
		this.namespace = namespace;
	}

	/**
	 * Subscribe to the task events of this namespace. containerd does not say when the
	 * subscription is in force: see {@link #publishMark}.
	 * @param events receives the events one after another, with the time at which
	 * containerd published them; must not block, since containerd queues without bound
	 * what is not read
	 * @param marks receives the marks
	 * @param end called once, with the reason, when the stream has ended
	 * @return cancels the subscription
	 */
	public Runnable subscribe(BiConsumer<TaskEvent, @Nullable Instant> events, Consumer<String> marks,
			Consumer<Throwable> end) {
		// One filter, since several are OR-ed (moby a27abc619c), and quoted, since a
		// slash is a quote character. The header does not limit the subscription. What is
		// not decoded is not asked for.
		SubscribeRequest request = SubscribeRequest.newBuilder()
			.addFilters("namespace==\"" + this.namespace
					+ "\",topic~=\"^/(tasks/(start|exit|oom|paused|resumed)$|libcontainerd/)\"")
			.build();
		return Rpc.stream(this.channel, EventsGrpc.getSubscribeMethod(), request, null, (envelope) -> {
			if (envelope.getTopic().startsWith(MARK_TOPIC)) {
				marks.accept(envelope.getTopic().substring(MARK_TOPIC.length()));
				return;
			}
			TaskEvent event = decode(envelope);
			if (event != null) {
				events.accept(event, AnyValues.instant(envelope.hasTimestamp(), envelope.getTimestamp()));
			}
		}, (status) -> end
			.accept((status.isOk() ? Status.UNAVAILABLE.withDescription("the event stream ended") : status)
				.asRuntimeException()));
	}

	/**
	 * Send a mark to all subscribers of the namespace, which proves to ours that it is in
	 * force.
	 * @param mark letters and digits
	 * @return completes when it is sent
	 */
	public CompletableFuture<Void> publishMark(String mark) {
		// An update without labels. It has the same bytes as a deletion, whose class does
		// not
		// load all of Protobuf's reflection, as one with a map does.
		Any update = AnyValues.of(AnyValues.NAMESPACE_UPDATE,
				NamespaceDelete.newBuilder().setName(this.namespace).build());
		PublishRequest request = PublishRequest.newBuilder().setTopic(MARK_TOPIC + mark).setEvent(update).build();
		return Rpc.call(this.channel, EventsGrpc.getPublishMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	static @Nullable TaskEvent decode(Envelope envelope) {
		try {
			var value = envelope.getEvent().getValue();
			return switch (AnyValues.typeName(envelope.getEvent())) {
				case "containerd.events.TaskStart" -> {
					TaskStart event = TaskStart.parseFrom(value);
					yield new TaskEvent.Started(event.getContainerId(), event.getPid());
				}
				case "containerd.events.TaskExit" -> {
					TaskExit event = TaskExit.parseFrom(value);
					yield new TaskEvent.Exited(event.getContainerId(), event.getId(), event.getPid(),
							exit(event.getExitStatus(), event.hasExitedAt(), event.getExitedAt()));
				}
				case "containerd.events.TaskOOM" ->
					new TaskEvent.OutOfMemory(TaskOOM.parseFrom(value).getContainerId());
				case "containerd.events.TaskPaused" ->
					new TaskEvent.Paused(TaskPaused.parseFrom(value).getContainerId());
				case "containerd.events.TaskResumed" ->
					new TaskEvent.Resumed(TaskResumed.parseFrom(value).getContainerId());
				// Others publish events of their own.
				default -> null;
			};
		}
		catch (InvalidProtocolBufferException ex) {
			logger.warn("Ignored an event that can't be decoded, of topic {}", envelope.getTopic(), ex);
			return null;
		}
	}

	private static ProcessExit exit(int status, boolean timed, Timestamp at) {
		return new ProcessExit(status, true, AnyValues.instant(timed, at));
	}

}

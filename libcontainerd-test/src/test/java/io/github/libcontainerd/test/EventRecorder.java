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

package io.github.libcontainerd.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;

import io.github.libcontainerd.internal.grpc.api.event.ContentCreate;
import io.github.libcontainerd.internal.grpc.api.event.ContentDelete;
import io.github.libcontainerd.internal.grpc.api.event.SnapshotCommit;
import io.github.libcontainerd.internal.grpc.api.event.SnapshotPrepare;
import io.github.libcontainerd.internal.grpc.api.event.SnapshotRemove;
import io.github.libcontainerd.internal.grpc.api.events.Envelope;
import io.github.libcontainerd.internal.grpc.api.events.EventsGrpc;
import io.github.libcontainerd.internal.grpc.api.events.PublishRequest;
import io.github.libcontainerd.internal.grpc.api.events.SubscribeRequest;
import io.github.libcontainerd.internal.grpc.api.images.ImageCreate;
import io.github.libcontainerd.internal.grpc.api.images.ImageDelete;
import io.github.libcontainerd.internal.grpc.api.images.ImageUpdate;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * Remembers the events about images, content and snapshots of a namespace.
 */
final class EventRecorder implements StreamObserver<Envelope>, AutoCloseable {

	private static final String MARK = "/record/mark-";

	private final BlockingQueue<Envelope> events = new LinkedBlockingQueue<>();

	private final Context.CancellableContext context = Context.current().withCancellation();

	private final EventsGrpc.EventsBlockingStub stub;

	private int marks;

	EventRecorder(Driver driver) {
		this.stub = EventsGrpc.newBlockingStub(driver.clients.in(driver.namespace));
		String filter = "namespace==\"%s\",topic~=\"^/(images|content|snapshot|record)/\"".formatted(driver.namespace);
		this.context.run(() -> EventsGrpc.newStub(driver.clients.plain())
			.subscribe(SubscribeRequest.newBuilder().addFilters(filter).build(), this));
		// A subscription is not acknowledged.
		Threads.await(java.time.Duration.ofSeconds(10), () -> {
			mark();
			return !this.events.isEmpty();
		});
		recorded();
	}

	private void mark() {
		this.stub.publish(PublishRequest.newBuilder()
			.setTopic(MARK + ++this.marks)
			.setEvent(Any.newBuilder().setTypeUrl("x"))
			.build());
	}

	/** The events up to now, without the marks. */
	List<String> recorded() {
		mark();
		return until();
	}

	private List<String> until() {
		List<String> shown = new ArrayList<>();
		try {
			for (Envelope event = poll(); !event.getTopic().equals(MARK + this.marks); event = poll()) {
				if (!event.getTopic().startsWith(MARK)) {
					shown.add(event.getTopic() + " " + show(event.getEvent()));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return shown;
	}

	private Envelope poll() throws InterruptedException {
		Envelope event = this.events.poll(10, TimeUnit.SECONDS);
		if (event == null) {
			throw new IllegalStateException("The mark has not come");
		}
		return event;
	}

	private static String show(Any event) {
		String type = event.getTypeUrl().substring(event.getTypeUrl().lastIndexOf('.') + 1);
		Message prototype = switch (type) {
			case "ImageCreate" -> ImageCreate.getDefaultInstance();
			case "ImageUpdate" -> ImageUpdate.getDefaultInstance();
			case "ImageDelete" -> ImageDelete.getDefaultInstance();
			case "ContentCreate" -> ContentCreate.getDefaultInstance();
			case "ContentDelete" -> ContentDelete.getDefaultInstance();
			case "SnapshotPrepare" -> SnapshotPrepare.getDefaultInstance();
			case "SnapshotCommit" -> SnapshotCommit.getDefaultInstance();
			case "SnapshotRemove" -> SnapshotRemove.getDefaultInstance();
			default -> throw new IllegalStateException(event.getTypeUrl());
		};
		try {
			return event.getTypeUrl() + " "
					+ com.google.protobuf.TextFormat.printer()
						.emittingSingleLine(true)
						.printToString(prototype.getParserForType().parseFrom(event.getValue()));
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void onNext(Envelope event) {
		this.events.add(event);
	}

	@Override
	public void onError(Throwable failure) {
		// Closed.
	}

	@Override
	public void onCompleted() {
		// Closed.
	}

	@Override
	public void close() {
		this.context.cancel(null);
	}

}

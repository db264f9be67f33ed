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

package io.github.libcontainerd.boot.autoconfigure.event;

import java.util.Map;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

/**
 * {@link Backend} of one namespace that makes application events of state changes, and
 * hands streams to the beans that want them.
 */
public final class EventPublishingBackend implements Backend {

	private static final Log logger = LogFactory.getLog(EventPublishingBackend.class);

	private final String namespace;

	private final Remote remote;

	private final StartupEventPublisher publisher;

	private final EventProperties properties;

	private final ContainerStreams streams;

	private volatile @Nullable Client client;

	/**
	 * Create the backend of a client that is not open yet.
	 * @param namespace the namespace of the client
	 * @param remote the remote of the client
	 * @param publisher publishes the events
	 * @param properties says which ones
	 * @param streams takes the streams
	 */
	public EventPublishingBackend(String namespace, Remote remote, StartupEventPublisher publisher,
			EventProperties properties, ContainerStreams streams) {
		this.namespace = namespace;
		this.remote = remote;
		this.publisher = publisher;
		this.properties = properties;
		this.streams = streams;
	}

	@Override
	public void stateChanged(ContainerInfo container, StateInfo info) {
		publish(info, () -> ContainerStateChangedEvent.of(client(), container, info));
	}

	// From a backend of the application that passes on less than it was told.
	@Override
	public void stateChanged(String containerId, StateInfo info) {
		publish(info, () -> ContainerStateChangedEvent.of(client(), containerId, info, Map.of(), null));
	}

	private void publish(StateInfo info, Supplier<ContainerStateChangedEvent> event) {
		boolean wanted = info.change() != StateChange.START_PROCESS || this.properties.isStartProcess();
		if (wanted && this.properties.isEnabled()) {
			this.publisher.publish(event.get());
		}
	}

	// The first events come before the client has been opened completely.
	private Client client() {
		Client result = this.client;
		if (result == null) {
			result = this.remote.clients()
				.stream()
				.filter((candidate) -> candidate.namespace().equals(this.namespace))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("No open client for namespace '" + this.namespace + "'"));
			this.client = result;
		}
		return result;
	}

	@Override
	public void attachStreams(String containerId, String processId, IOPipe io) throws Exception {
		if (this.publisher.isStarting()) {
			attachInBackground(containerId, processId, io);
		}
		else {
			this.streams.attach(containerId, processId, io);
		}
	}

	// While beans are being made, a look-up of others may have to wait for a bean that
	// waits for this process.
	private void attachInBackground(String containerId, String processId, IOPipe io) {
		Thread thread = new Thread(() -> {
			try {
				this.streams.attach(containerId, processId, io);
			}
			catch (Exception ex) {
				logger.warn("The output of container '" + containerId + "' is logged, since no bean could take it", ex);
				this.streams.log(containerId, processId, io);
			}
		}, "containerd-attach-" + containerId);
		thread.setDaemon(true);
		thread.start();
	}

}

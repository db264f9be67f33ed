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

package io.github.libcontainerd.boot.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;

/**
 * Published after something has happened to the connection to containerd or to a managed
 * daemon. There is one subclass per kind.
 *
 * @since 0.1.0
 */
public abstract sealed class ContainerdEvent extends ApplicationEvent
		permits ContainerdConnectedEvent, ContainerdDisconnectedEvent, ContainerdDaemonRestartedEvent,
		ContainerdDaemonFailedEvent, ContainerdResynchronizedEvent, ContainerdNetworksRepairedEvent {

	private static final long serialVersionUID = 1L;

	private final transient RemoteEvent remoteEvent;

	ContainerdEvent(Remote source, RemoteEvent remoteEvent) {
		super(source);
		this.remoteEvent = remoteEvent;
	}

	/**
	 * Create the event for something that happened, for the tests of an application's
	 * listeners.
	 * @param source the remote
	 * @param remoteEvent what happened
	 * @return an event of the subclass for the kind
	 */
	public static ContainerdEvent of(Remote source, RemoteEvent remoteEvent) {
		return switch (remoteEvent.kind()) {
			case CONNECTED -> new ContainerdConnectedEvent(source, remoteEvent);
			case DISCONNECTED -> new ContainerdDisconnectedEvent(source, remoteEvent);
			case DAEMON_FAILED -> new ContainerdDaemonFailedEvent(source, remoteEvent);
			case DAEMON_RESTARTED -> new ContainerdDaemonRestartedEvent(source, remoteEvent);
			case RESYNCHRONISED -> new ContainerdResynchronizedEvent(source, remoteEvent);
			case NETWORKS_REPAIRED -> new ContainerdNetworksRepairedEvent(source, remoteEvent);
		};
	}

	/**
	 * Return the remote.
	 * @return the remote
	 */
	@Override
	public Remote getSource() {
		return (Remote) super.getSource();
	}

	/**
	 * Return the namespace concerned.
	 * @return the namespace; {@code null} when it is all of containerd
	 */
	public @Nullable String getNamespace() {
		return this.remoteEvent.namespace();
	}

	/**
	 * Return what happened, in words.
	 * @return the message
	 */
	public String getMessage() {
		return this.remoteEvent.message();
	}

	/**
	 * Return when it happened.
	 * @return the time
	 */
	public Instant getOccurredAt() {
		return this.remoteEvent.at();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + getMessage() + "]";
	}

}

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

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Client;

/**
 * Published after the state of a container or of one of its processes has changed. There
 * is one subclass per state.
 * <p>
 * Events of one container are published one after another and in order, those of
 * different containers concurrently. A listener may block, which delays that container's
 * later events only, and may call back into the client.
 *
 * @since 0.1.0
 */
public abstract sealed class ContainerStateChangedEvent extends ApplicationEvent
		permits ContainerStartedEvent, ContainerPausedEvent, ContainerResumedEvent, ContainerExitedEvent,
		ContainerRestartingEvent, ContainerRestoredEvent, ContainerProcessStartedEvent, ContainerProcessExitedEvent,
		ContainerOutOfMemoryEvent, ContainerHealthChangedEvent {

	private static final long serialVersionUID = 1L;

	private final String containerId;

	private final transient StateInfo stateInfo;

	private final transient Map<String, String> labels;

	private final @Nullable String image;

	ContainerStateChangedEvent(Client source, String containerId, StateInfo stateInfo, Map<String, String> labels,
			@Nullable String image) {
		super(source);
		this.containerId = containerId;
		this.stateInfo = stateInfo;
		this.labels = Map.copyOf(labels);
		this.image = image;
	}

	/**
	 * Create the event for a state change, for the tests of an application's listeners.
	 * @param source the client of the container
	 * @param containerId the container
	 * @param stateInfo what happened
	 * @param labels the labels of the container
	 * @param image the image of the container, or {@code null}
	 * @return an event of the subclass for the state
	 */
	public static ContainerStateChangedEvent of(Client source, String containerId, StateInfo stateInfo,
			Map<String, String> labels, @Nullable String image) {
		return of(source, containerId, stateInfo, labels, image, null, Map.of(), Map.of(), List.of());
	}

	/**
	 * Create the event for a state change.
	 * @param source the client of the container
	 * @param container the container after the change
	 * @param stateInfo what happened
	 * @return an event of the subclass for the state
	 */
	public static ContainerStateChangedEvent of(Client source, ContainerInfo container, StateInfo stateInfo) {
		return of(source, container.id(), stateInfo, container.labels(), container.image(), container.health(),
				container.networks(), container.ipv6Networks(), container.ports());
	}

	private static ContainerStateChangedEvent of(Client source, String containerId, StateInfo stateInfo,
			Map<String, String> labels, @Nullable String image, @Nullable HealthStatus health,
			Map<String, InetAddress> networks, Map<String, InetAddress> ipv6Networks, List<PortBinding> ports) {
		return switch (stateInfo.change()) {
			case START ->
				new ContainerStartedEvent(source, containerId, stateInfo, labels, image, networks, ipv6Networks, ports);
			case PAUSE -> new ContainerPausedEvent(source, containerId, stateInfo, labels, image);
			case RESUME -> new ContainerResumedEvent(source, containerId, stateInfo, labels, image);
			case EXIT -> new ContainerExitedEvent(source, containerId, stateInfo, labels, image);
			case RESTART -> new ContainerRestartingEvent(source, containerId, stateInfo, labels, image);
			case RESTORE -> new ContainerRestoredEvent(source, containerId, stateInfo, labels, image);
			case START_PROCESS -> new ContainerProcessStartedEvent(source, containerId, stateInfo, labels, image);
			case EXIT_PROCESS -> new ContainerProcessExitedEvent(source, containerId, stateInfo, labels, image);
			case OOM -> new ContainerOutOfMemoryEvent(source, containerId, stateInfo, labels, image);
			case HEALTH -> new ContainerHealthChangedEvent(source, containerId, stateInfo, labels, image, health);
		};
	}

	/**
	 * Return the client of the container. The client does not know a container any more
	 * whose {@link ContainerExitedEvent} is being published.
	 * @return the client
	 */
	@Override
	public Client getSource() {
		return (Client) super.getSource();
	}

	/**
	 * Return the container.
	 * @return the container id
	 */
	public String getContainerId() {
		return this.containerId;
	}

	/**
	 * Return the namespace of containerd that the container is in.
	 * @return the namespace
	 */
	public String getNamespace() {
		return getSource().namespace();
	}

	/**
	 * Return the labels of the container.
	 * @return the labels
	 */
	public Map<String, String> getLabels() {
		return this.labels;
	}

	/**
	 * Return the image of the container.
	 * @return the image; {@code null} when none was given
	 */
	public @Nullable String getImage() {
		return this.image;
	}

	/**
	 * Return the process id on the host.
	 * @return the process id; 0 where the event has none
	 */
	public int getPid() {
		return this.stateInfo.pid();
	}

	/**
	 * Return the number of the container's run.
	 * @return the number, counting from 1
	 */
	public int getRun() {
		return this.stateInfo.run();
	}

	/**
	 * Return all that is known of the state change.
	 * @return the state change
	 */
	public StateInfo getStateInfo() {
		return this.stateInfo;
	}

	/**
	 * Return when it happened.
	 * @return when the process ended, by the shim's clock, if that is known; else when
	 * the event was made
	 */
	public Instant getOccurredAt() {
		Instant exitedAt = this.stateInfo.exitedAt();
		return (exitedAt != null) ? exitedAt : Instant.ofEpochMilli(getTimestamp());
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[containerId=" + this.containerId + ", namespace=" + getNamespace() + ", "
				+ this.stateInfo + "]";
	}

}

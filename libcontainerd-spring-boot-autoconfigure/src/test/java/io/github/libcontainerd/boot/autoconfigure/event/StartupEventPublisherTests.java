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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import io.github.libcontainerd.boot.autoconfigure.Stubs;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdDaemonFailedEvent;
import io.github.libcontainerd.boot.event.ContainerdDaemonRestartedEvent;
import io.github.libcontainerd.boot.event.ContainerdDisconnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ContainerdResynchronizedEvent;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteEvent;
import io.github.libcontainerd.client.RemoteEvent.Kind;
import io.github.libcontainerd.client.RemoteListener;
import io.github.libcontainerd.client.RemoteStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link StartupEventPublisher} and {@link RemoteEventPublisher}.
 */
class StartupEventPublisherTests {

	private final List<Object> published = new ArrayList<>();

	private final StartupEventPublisher publisher = new StartupEventPublisher(this.published::add);

	private final Remote remote = connectedRemote();

	private static Remote connectedRemote() {
		Remote remote = mock();
		given(remote.status()).willReturn(Stubs.status());
		return remote;
	}

	@Test
	void eventsOfTheStartArePublishedInOrderWhenTheApplicationListens() {
		this.publisher.publish(event(Kind.CONNECTED));
		this.publisher.publish(event(Kind.DISCONNECTED));
		assertThat(this.published).isEmpty();
		this.publisher.start();
		assertThat(this.published).hasExactlyElementsOfTypes(ContainerdConnectedEvent.class,
				ContainerdDisconnectedEvent.class);
	}

	@Test
	void laterEventsArePublishedAtOnce() {
		this.publisher.start();
		this.publisher.publish(event(Kind.DAEMON_FAILED));
		assertThat(this.published).hasExactlyElementsOfTypes(ContainerdDaemonFailedEvent.class);
	}

	@Test
	void anEventThatAListenerCausesComesAfterThoseThatWait() {
		List<Object> order = new ArrayList<>();
		StartupEventPublisher[] self = new StartupEventPublisher[1];
		self[0] = new StartupEventPublisher((event) -> {
			order.add(event);
			if (event instanceof ContainerdConnectedEvent) {
				self[0].publish(event(Kind.RESYNCHRONISED));
			}
		});
		self[0].publish(event(Kind.CONNECTED));
		self[0].publish(event(Kind.DISCONNECTED));
		self[0].start();
		assertThat(order).hasExactlyElementsOfTypes(ContainerdConnectedEvent.class, ContainerdDisconnectedEvent.class,
				ContainerdResynchronizedEvent.class);
	}

	@Test
	void afterTheEndNothingIsPublished() {
		this.publisher.start();
		this.publisher.destroy();
		this.publisher.publish(event(Kind.DISCONNECTED));
		assertThat(this.published).isEmpty();
	}

	@Test
	void aConnectionThatIsAlreadyThereIsToldOnce() {
		RemoteListener listener = follow(true);
		this.publisher.start();
		listener.onRemoteEvent(remoteEvent(Kind.CONNECTED));
		assertThat(this.published).hasExactlyElementsOfTypes(ContainerdConnectedEvent.class);
		listener.onRemoteEvent(remoteEvent(Kind.DISCONNECTED));
		listener.onRemoteEvent(remoteEvent(Kind.CONNECTED));
		assertThat(this.published).hasSize(3);
	}

	@Test
	void aConnectionThatIsNotThereYetIsToldLater() {
		RemoteStatus status = Stubs.status();
		given(this.remote.status()).willReturn(new RemoteStatus(status.address(), RemoteStatus.Connection.DISCONNECTED,
				null, false, 0, 0, 0, null, null));
		follow(true);
		this.publisher.start();
		assertThat(this.published).isEmpty();
	}

	@Test
	void everyKindHasAnEventOfItsOwn() {
		this.publisher.start();
		RemoteListener listener = follow(true);
		listener.onRemoteEvent(remoteEvent(Kind.DAEMON_FAILED));
		listener.onRemoteEvent(remoteEvent(Kind.DAEMON_RESTARTED));
		listener.onRemoteEvent(remoteEvent(Kind.RESYNCHRONISED));
		assertThat(this.published).hasExactlyElementsOfTypes(ContainerdConnectedEvent.class,
				ContainerdDaemonFailedEvent.class, ContainerdDaemonRestartedEvent.class,
				ContainerdResynchronizedEvent.class);
		assertThat(this.published).last().isInstanceOfSatisfying(ContainerdEvent.class, (event) -> {
			assertThat(event.getSource()).isSameAs(this.remote);
			assertThat(event.getMessage()).isEqualTo("message");
			assertThat(event.getNamespace()).isEqualTo("ns");
			assertThat(event.getOccurredAt()).isEqualTo(Instant.EPOCH);
		});
	}

	@Test
	void whenSwitchedOffTheRemoteIsNotListenedTo() {
		follow(false);
		then(this.remote).should(never()).addListener(any());
	}

	private RemoteListener follow(boolean enabled) {
		EventProperties properties = new EventProperties();
		properties.setEnabled(enabled);
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("publisher", this.publisher);
		new RemoteEventPostProcessor(beans.getBeanProvider(StartupEventPublisher.class), () -> properties)
			.postProcessAfterInitialization(this.remote, "remote");
		if (!enabled) {
			return (event) -> {
			};
		}
		ArgumentCaptor<RemoteListener> listener = ArgumentCaptor.captor();
		then(this.remote).should().addListener(listener.capture());
		return listener.getValue();
	}

	private static RemoteEvent remoteEvent(Kind kind) {
		return new RemoteEvent(kind, "ns", "message", Instant.EPOCH);
	}

	private static ContainerdEvent event(Kind kind) {
		return ContainerdEvent.of(mock(Remote.class), remoteEvent(kind));
	}

}

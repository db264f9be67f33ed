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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.autoconfigure.Stubs;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerProcessStartedEvent;
import io.github.libcontainerd.boot.event.ContainerRestartingEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ExitDetails;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link EventPublishingBackend} and {@link ContainerdEventListenerFactory}.
 */
class EventPublishingBackendTests {

	private final Client client = mock();

	private final Remote remote = mock();

	private final EventProperties properties = new EventProperties();

	private AnnotationConfigApplicationContext context;

	private StartupEventPublisher publisher;

	private EventPublishingBackend backend;

	private Listener listener;

	@BeforeEach
	void setUp() {
		given(this.client.namespace()).willReturn("ns");
		given(this.remote.clients()).willReturn(List.of(this.client));
		this.context = new AnnotationConfigApplicationContext(ListenerConfiguration.class);
		this.listener = this.context.getBean(Listener.class);
		this.publisher = new StartupEventPublisher(this.context);
		this.backend = new EventPublishingBackend("ns", this.remote, this.publisher, this.properties,
				mock(ContainerStreams.class));
		this.publisher.start();
	}

	@AfterEach
	void tearDown() {
		this.context.close();
	}

	private static ContainerInfo container(String id) {
		return Stubs.info(id, Map.of(), null);
	}

	@ParameterizedTest
	@EnumSource
	void everyStateHasAnEventOfItsOwn(StateChange state) {
		this.backend.stateChanged(container("c"), Stubs.state(state, 0));
		assertThat(this.listener.all).singleElement().satisfies((event) -> {
			assertThat(event.getSource()).isSameAs(this.client);
			assertThat(event.getContainerId()).isEqualTo("c");
			assertThat(event.getNamespace()).isEqualTo("ns");
			assertThat(event.getPid()).isEqualTo(42);
			assertThat(event.getRun()).isOne();
			assertThat(event.getStateInfo().change()).isEqualTo(state);
			assertThat(event.getOccurredAt()).isNotNull();
		});
	}

	@Test
	void eventsOfAContainerArePublishedInOrder() {
		List<StateChange> states = List.of(StateChange.START, StateChange.PAUSE, StateChange.RESUME, StateChange.OOM,
				StateChange.EXIT);
		states.forEach((state) -> this.backend.stateChanged(container("c"), Stubs.state(state, 0)));
		assertThat(this.listener.all).extracting((event) -> event.getStateInfo().change())
			.containsExactlyElementsOf(states);
	}

	@Test
	void everyEventHasTheLabelsAndTheImage() {
		ContainerInfo container = Stubs.info("c", Map.of("team", "blue"), "busybox");
		this.backend.stateChanged(container, Stubs.state(StateChange.START, 0));
		this.backend.stateChanged(container, Stubs.state(StateChange.RESTART, 1));
		this.backend.stateChanged(container, Stubs.state(StateChange.EXIT, 0));
		assertThat(this.listener.all).hasSize(3).allSatisfy((event) -> {
			assertThat(event.getLabels()).containsExactly(Map.entry("team", "blue"));
			assertThat(event.getImage()).isEqualTo("busybox");
		});
		then(this.client).should(never()).inspect(any());
	}

	@Test
	void aConditionMaySeeTheExitCode() {
		this.backend.stateChanged(container("good"), Stubs.state(StateChange.EXIT, 0));
		this.backend.stateChanged(container("bad"), Stubs.state(StateChange.EXIT, 3));
		assertThat(this.listener.failures).extracting(ContainerExitedEvent::getContainerId).containsExactly("bad");
	}

	@Test
	void aConditionMaySeeLabels() {
		StateInfo start = Stubs.state(StateChange.START, 0);
		this.backend.stateChanged(Stubs.info("blue", Map.of("team", "blue"), null), start);
		this.backend.stateChanged(Stubs.info("red", Map.of("team", "red"), null), start);
		assertThat(this.listener.blueStarts).extracting(ContainerStartedEvent::getContainerId).containsExactly("blue");
	}

	@Test
	void anyEndCanBeListenedTo() {
		this.backend.stateChanged(container("c"), Stubs.state(StateChange.RESTART, 1));
		this.backend.stateChanged(container("c"), Stubs.state(StateChange.EXIT, 2));
		assertThat(this.listener.ends).hasSize(2);
		assertThat(this.listener.ends.get(0)).isInstanceOf(ContainerRestartingEvent.class);
		assertThat(this.listener.ends).extracting(ExitDetails::getExitCode).containsExactly(1, 2);
	}

	@Test
	void aListenerThatThrowsDoesNotKeepTheEventFromOthers() {
		this.listener.failing = true;
		this.backend.stateChanged(container("c"), Stubs.state(StateChange.EXIT, 3));
		assertThat(this.listener.all).hasSize(1);
		assertThat(this.listener.failures).hasSize(1);
	}

	@Test
	void processStartsCanBeSwitchedOff() {
		StateInfo start = new StateInfo(StateChange.START_PROCESS, 43, 0, false, "extra", false, null, 1);
		this.backend.stateChanged(container("c"), start);
		assertThat(this.listener.all).singleElement()
			.isInstanceOfSatisfying(ContainerProcessStartedEvent.class,
					(event) -> assertThat(event.getProcessId()).isEqualTo("extra"));
		this.properties.setStartProcess(false);
		this.backend.stateChanged(container("c"), start);
		assertThat(this.listener.all).hasSize(1);
	}

	@Test
	void allEventsCanBeSwitchedOff() {
		this.properties.setEnabled(false);
		this.backend.stateChanged(container("c"), Stubs.state(StateChange.EXIT, 0));
		assertThat(this.listener.all).isEmpty();
	}

	@Test
	void whatABackendOfTheApplicationPassesOnWithoutLabelsHasNone() {
		this.backend.stateChanged("c", Stubs.state(StateChange.EXIT, 0));
		assertThat(this.listener.all).singleElement().satisfies((event) -> {
			assertThat(event.getLabels()).isEmpty();
			assertThat(event.getImage()).isNull();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerConfiguration {

		@Bean
		static ContainerdEventListenerFactory containerdEventListenerFactory() {
			return new ContainerdEventListenerFactory();
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		final List<ContainerStateChangedEvent> all = new ArrayList<>();

		final List<ContainerExitedEvent> failures = new ArrayList<>();

		final List<ContainerStartedEvent> blueStarts = new ArrayList<>();

		final List<ExitDetails> ends = new ArrayList<>();

		boolean failing;

		@Order(0)
		@EventListener
		void fail(ContainerStateChangedEvent event) {
			if (this.failing) {
				throw new IllegalStateException("on purpose");
			}
		}

		@Order(1)
		@EventListener
		void onEvent(ContainerStateChangedEvent event) {
			this.all.add(event);
		}

		@EventListener(condition = "#event.exitCode != 0")
		void onFailure(ContainerExitedEvent event) {
			this.failures.add(event);
		}

		@EventListener(condition = "#event.labels['team'] == 'blue'")
		void onBlueStart(ContainerStartedEvent event) {
			this.blueStarts.add(event);
		}

		@EventListener
		void onEnd(ExitDetails event) {
			this.ends.add(event);
		}

	}

}

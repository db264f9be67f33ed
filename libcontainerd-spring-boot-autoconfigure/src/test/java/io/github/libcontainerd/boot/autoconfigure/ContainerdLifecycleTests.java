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

package io.github.libcontainerd.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.autoconfigure.event.EventProperties;
import io.github.libcontainerd.boot.autoconfigure.event.RemoteEventPostProcessor;
import io.github.libcontainerd.boot.autoconfigure.event.StartupEventPublisher;
import io.github.libcontainerd.boot.event.ContainerdConnectedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ContainerdLifecycle}.
 */
class ContainerdLifecycleTests {

	private final ApplicationContext context = mock();

	private final Client client = mock();

	private final Remote remote = mock();

	private final LibcontainerdProperties properties = new LibcontainerdProperties();

	private final ContainerdLifecycle lifecycle = lifecycle();

	private ContainerdLifecycle lifecycle() {
		ContainerdLifecycle result = new ContainerdLifecycle(new StartupEventPublisher(this.context), this.properties);
		result.setApplicationContext(this.context);
		given(this.client.namespace()).willReturn("ns");
		given(this.client.opened()).willReturn(CompletableFuture.completedFuture(null));
		return result;
	}

	@Test
	void eventListenerMethodsOfLaterBeansGetEventsOfTheStart() {
		new ApplicationContextRunner().withUserConfiguration(EarlyEventConfiguration.class)
			.run((context) -> assertThat(context.getBean(LateListener.class).events)
				.hasExactlyElementsOfTypes(ContainerdConnectedEvent.class));
	}

	@Test
	void startsBeforeAndStopsAfterTheWebServer() {
		int webServer = SmartLifecycle.DEFAULT_PHASE - 2048;
		int gracefulShutdown = SmartLifecycle.DEFAULT_PHASE - 1024;
		assertThat(this.lifecycle.getPhase()).isLessThan(webServer).isLessThan(gracefulShutdown);
	}

	@Test
	void isNotPausedWithATestContext() {
		assertThat(this.lifecycle.isPauseable()).isFalse();
	}

	@Test
	void closesClientsWhenTheContextIsClosed() throws Exception {
		this.lifecycle.opened(this.client);
		this.lifecycle.start();
		this.lifecycle.onApplicationEvent(new ContextClosedEvent(this.context));
		stop();
		then(this.client).should().close();
		assertThat(this.lifecycle.isRunning()).isFalse();
	}

	@Test
	void keepsClientsWhenTheContextIsOnlyStopped() throws Exception {
		this.lifecycle.opened(this.client);
		this.lifecycle.start();
		stop();
		then(this.client).should(never()).close();
	}

	@Test
	void keepsClientsWhenAChildContextIsClosed() throws Exception {
		this.lifecycle.opened(this.client);
		this.lifecycle.onApplicationEvent(new ContextClosedEvent(mock(ApplicationContext.class)));
		stop();
		then(this.client).should(never()).close();
	}

	@Test
	void aClientThatCannotBeClosedDoesNotKeepTheOthersOpen() throws Exception {
		Client other = mock();
		given(other.opened()).willReturn(CompletableFuture.completedFuture(null));
		willThrow(new IllegalStateException("on purpose")).given(this.client).close();
		this.lifecycle.opened(this.client);
		this.lifecycle.opened(other);
		this.lifecycle.onApplicationEvent(new ContextClosedEvent(this.context));
		stop();
		then(other).should().close();
	}

	@Test
	void clientsAreClosedAllAtOnce() throws Exception {
		Client other = mock();
		given(other.opened()).willReturn(CompletableFuture.completedFuture(null));
		CountDownLatch both = new CountDownLatch(2);
		for (Client each : List.of(this.client, other)) {
			willAnswer((call) -> {
				both.countDown();
				return both.await(10, TimeUnit.SECONDS);
			}).given(each).close();
			this.lifecycle.opened(each);
		}
		this.lifecycle.onApplicationEvent(new ContextClosedEvent(this.context));
		stop();
		assertThat(both.getCount()).isZero();
	}

	@Test
	void restartPoliciesAreLetGoWhenTheContextIsRefreshed() {
		this.lifecycle.opened(this.remote);
		this.lifecycle.start();
		then(this.remote).should(never()).releaseRestarts();
		this.lifecycle.onApplicationEvent(new ContextRefreshedEvent(this.context));
		then(this.remote).should().releaseRestarts();
		then(this.remote).should().connectInBackground();
	}

	@Test
	void restartPoliciesOfALateRemoteAreLetGoAtOnce() {
		this.lifecycle.onApplicationEvent(new ContextRefreshedEvent(this.context));
		this.lifecycle.opened(this.remote);
		then(this.remote).should().releaseRestarts();
		then(this.remote).should().connectInBackground();
	}

	@Test
	void leftContainersAreRestoredOnceAndIndependently() {
		given(this.client.restorable()).willReturn(List.of("a", "b"));
		willThrow(new IllegalStateException("on purpose")).given(this.client).restore("a");
		this.lifecycle.opened(this.client);
		this.lifecycle.start();
		this.lifecycle.start();
		then(this.client).should().restore("a");
		then(this.client).should().restore("b");
	}

	@Test
	void aContainerThatTakesTooLongDoesNotKeepTheApplicationFromStarting() {
		this.properties.setStartTimeout(Duration.ofMillis(50));
		this.properties.setStopGrace(Duration.ZERO);
		CountDownLatch release = new CountDownLatch(1);
		given(this.client.restorable()).willReturn(List.of("a"));
		willAnswer((call) -> release.await(30, TimeUnit.SECONDS)).given(this.client).restore("a");
		this.lifecycle.opened(this.client);
		this.lifecycle.start();
		assertThat(this.lifecycle.isRunning()).isTrue();
		release.countDown();
	}

	@Test
	void aLateClientIsRestoredToo() {
		this.lifecycle.start();
		given(this.client.restorable()).willReturn(List.of("a"));
		this.lifecycle.opened(this.client);
		InOrder order = inOrder(this.client);
		then(this.client).should(order).restorable();
		then(this.client).should(order).restore("a");
	}

	private void stop() throws InterruptedException {
		CountDownLatch stopped = new CountDownLatch(1);
		this.lifecycle.stop(stopped::countDown);
		assertThat(stopped.await(15, TimeUnit.SECONDS)).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyEventConfiguration {

		@Bean
		static RemoteEventPostProcessor postProcessor(ObjectProvider<StartupEventPublisher> publisher) {
			return new RemoteEventPostProcessor(publisher, EventProperties::new);
		}

		@Bean
		StartupEventPublisher publisher(ApplicationEventPublisher publisher) {
			return new StartupEventPublisher(publisher);
		}

		@Bean
		Remote connected() {
			Remote connected = mock();
			given(connected.status()).willReturn(Stubs.status());
			return connected;
		}

		@Bean
		ContainerdLifecycle lifecycle(StartupEventPublisher publisher) {
			return new ContainerdLifecycle(publisher, new LibcontainerdProperties());
		}

		@Bean
		LateListener lateListener() {
			return new LateListener();
		}

	}

	static class LateListener {

		final List<ContainerdEvent> events = new ArrayList<>();

		@EventListener
		void onEvent(ContainerdEvent event) {
			this.events.add(event);
		}

	}

}

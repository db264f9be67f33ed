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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdAutoConfiguration;
import io.github.libcontainerd.boot.autoconfigure.Stubs;
import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * How listeners of an application are told, whatever kind they are of.
 */
class EventListenerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LibcontainerdAutoConfiguration.class))
		.withUserConfiguration(StubRemoteConfiguration.class);

	@Test
	void aListenerMethodThatThrowsKeepsNothingFromOthers() {
		this.contextRunner.withUserConfiguration(ThrowingMethods.class, RecordingConfiguration.class).run((context) -> {
			start(context, "one");
			start(context, "two");
			assertThat(context.getBean(Recorder.class).heard).containsExactly("one", "two");
			assertThat(context.getBean(ThrowingMethods.class).attempts).hasSize(4);
		});
	}

	@Test
	void anApplicationListenerThatThrowsKeepsThatEventFromLaterListenersAsEverywhereInSpring() {
		this.contextRunner.withUserConfiguration(ThrowingListener.class, RecordingConfiguration.class)
			.run((context) -> {
				start(context, "bad");
				start(context, "good");
				assertThat(context.getBean(Recorder.class).heard).containsExactly("good");
			});
	}

	@Test
	void whatOthersPublishFailsAsEver() {
		this.contextRunner.withUserConfiguration(ThrowingListener.class)
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.publishEvent(new ForeignEvent(this)))
				.withMessage("on purpose"));
	}

	@Test
	void theMulticasterIsThatOfSpring() {
		this.contextRunner.run((context) -> assertThat(context.getBean(ApplicationEventMulticaster.class))
			.isExactlyInstanceOf(SimpleApplicationEventMulticaster.class));
	}

	@Test
	@Timeout(60)
	void aListenerThatSleepsDelaysItsOwnContainerOnly() throws Exception {
		this.contextRunner.withUserConfiguration(SleepingConfiguration.class, RecordingConfiguration.class)
			.run((context) -> {
				SleepingConfiguration sleeping = context.getBean(SleepingConfiguration.class);
				Thread slow = new Thread(() -> start(context, "slow"));
				slow.start();
				assertThat(sleeping.asleep.await(30, TimeUnit.SECONDS)).isTrue();
				start(context, "quick");
				assertThat(context.getBean(Recorder.class).heard).containsExactly("quick");
				sleeping.awake.countDown();
				slow.join();
				assertThat(context.getBean(Recorder.class).heard).containsExactly("quick", "slow");
			});
	}

	@Test
	@Timeout(60)
	void anAsynchronousListenerKeepsNobodyWaiting() {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class, RecordingConfiguration.class)
			.run((context) -> {
				AsyncConfiguration async = context.getBean(AsyncConfiguration.class);
				start(context, "c");
				end(context, "c");
				assertThat(context.getBean(Recorder.class).heard).containsExactly("c", "end of c");
				assertThat(async.listener.heard).isEmpty();
				async.listener.release.countDown();
				// Its order is that of the executor, as documented.
				await().untilAsserted(() -> assertThat(async.listener.heard).containsExactlyInAnyOrder("c", "c"));
				assertThat(async.listener.threads).doesNotContain(Thread.currentThread().getName());
			});
	}

	@Test
	void aTransactionalListenerIsCommittedBeforeTheNextEventOfItsContainer() {
		this.contextRunner.withUserConfiguration(TransactionConfiguration.class).run((context) -> {
			TransactionConfiguration transactions = context.getBean(TransactionConfiguration.class);
			start(context, "c");
			end(context, "c");
			assertThat(transactions.manager.log).containsExactly("begin", "start of c", "commit", "begin", "end of c",
					"commit");
		});
	}

	@Test
	void aListenerThatWaitsForACommitIsCalledOnlyIfItSaysWhatToDoWithoutATransaction() {
		this.contextRunner.withUserConfiguration(AfterCommitConfiguration.class).run((context) -> {
			start(context, "c");
			assertThat(context.getBean(AfterCommitConfiguration.class).heard).containsExactly("fallback c");
		});
	}

	@Test
	void severalBackendsAreAllToldInTheirOrder() {
		List<String> told = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean("first", Backend.class, () -> (id, info) -> {
			told.add("first " + id);
			throw new IllegalStateException("on purpose");
		}).withBean("second", Backend.class, () -> (id, info) -> told.add("second " + id)).run((context) -> {
			assertThat(context).doesNotHaveBean(EventPublishingBackend.class);
			StubRemoteConfiguration.backend.stateChanged("c", Stubs.state(StateChange.START, 0));
			assertThat(told).containsExactly("first c", "second c");
		});
	}

	private static void start(ApplicationContext context, String id) {
		tell(context, id, Stubs.state(StateChange.START, 0));
	}

	private static void end(ApplicationContext context, String id) {
		tell(context, id, Stubs.state(StateChange.EXIT, 0));
	}

	private static void tell(ApplicationContext context, String id, StateInfo info) {
		try {
			context.getBean(Backend.class).stateChanged(Stubs.info(id, Map.of(), null), info);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class StubRemoteConfiguration {

		static Backend backend;

		@Bean
		Remote stubRemote() {
			Remote remote = mock();
			Client client = mock();
			given(client.namespace()).willReturn("libcontainerd");
			given(client.opened()).willReturn(CompletableFuture.completedFuture(null));
			given(remote.client(any(), any())).willAnswer((call) -> {
				backend = call.getArgument(1);
				return client;
			});
			given(remote.clients()).willReturn(List.of(client));
			given(remote.status()).willReturn(Stubs.status());
			return remote;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RecordingConfiguration {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	static class Recorder implements ApplicationListener<ContainerStateChangedEvent>, Ordered {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onApplicationEvent(ContainerStateChangedEvent event) {
			this.heard.add(((event instanceof ContainerExitedEvent) ? "end of " : "") + event.getContainerId());
		}

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThrowingMethods {

		final List<String> attempts = new CopyOnWriteArrayList<>();

		@EventListener
		@Order(0)
		void special(ContainerStartedEvent event) {
			fail(event);
		}

		@EventListener
		@Order(1)
		void general(ContainerStateChangedEvent event) {
			fail(event);
		}

		private void fail(ApplicationEvent event) {
			this.attempts.add(event.toString());
			throw new IllegalStateException("on purpose");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThrowingListener {

		@Bean
		@Order(0)
		ApplicationListener<ApplicationEvent> throwing() {
			return new ApplicationListener<>() {
				@Override
				public void onApplicationEvent(ApplicationEvent event) {
					boolean bad = event instanceof ContainerStateChangedEvent change
							&& change.getContainerId().equals("bad");
					if (bad || event instanceof ForeignEvent) {
						throw new IllegalStateException("on purpose");
					}
				}
			};
		}

	}

	static class ForeignEvent extends ApplicationEvent {

		ForeignEvent(Object source) {
			super(source);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SleepingConfiguration {

		final CountDownLatch asleep = new CountDownLatch(1);

		final CountDownLatch awake = new CountDownLatch(1);

		@EventListener(condition = "#root.event.containerId == 'slow'")
		@Order(0)
		void sleep(ContainerStartedEvent event) throws InterruptedException {
			this.asleep.countDown();
			this.awake.await();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

		final AsyncListener listener = new AsyncListener();

		@Bean
		AsyncListener asyncListener() {
			return this.listener;
		}

		@Bean
		SimpleAsyncTaskExecutor taskExecutor() {
			return new SimpleAsyncTaskExecutor("async-");
		}

	}

	static class AsyncListener {

		final List<String> heard = new CopyOnWriteArrayList<>();

		final List<String> threads = new CopyOnWriteArrayList<>();

		final CountDownLatch release = new CountDownLatch(1);

		@Async
		@EventListener
		public void onEvent(ContainerStateChangedEvent event) throws InterruptedException {
			this.release.await();
			this.threads.add(Thread.currentThread().getName());
			this.heard.add(event.getContainerId());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class TransactionConfiguration {

		final LoggingTransactionManager manager = new LoggingTransactionManager();

		@Bean
		PlatformTransactionManager transactionManager() {
			return this.manager;
		}

		@Bean
		TransactionalListener transactionalListener() {
			return new TransactionalListener(this.manager.log);
		}

	}

	static class TransactionalListener {

		private final List<String> log;

		TransactionalListener(List<String> log) {
			this.log = log;
		}

		@EventListener
		@Transactional
		public void onStart(ContainerStartedEvent event) {
			this.log.add("start of " + event.getContainerId());
		}

		@EventListener
		@Transactional
		public void onEnd(ContainerExitedEvent event) {
			this.log.add("end of " + event.getContainerId());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class AfterCommitConfiguration {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@Bean
		PlatformTransactionManager transactionManager() {
			return new LoggingTransactionManager();
		}

		@TransactionalEventListener
		void afterCommit(ContainerStartedEvent event) {
			this.heard.add("after commit " + event.getContainerId());
		}

		@TransactionalEventListener(fallbackExecution = true)
		void fallback(ContainerStartedEvent event) {
			this.heard.add("fallback " + event.getContainerId());
		}

	}

	static class LoggingTransactionManager extends AbstractPlatformTransactionManager {

		final List<String> log = new CopyOnWriteArrayList<>();

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.log.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.log.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.log.add("rollback");
		}

	}

}

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

package io.github.libcontainerd.boot.autoconfigure.grpc;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.SpringProperties;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class RehearsalApplicationListenerTests {

	private final CountDownLatch rehearsed = new CountDownLatch(1);

	private final AtomicBoolean once = new AtomicBoolean();

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void rehearsesInTheBackgroundBeforeTheContextIsMade() throws Exception {
		prepared(2);
		assertThat(this.rehearsed.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void rehearsesOnceInAProcess() {
		this.once.set(true);
		prepared(2);
		assertThat(this.rehearsed.getCount()).isOne();
	}

	@Test
	void doesNothingWhenTheStarterIsDisabled() {
		this.environment.setProperty("libcontainerd.enabled", "false");
		prepared(2);
		assertThat(this.once).isFalse();
	}

	@Test
	void doesNothingWhenTheConnectionHasTime() {
		this.environment.setProperty("libcontainerd.bootstrap-mode", "deferred");
		prepared(2);
		assertThat(this.once).isFalse();
	}

	@Test
	void rehearsesForAnArchiveOfClassesEvenThen() {
		this.environment.setProperty("libcontainerd.bootstrap-mode", "deferred");
		SpringProperties.setProperty("spring.context.exit", "onRefresh");
		try {
			prepared(2);
			assertThat(this.once).isTrue();
		}
		finally {
			SpringProperties.setProperty("spring.context.exit", null);
		}
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void doesNothingWhenBackgroundPreinitializationIsOff() {
		System.setProperty("spring.backgroundpreinitializer.ignore", "true");
		try {
			prepared(2);
			assertThat(this.once).isFalse();
		}
		finally {
			System.clearProperty("spring.backgroundpreinitializer.ignore");
		}
	}

	@Test
	void doesNothingWithOneProcessor() {
		prepared(1);
		assertThat(this.once).isFalse();
	}

	@Test
	void isRegistered() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationListener.class))
			.hasAtLeastOneElementOfType(RehearsalApplicationListener.class);
	}

	private void prepared(int processors) {
		ApplicationListener<ApplicationEnvironmentPreparedEvent> listener = new RehearsalApplicationListener(this.once,
				processors, this.rehearsed::countDown);
		listener.onApplicationEvent(new ApplicationEnvironmentPreparedEvent(new DefaultBootstrapContext(),
				new SpringApplication(), new String[0], this.environment));
	}

}

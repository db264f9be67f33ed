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

package io.github.libcontainerd.boot.test;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.spi.SimulatedNetworks;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Keeps what one test method did from the next one that uses the same context.
 */
final class ContainerdResetTestExecutionListener implements TestExecutionListener, Ordered {

	ContainerdResetTestExecutionListener() {
	}

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	// After the method, later ones come first: before contexts are closed.
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 100;
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			ApplicationContext context = testContext.getApplicationContext();
			context.getBeanProvider(FakeContainerd.class, false).forEach((containerd) -> {
				containerd.faults().clear();
				containerd.start();
			});
			context.getBeanProvider(SimulatedNetworks.class, false).forEach(SimulatedNetworks::recover);
			context.getBeanProvider(PrivateContainerd.class, false).forEach(PrivateContainerd::start);
			context.getBeanProvider(Remote.class, false).forEach(ContainerdResetTestExecutionListener::awaitConnection);
			context.getBeanProvider(ContainerEvents.class, false).forEach(ContainerEvents::clear);
		}
	}

	/**
	 * The next method is not to meet an outage that this one has made. A remote that has
	 * been closed, or that is connected to something else, is left alone in the end.
	 */
	private static void awaitConnection(Remote remote) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (remote.status().connection() != RemoteStatus.Connection.CLOSED && !answers(remote)
				&& System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
		}
	}

	private static boolean answers(Remote remote) {
		try {
			return remote.ping(Duration.ofSeconds(1)).connection() == RemoteStatus.Connection.CONNECTED;
		}
		catch (ContainerdException ex) {
			return false;
		}
	}

}

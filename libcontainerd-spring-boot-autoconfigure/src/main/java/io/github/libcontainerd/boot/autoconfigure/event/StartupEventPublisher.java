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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes events, those of the time before the application listens as soon as it does:
 * a container may be taken over while beans are still being made, and Spring would drop
 * what it has no listeners for yet.
 */
public final class StartupEventPublisher implements DisposableBean {

	private static final Log logger = LogFactory.getLog(StartupEventPublisher.class);

	private final ApplicationEventPublisher publisher;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<ApplicationEvent> pending = new ArrayDeque<>();

	private State state = State.STARTING;

	/**
	 * Create a publisher that keeps events until it is started.
	 * @param publisher publishes them then
	 */
	public StartupEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	void publish(ApplicationEvent event) {
		this.lock.lock();
		try {
			if (this.state != State.STARTED) {
				if (this.state == State.STARTING) {
					this.pending.add(event);
				}
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		deliver(event);
	}

	/**
	 * Publish what has happened until now, and from now on at once.
	 */
	public void start() {
		ApplicationEvent event = next();
		while (event != null) {
			deliver(event);
			event = next();
		}
	}

	private @Nullable ApplicationEvent next() {
		this.lock.lock();
		try {
			ApplicationEvent event = this.pending.poll();
			if (event == null && this.state == State.STARTING) {
				this.state = State.STARTED;
			}
			return event;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isStarting() {
		this.lock.lock();
		try {
			return this.state == State.STARTING;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void deliver(ApplicationEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on " + event, ex);
		}
	}

	@Override
	public void destroy() {
		this.lock.lock();
		try {
			this.state = State.DESTROYED;
			this.pending.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	private enum State {

		STARTING, STARTED, DESTROYED

	}

}

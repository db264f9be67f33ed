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

package io.github.libcontainerd.test.internal.fake.task;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

import com.google.protobuf.Message;

import io.github.libcontainerd.test.internal.fake.server.FakeEvents;

/**
 * The way of a shim's events to the daemon: in order, kept back while the daemon is down,
 * given up after a while.
 */
public final class FakeBacklog {

	/** The shim tries again after 1, 2, 3, 4 and 5 seconds. */
	private static final Duration GIVES_UP = Duration.ofSeconds(15);

	private final FakeEvents events;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Late> late = new ArrayDeque<>();

	private boolean up;

	FakeBacklog(FakeEvents events) {
		this.events = events;
	}

	public void up(boolean now) {
		this.lock.lock();
		try {
			this.up = now;
		}
		finally {
			this.lock.unlock();
		}
	}

	void publish(String namespace, String id, String topic, Message event) {
		this.lock.lock();
		try {
			if (this.up && this.late.stream().noneMatch((entry) -> entry.isOf(namespace, id))) {
				this.events.publish(namespace, topic, event);
			}
			else {
				this.late.add(new Late(namespace, id, topic, event, System.nanoTime()));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	public void deliver() {
		this.lock.lock();
		try {
			while (this.up && !this.late.isEmpty()) {
				Late entry = this.late.removeFirst();
				if (System.nanoTime() - entry.nanos < GIVES_UP.toNanos()) {
					this.events.publish(entry.namespace, entry.topic, entry.event);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Of a deleted task, as its shim shuts down with events still in its queue. */
	void forget(FakeTask task) {
		this.lock.lock();
		try {
			this.late.removeIf((entry) -> entry.isOf(task.namespace(), task.id()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * An event that its shim could not deliver yet.
	 */
	private record Late(String namespace, String id, String topic, Message event, long nanos) {

		boolean isOf(String aNamespace, String anId) {
			return this.namespace.equals(aNamespace) && this.id.equals(anId);
		}

	}

}

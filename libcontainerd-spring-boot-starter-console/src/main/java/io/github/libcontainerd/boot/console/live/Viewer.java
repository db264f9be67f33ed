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

package io.github.libcontainerd.boot.console.live;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One browser that looks. Whoever has something to show leaves it here and goes on; a
 * thread of the viewer's own writes it. What waits is bounded: something newer of the
 * same kind takes the place of what has not been sent yet, and when the browser stays
 * behind altogether, the oldest is dropped.
 */
class Viewer {

	static final int MAX_WAITING = 200;

	private final SseEmitter emitter = new SseEmitter(0L);

	private final Map<Object, Message> waiting = new LinkedHashMap<>();

	private final Consumer<Viewer> whenGone;

	private final AtomicLong number = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean closed;

	/** Of the one thread that shows lists. */
	private volatile @Nullable String lastState;

	Viewer(Consumer<Viewer> whenGone) {
		this.whenGone = whenGone;
		this.emitter.onCompletion(this::close);
		this.emitter.onError((ex) -> close());
	}

	void start() {
		Thread thread = new Thread(this::write, "console-viewer");
		thread.setDaemon(true);
		thread.start();
	}

	SseEmitter emitter() {
		return this.emitter;
	}

	/**
	 * Show something, unless something newer of its kind comes before it was its turn.
	 */
	void replace(String kind, String name, String data) {
		put(kind, new Message(name, data));
	}

	/**
	 * Show the list, unless it is the one that was shown last.
	 */
	void showState(String state) {
		if (!state.equals(this.lastState)) {
			this.lastState = state;
			replace("state", "state", state);
		}
	}

	/**
	 * Show something that counts for itself.
	 */
	void add(String name, String data) {
		put(this.number.getAndIncrement(), new Message(name, data));
	}

	private void put(Object key, Message message) {
		this.lock.lock();
		try {
			if (this.waiting.put(key, message) == null && this.waiting.size() > MAX_WAITING) {
				takeOldest();
			}
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Message takeOldest() {
		Iterator<Message> oldest = this.waiting.values().iterator();
		Message message = oldest.next();
		oldest.remove();
		return message;
	}

	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Message next() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.waiting.isEmpty() && !this.closed) {
				this.changed.await();
			}
			return this.closed ? null : takeOldest();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write() {
		try {
			for (Message message = next(); message != null; message = next()) {
				this.emitter.send(SseEmitter.event().name(message.name()).data(message.data(), MediaType.TEXT_PLAIN));
			}
			this.emitter.complete();
		}
		catch (IOException | IllegalStateException ex) {
			// The browser has gone, and the emitter knows.
			close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.whenGone.accept(this);
		}
	}

	/**
	 * Something to show.
	 *
	 * @param name what it is
	 * @param data all about it, of one line
	 */
	private record Message(String name, String data) {
	}

}

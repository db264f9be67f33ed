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

package io.github.libcontainerd.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The containers of a pool that wait, the oldest first. Each is taken once. Safe for use
 * by several threads.
 */
final class Stock {

	private final int size;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<IdleContainer> idle = new ArrayDeque<>();

	private boolean closed;

	Stock(int size) {
		this.size = size;
	}

	/**
	 * Add one.
	 * @return {@code false} when it is closed and nobody will take it
	 */
	boolean add(IdleContainer container) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.idle.addLast(container);
			}
			return !this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Put one back that was taken and not used.
	 * @return {@code false} when it is closed and nobody will take it
	 */
	boolean putBack(IdleContainer container) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.idle.addFirst(container);
			}
			return !this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the oldest one.
	 * @return the container; {@code null} when there is none
	 */
	@Nullable IdleContainer take() {
		this.lock.lock();
		try {
			return this.idle.pollFirst();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take one.
	 * @return whether it was there
	 */
	boolean remove(IdleContainer container) {
		this.lock.lock();
		try {
			return this.idle.remove(container);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return those that are there, without taking them.
	 */
	List<IdleContainer> all() {
		this.lock.lock();
		try {
			return new ArrayList<>(this.idle);
		}
		finally {
			this.lock.unlock();
		}
	}

	int count() {
		this.lock.lock();
		try {
			return this.idle.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean needsMore() {
		this.lock.lock();
		try {
			return !this.closed && this.idle.size() < this.size;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take all, and no more from now on.
	 */
	List<IdleContainer> close() {
		this.lock.lock();
		try {
			this.closed = true;
			List<IdleContainer> all = new ArrayList<>(this.idle);
			this.idle.clear();
			return all;
		}
		finally {
			this.lock.unlock();
		}
	}

}

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

package io.github.libcontainerd.internal.container;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Spec;

/**
 * The specification of a container, which changes with its limits.
 */
final class ContainerSpec {

	// Held while the specification is read, changed and written back.
	private final Lock lock = new ReentrantLock();

	private volatile Spec current;

	ContainerSpec(Spec initial) {
		this.current = initial;
	}

	Spec current() {
		return this.current;
	}

	/**
	 * Change the specification. Others that want to change it wait meanwhile; otherwise
	 * one of two changes at once would be lost at the next run.
	 * @param change may block
	 * @param store writes the changed one to containerd; may block
	 */
	void update(UnaryOperator<Spec> change, Consumer<Spec> store) {
		this.lock.lock();
		try {
			Spec changed = change.apply(this.current);
			this.current = changed;
			store.accept(changed);
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean hasMemoryLimit() {
		Linux linux = this.current.linux();
		LinuxResources resources = (linux != null) ? linux.resources() : null;
		return resources != null && resources.memory() != null && resources.memory().limit() != null;
	}

}

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

package io.github.libcontainerd.boot.test.container;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * The groups that a container belongs to, one for each context that has it.
 */
final class ContainerGroups {

	private final TestContainer container;

	// A context that could not be loaded takes its group along.
	private final List<WeakReference<ContainerGroup>> all = new CopyOnWriteArrayList<>();

	private volatile @Nullable String name;

	ContainerGroups(TestContainer container) {
		this.container = container;
	}

	void add(ContainerGroup group, String nameThere) {
		this.name = nameThere;
		this.all.removeIf((reference) -> reference.get() == null);
		this.all.add(new WeakReference<>(group));
	}

	void remove(ContainerGroup group) {
		this.all.removeIf((reference) -> reference.get() == group);
	}

	@Nullable String name() {
		return this.name;
	}

	/**
	 * Return the group that is meant.
	 * @throws TestContainerException if there is none, or it is not clear which one
	 */
	ContainerGroup current() {
		ContainerGroup ofThread = ContainerScope.current();
		if (ofThread != null && ofThread.has(this.container)) {
			return ofThread;
		}
		List<ContainerGroup> open = open();
		if (open.size() > 1) {
			List<ContainerGroup> used = open.stream().filter(ContainerScope::isInUse).toList();
			open = used.isEmpty() ? open : used;
		}
		if (open.size() == 1) {
			return open.get(0);
		}
		if (open.isEmpty()) {
			throw new TestContainerException(this.container + " does not run: no application context has it, or it is"
					+ " closed. Make it a static field of a test class with an application context, or of one that is"
					+ " imported with @ImportContainers", null);
		}
		throw new TestContainerException(this.container + " runs in " + open.size() + " application contexts, and this"
				+ " thread belongs to none of them. Ask for it in the thread of the test, or have the"
				+ " RunningContainer with the qualifier '" + this.name + "' injected", null);
	}

	private List<ContainerGroup> open() {
		List<ContainerGroup> open = new ArrayList<>();
		for (WeakReference<ContainerGroup> reference : this.all) {
			ContainerGroup group = reference.get();
			if (group != null && group.isOpen()) {
				open.add(group);
			}
		}
		return open;
	}

}

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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a thread is doing: loading a context, or testing with one.
 */
final class ContainerScope {

	private static final ThreadLocal<@Nullable WeakReference<ContainerGroup>> loading = new ThreadLocal<>();

	private static final ThreadLocal<@Nullable Supplier<@Nullable ContainerGroup>> testing = new ThreadLocal<>();

	private static final Map<Class<?>, Set<ContainerGroup>> inUse = new ConcurrentHashMap<>();

	private ContainerScope() {
	}

	/**
	 * From now on this thread loads the context of a group.
	 */
	static void load(ContainerGroup group) {
		loading.set(new WeakReference<>(group));
	}

	/**
	 * The context of a group is loaded.
	 */
	static void loaded(ContainerGroup group) {
		WeakReference<ContainerGroup> reference = loading.get();
		if (reference != null && reference.get() == group) {
			loading.remove();
		}
	}

	/**
	 * From now on this thread tests with a group.
	 * @param group returns the group, and makes it if need be
	 */
	static void test(Supplier<@Nullable ContainerGroup> group) {
		testing.set(group);
	}

	/**
	 * This thread has done a test.
	 */
	static void tested() {
		testing.remove();
	}

	/**
	 * A test class uses a group.
	 */
	static void use(Class<?> testClass, ContainerGroup group) {
		inUse.computeIfAbsent(testClass, (key) -> ConcurrentHashMap.newKeySet()).add(group);
	}

	/**
	 * A test class is done.
	 */
	static void leave(Class<?> testClass) {
		testing.remove();
		inUse.remove(testClass);
	}

	static boolean isInUse(ContainerGroup group) {
		return inUse.values().stream().anyMatch((groups) -> groups.contains(group));
	}

	/**
	 * Return the group of this thread; {@code null} for none.
	 */
	static @Nullable ContainerGroup current() {
		WeakReference<ContainerGroup> reference = loading.get();
		ContainerGroup group = (reference != null) ? reference.get() : null;
		if (group != null && !group.hasEnded()) {
			return group;
		}
		Supplier<@Nullable ContainerGroup> test = testing.get();
		return (test != null) ? test.get() : null;
	}

}

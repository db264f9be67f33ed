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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the declared containers. What concerns all of them has a prefix of its
 * own, since below {@code libcontainerd.containers} every name is that of a container.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("libcontainerd")
public class DeclaredContainersProperties {

	/**
	 * Containers that run beside the application, by name.
	 */
	private final Map<String, ContainerProperties> containers = new LinkedHashMap<>();

	private final Declared declared = new Declared();

	public Map<String, ContainerProperties> getContainers() {
		return this.containers;
	}

	public Declared getDeclared() {
		return this.declared;
	}

	/**
	 * Who starts and stops the declared containers.
	 */
	public enum LifecycleManagement {

		/**
		 * The application starts them, and stops them with itself.
		 */
		START_AND_STOP,

		/**
		 * The application starts those that don't run, and leaves them running.
		 */
		START_ONLY,

		/**
		 * Somebody else: they have to run already.
		 */
		NONE

	}

	/**
	 * Properties of all declared containers.
	 */
	public static class Declared {

		/**
		 * What the application does with the containers of 'libcontainerd.containers'.
		 */
		private LifecycleManagement lifecycle = LifecycleManagement.START_AND_STOP;

		public LifecycleManagement getLifecycle() {
			return this.lifecycle;
		}

		public void setLifecycle(LifecycleManagement lifecycle) {
			this.lifecycle = lifecycle;
		}

	}

}

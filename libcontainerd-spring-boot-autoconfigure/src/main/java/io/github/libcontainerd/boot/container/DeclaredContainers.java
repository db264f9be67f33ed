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

package io.github.libcontainerd.boot.container;

import java.util.Set;

import io.github.libcontainerd.run.RunningContainer;

/**
 * The containers that {@code libcontainerd.containers.*} declares. They run and are ready
 * when this bean is there; a bean that needs them and is not given one of them has to
 * depend on this one. Each is a bean of the type {@link RunningContainer} as well, with
 * its name as the qualifier. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface DeclaredContainers {

	/** The name of the bean. */
	String BEAN_NAME = "declaredContainers";

	/** The label of a container with the name that it is declared by. */
	String NAME_LABEL = "io.github.libcontainerd.boot/declared";

	/**
	 * Return the names of those that are declared and not disabled.
	 * @return the names
	 */
	Set<String> names();

	/**
	 * Return one of them.
	 * @param name its name
	 * @return the container
	 * @throws IllegalArgumentException if none of that name is declared
	 */
	RunningContainer get(String name);

}

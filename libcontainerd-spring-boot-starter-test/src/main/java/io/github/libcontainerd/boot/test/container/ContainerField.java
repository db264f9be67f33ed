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

import java.lang.reflect.Field;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A field with a container.
 *
 * @param container the container
 * @param name the name of the container
 * @param origin where it is, for messages and labels
 * @param connection how the application is connected to it; {@code null} when it is not
 */
record ContainerField(TestContainer container, String name, String origin, @Nullable ServiceConnection connection) {

	/**
	 * Read a static field.
	 * @throws TestContainerException if there is nothing in it
	 */
	static ContainerField of(Field field) {
		ReflectionUtils.makeAccessible(field);
		String origin = field.getDeclaringClass().getSimpleName() + "." + field.getName();
		if (!(ReflectionUtils.getField(field, null) instanceof TestContainer container)) {
			throw new TestContainerException(
					"The field '" + origin + "' has no container; initialize it with TestContainer.of(..)", null);
		}
		return new ContainerField(container, name(field.getName()), origin,
				AnnotatedElementUtils.findMergedAnnotation(field, ServiceConnection.class));
	}

	/**
	 * Return the name of a container that is in the field of a name.
	 */
	static String name(String field) {
		String words = field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
		String name = words.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
		name = name.substring(0, Math.min(32, name.length())).replaceAll("-$", "");
		return (!name.isEmpty()) ? name : "container";
	}

	/**
	 * Return a problem with it.
	 * @param problem what is wrong, and what to do
	 * @param cause the cause; {@code null} for none
	 */
	TestContainerException problem(String problem, @Nullable Throwable cause) {
		return new TestContainerException("The test container '" + this.name + "' of the field '" + this.origin + "' ("
				+ this.container.image() + ") " + problem, cause);
	}

}

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
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds the containers of a test.
 */
final class ContainerFields {

	private ContainerFields() {
	}

	/**
	 * Return those of the static fields of a test class: of its own, of its superclasses
	 * and interfaces, of what these import, and of the classes around it.
	 * @param testClass the test class
	 * @return the fields, each behind those that it depends on
	 * @throws TestContainerException if they contradict each other
	 */
	static Set<ContainerField> ofClass(Class<?> testClass) {
		Set<Class<?>> classes = new LinkedHashSet<>();
		collect(testClass, classes);
		Set<ContainerField> fields = new LinkedHashSet<>();
		for (Class<?> each : classes) {
			for (Field field : declared(each)) {
				if (Modifier.isStatic(field.getModifiers())) {
					fields.add(ContainerField.of(field));
				}
			}
		}
		return sorted(fields);
	}

	/**
	 * Return a field that is not static; {@code null} for none.
	 */
	static @Nullable Field instanceField(Class<?> testClass) {
		Class<?> each = testClass;
		while (each != null) {
			for (Field field : declared(each)) {
				if (!Modifier.isStatic(field.getModifiers())) {
					return field;
				}
			}
			each = each.getSuperclass();
		}
		return null;
	}

	private static List<Field> declared(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Field field : type.getDeclaredFields()) {
			if (field.getType() == TestContainer.class) {
				fields.add(field);
			}
		}
		return fields;
	}

	private static void collect(@Nullable Class<?> type, Set<Class<?>> classes) {
		if (type == null || type == Object.class || !classes.add(type)) {
			return;
		}
		MergedAnnotations.from(type, SearchStrategy.DIRECT)
			.stream(ImportContainers.class)
			.map(MergedAnnotation::synthesize)
			.forEach((imported) -> {
				for (Class<?> each : imported.value()) {
					collect(each, classes);
				}
			});
		for (Class<?> each : type.getInterfaces()) {
			collect(each, classes);
		}
		collect(type.getSuperclass(), classes);
		if (TestContextAnnotationUtils.searchEnclosingClass(type)) {
			collect(type.getEnclosingClass(), classes);
		}
	}

	private static Set<ContainerField> sorted(Set<ContainerField> fields) {
		Map<TestContainer, ContainerField> byContainer = new LinkedHashMap<>();
		Map<String, ContainerField> byName = new LinkedHashMap<>();
		for (ContainerField field : fields) {
			ContainerField same = byName.put(field.name(), field);
			if (same != null) {
				throw field.problem("has the same name as that of '" + same.origin() + "'; rename one of the fields",
						null);
			}
			if (byContainer.put(field.container(), field) != null) {
				throw field.problem("is in a second field, too; remove one of them", null);
			}
		}
		Set<ContainerField> sorted = new LinkedHashSet<>();
		fields.forEach((field) -> sort(field, byContainer, new LinkedHashSet<>(), sorted));
		return sorted;
	}

	private static void sort(ContainerField field, Map<TestContainer, ContainerField> all, Set<ContainerField> path,
			Set<ContainerField> sorted) {
		if (sorted.contains(field)) {
			return;
		}
		if (!path.add(field)) {
			throw field.problem("waits for itself: " + path.stream().map(ContainerField::name).toList()
					+ " depend on each other; remove a dependsOn(..)", null);
		}
		for (TestContainer other : field.container().dependencies()) {
			ContainerField dependency = all.get(other);
			if (dependency == null) {
				throw field.problem("depends on " + other + ", which is in no field of the test", null);
			}
			sort(dependency, all, path, sorted);
		}
		path.remove(field);
		sorted.add(field);
	}

}

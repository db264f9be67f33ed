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
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/**
 * Finds the {@link TestContainer}s of a test class.
 */
final class TestContainersContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		Field field = ContainerFields.instanceField(testClass);
		if (field != null) {
			throw new TestContainerException("The field '" + field.getDeclaringClass().getSimpleName() + "."
					+ field.getName() + "' has to be static: its container belongs to the application context, which"
					+ " serves several test methods", null);
		}
		Set<ContainerField> fields = ContainerFields.ofClass(testClass);
		return fields.isEmpty() ? null : new TestContainersContextCustomizer(fields);
	}

}

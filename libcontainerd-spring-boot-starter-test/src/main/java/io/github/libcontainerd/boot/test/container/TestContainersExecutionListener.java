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

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Tells the fields of a test class which context they are about, and skips the test if
 * there is no containerd and the class says so.
 */
final class TestContainersExecutionListener implements TestExecutionListener, Ordered {

	private static final String ATTRIBUTE = TestContainersExecutionListener.class.getName();

	// Before anything is injected into the test.
	@Override
	public int getOrder() {
		return 1990;
	}

	// Not loaded yet: what @BeforeAll does may be for the context.
	@Override
	public void beforeTestClass(TestContext testContext) {
		if (hasContainers(testContext)) {
			ContainerScope.test(() -> group(testContext));
		}
	}

	@Override
	public void prepareTestInstance(TestContext testContext) {
		if (!hasContainers(testContext)) {
			return;
		}
		ContainerScope.test(() -> group(testContext));
		ContainerGroup group;
		try {
			group = group(testContext);
		}
		catch (RuntimeException | Error ex) {
			ContainerdTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testContext.getTestClass(),
					ContainerdTest.class);
			throw MissingContainerd.skipOrFail(fields(testContext), annotation, ex);
		}
		if (group != null) {
			ContainerScope.use(testContext.getTestClass(), group);
		}
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		if (hasContainers(testContext)) {
			ContainerScope.test(() -> group(testContext));
		}
	}

	// The thread may belong to a pool.
	@Override
	public void afterTestMethod(TestContext testContext) {
		ContainerScope.tested();
	}

	@Override
	public void afterTestClass(TestContext testContext) {
		if (hasContainers(testContext)) {
			ContainerScope.leave(testContext.getTestClass());
		}
	}

	private static boolean hasContainers(TestContext testContext) {
		return !fields(testContext).isEmpty();
	}

	private static Set<ContainerField> fields(TestContext testContext) {
		return testContext.computeAttribute(ATTRIBUTE, (name) -> ContainerFields.ofClass(testContext.getTestClass()));
	}

	private static @Nullable ContainerGroup group(TestContext testContext) {
		ApplicationContext context = testContext.getApplicationContext();
		return context.containsBean(TestContainersContextCustomizer.BEAN_NAME)
				? context.getBean(TestContainersContextCustomizer.BEAN_NAME, ContainerGroup.class) : null;
	}

}

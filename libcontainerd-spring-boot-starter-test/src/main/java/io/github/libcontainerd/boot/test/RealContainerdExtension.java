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

package io.github.libcontainerd.boot.test;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * JUnit extension behind {@link RealContainerd}: checks that a real containerd can run,
 * and resolves parameters. Used alone, it leaves the application of a Spring test
 * untouched.
 *
 * @since 0.1.0
 */
public final class RealContainerdExtension implements ExecutionCondition, BeforeAllCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(RealContainerdExtension.class);

	/**
	 * Create the extension.
	 */
	public RealContainerdExtension() {
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return context.getTestClass()
			.map((testClass) -> evaluate(testClass, RealContainerdRequirements.ofThisHost()))
			.orElseGet(() -> ConditionEvaluationResult.enabled("No class"));
	}

	static ConditionEvaluationResult evaluate(Class<?> testClass, RealContainerdRequirements requirements) {
		RealContainerd annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, RealContainerd.class);
		if (annotation != null && annotation.disabledWithoutContainerd()) {
			try {
				requirements.check();
			}
			catch (IllegalStateException ex) {
				return ConditionEvaluationResult.disabled(ex.getMessage());
			}
		}
		return ConditionEvaluationResult.enabled("A missing containerd is a failure");
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		if (TestContextAnnotationUtils.hasAnnotation(context.getRequiredTestClass(),
				AutoConfigureFakeContainerd.class)) {
			throw new ExtensionConfigurationException(context.getRequiredTestClass().getName()
					+ " asks for a real and for a fake containerd; use only one of @RealContainerd and"
					+ " @AutoConfigureFakeContainerd");
		}
		RealContainerdRequirements.ofThisHost().check();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		if (type != PrivateContainerd.class && type != TestRootfs.class) {
			return false;
		}
		// Spring resolves these itself.
		return !isSpringTest(context)
				|| (parameter.getDeclaringExecutable() instanceof Method && !parameter.isAnnotated(Autowired.class));
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		if (isSpringTest(context)) {
			ApplicationContext application = SpringExtension.getApplicationContext(context);
			if (application.getBeanNamesForType(RealDaemon.class).length > 0) {
				return application.getBean(type);
			}
		}
		RealDaemon daemon = outermostClass(context).getStore(NAMESPACE)
			.computeIfAbsent(RealDaemon.class, (key) -> RealDaemon.launch(), RealDaemon.class);
		return (type == TestRootfs.class) ? daemon.rootfs() : daemon.containerd();
	}

	private static boolean isSpringTest(ExtensionContext context) {
		Class<?> testClass = outermostClass(context).getRequiredTestClass();
		return MergedAnnotations.from(testClass, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.stream(ExtendWith.class)
			.map(MergedAnnotation::synthesize)
			.flatMap((annotation) -> java.util.stream.Stream.of(annotation.value()))
			.anyMatch(SpringExtension.class::equals);
	}

	private static ExtensionContext outermostClass(ExtensionContext context) {
		ExtensionContext outermost = context;
		for (ExtensionContext each = context; each != null; each = each.getParent().orElse(null)) {
			if (each.getTestClass().isPresent()) {
				outermost = each;
			}
		}
		return outermost;
	}

}

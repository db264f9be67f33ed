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

package io.github.libcontainerd.boot.autoconfigure.event;

import java.lang.reflect.Method;
import java.util.Arrays;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.event.ContainerdEvent;
import io.github.libcontainerd.boot.event.ExitDetails;
import io.github.libcontainerd.boot.event.ImagePullEvent;

/**
 * Makes listeners of those {@link EventListener} methods that are for our events only.
 * What one throws is logged, so that the others are told too.
 */
public final class ContainerdEventListenerFactory implements EventListenerFactory, Ordered {

	private static final Log logger = LogFactory.getLog(ContainerdEventListenerFactory.class);

	// After that of transactional listeners, before the default one.
	private static final int ORDER = 1000;

	@Override
	public boolean supportsMethod(Method method) {
		EventListener annotation = AnnotatedElementUtils.findMergedAnnotation(method, EventListener.class);
		Class<?>[] declared = (annotation != null) ? annotation.classes() : new Class<?>[0];
		Class<?>[] types = (declared.length > 0) ? declared : method.getParameterTypes();
		return types.length > 0 && Arrays.stream(types).allMatch(ContainerdEventListenerFactory::isOurs);
	}

	private static boolean isOurs(Class<?> type) {
		return ContainerStateChangedEvent.class.isAssignableFrom(type) || ContainerdEvent.class.isAssignableFrom(type)
				|| ImagePullEvent.class.isAssignableFrom(type) || type == ExitDetails.class;
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		return new IsolatedListener(beanName, type, method);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	/**
	 * A listener method whose failures concern nobody else.
	 */
	private static final class IsolatedListener extends ApplicationListenerMethodAdapter {

		private final Method method;

		private IsolatedListener(String beanName, Class<?> targetClass, Method method) {
			super(beanName, targetClass, method);
			this.method = method;
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			try {
				super.onApplicationEvent(event);
			}
			catch (RuntimeException ex) {
				logger.warn("Listener " + this.method.toGenericString() + " failed on " + event, ex);
			}
		}

	}

}

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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

/**
 * Spring's own multicaster, but a listener that fails on an event of ours concerns nobody
 * else: nobody waits for its exception on the thread that publishes, and what happened to
 * a container can't be refused.
 */
public final class IsolatingEventMulticaster extends SimpleApplicationEventMulticaster {

	private static final Log logger = LogFactory.getLog(IsolatingEventMulticaster.class);

	@Override
	protected void invokeListener(ApplicationListener<?> listener, ApplicationEvent event) {
		if (!ContainerdEventListenerFactory.isOurs(event.getClass())) {
			super.invokeListener(listener, event);
			return;
		}
		try {
			super.invokeListener(listener, event);
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			logger.warn("Listener " + listener + " failed on " + event, ex);
		}
	}

}

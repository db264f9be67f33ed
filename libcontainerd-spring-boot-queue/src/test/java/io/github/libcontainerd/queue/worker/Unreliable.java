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

package io.github.libcontainerd.queue.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.libcontainerd.queue.QueueUnavailableException;
import io.github.libcontainerd.queue.engine.QueueEngine;

/**
 * An engine that can be made to fail.
 */
final class Unreliable {

	private Unreliable() {
	}

	static QueueEngine engine(QueueEngine engine, AtomicBoolean broken) {
		return (QueueEngine) Proxy.newProxyInstance(Unreliable.class.getClassLoader(),
				new Class<?>[] { QueueEngine.class }, (proxy, method, arguments) -> {
					if (broken.get() && !method.getName().equals("listen")) {
						throw new QueueUnavailableException("The database is down", null);
					}
					try {
						return method.invoke(engine, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}

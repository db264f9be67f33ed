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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.libcontainerd.run.WaitStrategy;

/**
 * Containers of several test classes.
 */
interface SharedContainers {

	/** What was looked at when it was ready. */
	List<String> READY = new CopyOnWriteArrayList<>();

	AtomicInteger LOOKS = new AtomicInteger();

	@ServiceConnection("postgres")
	TestContainer ORDER_DB = TestContainer.of("acme/pg:1")
		.env("POSTGRES_PASSWORD", "secret")
		.publish(5432)
		.waitFor(WaitStrategy.until("to be looked at", (container) -> LOOKS.incrementAndGet() > 3),
				WaitStrategy.until("to be ready", (container) -> READY.add("order-db")));

	TestContainer SEARCH = TestContainer.of("acme/search:1")
		.publish(9200)
		.dependsOn(ORDER_DB)
		.waitFor(WaitStrategy.until("to be ready", (container) -> READY.add("search")));

}

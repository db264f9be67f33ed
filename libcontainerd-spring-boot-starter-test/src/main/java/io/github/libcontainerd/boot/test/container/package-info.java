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

/**
 * Containers for tests: a
 * {@link io.github.libcontainerd.boot.test.container.TestContainer} in a static field
 * runs beside the application, which is connected to it by
 * {@link io.github.libcontainerd.boot.test.container.ServiceConnection}.
 *
 * <pre>
 * &#64;SpringBootTest
 * class OrdersTests {
 *
 *     &#64;ServiceConnection
 *     static final TestContainer db = TestContainer.of("postgres:16")
 *         .env("POSTGRES_PASSWORD", "secret")
 *         .publish(5432);
 *
 *     &#64;Test
 *     void anOrderIsStored(&#64;Autowired Orders orders) {
 *         orders.save(new Order("chair"));
 *         assertThat(orders.count()).isEqualTo(1);
 *     }
 *
 * }
 * </pre>
 *
 * The containers are run by the containerd that the application would use; with
 * {@link io.github.libcontainerd.boot.test.RealContainerd} by a private one, and with
 * {@link io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd} by the fake.
 */
@NullMarked
package io.github.libcontainerd.boot.test.container;

import org.jspecify.annotations.NullMarked;

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
 * Tests of applications that run containers.
 * <p>
 * {@link io.github.libcontainerd.boot.test.AutoConfigureFakeContainerd} gives the
 * application a fake containerd, which needs neither root nor any installed program. A
 * test of what an application does when its containers end:
 *
 * <pre>
 * &#64;SpringBootTest
 * &#64;AutoConfigureFakeContainerd
 * class JobBoardTests {
 *
 *     &#64;Autowired
 *     private Client client;
 *
 *     &#64;Autowired
 *     private TestRootfs rootfs;
 *
 *     &#64;Autowired
 *     private ContainerEvents events;
 *
 *     &#64;Autowired
 *     private JobBoard board;
 *
 *     &#64;Test
 *     void aFailedJobIsOnTheBoard() {
 *         this.client.create("job", this.rootfs.shell("echo compiling; exit 3"));
 *         this.events.awaitExit("job");
 *         assertThat(this.board.failed()).contains("job: 3");
 *     }
 *
 *     &#64;Test
 *     void aJobWithoutMemoryIsToldApart(&#64;Autowired FakeContainerd containerd) {
 *         containerd.onCreate("greedy"::equals, FakeBehaviour.normal().outOfMemory(1, Duration.ofMillis(50)));
 *         this.client.create("greedy", this.rootfs.shell("sleep 60"));
 *         assertThat(this.events.awaitExit("greedy").isOomKilled()).isTrue();
 *         assertThat(this.board.failed()).contains("greedy: out of memory");
 *     }
 *
 * }
 * </pre>
 *
 * {@link io.github.libcontainerd.boot.test.RealContainerd} in its place gives it a real
 * one, which needs root, containerd, runc and busybox; everything but the scripting of
 * failures stays as it is. It works without Spring too:
 *
 * <pre>
 * &#64;RealContainerd
 * class ToolTests {
 *
 *     &#64;Test
 *     void speaksToContainerd(PrivateContainerd containerd, TestRootfs rootfs) {
 *         // containerd.socket(), containerd.uniqueNamespace(), rootfs.path()
 *     }
 *
 * }
 * </pre>
 *
 * One application context, and one containerd with it, serves all methods of a class and
 * other classes with the same configuration, as always with Spring. So containers had
 * better have different ids in different methods. What is needed before the application
 * starts is a bean of the test: a {@code FakeContainerd} that is prepared, or
 * {@code properties = "app.rootfs=${libcontainerd.test.rootfs}"} for the root file
 * system.
 */
@NullMarked
package io.github.libcontainerd.boot.test;

import org.jspecify.annotations.NullMarked;

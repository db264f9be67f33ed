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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

import io.github.libcontainerd.spi.SimulatedNetworks;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.FakeImage;

/**
 * Gives the tests of an application a {@link FakeContainerd} in the place of containerd.
 * Neither root nor any installed program is needed: the application's real client talks
 * to it over a unix socket, and containers' commands are interpreted by a tiny shell.
 * <p>
 * The image {@code busybox} is there, without a registry, unless {@link #images()} says
 * otherwise; so are all beans of type {@link FakeImage}, which may print a text, fail or
 * run out of memory.
 * <p>
 * The test may have these beans injected:
 * <ul>
 * <li>{@link FakeContainerd}, to let containers fail, run out of memory or hang, and to
 * stop and start the daemon. A bean of the test's own replaces it, for what has to be
 * prepared before the application starts;</li>
 * <li>{@link TestRootfs}, for the specifications of containers. Its path is the property
 * {@code libcontainerd.test.rootfs} too;</li>
 * <li>{@link SimulatedNetworks}, the networks of the application, which may be let
 * fail;</li>
 * <li>{@link ContainerEvents}, which remembers events and output.</li>
 * </ul>
 * The namespace is a new one, the state directory is below the temporary directory,
 * whatever the properties say. Containers that are left have a second to stop, unless
 * {@code libcontainerd.stop-grace} is set, and all files are removed with the application
 * context. Like any context, it serves all methods of a test class and further classes
 * with the same configuration; after each method, events are forgotten, faults are
 * cleared and a stopped daemon is started again, and the application connected to it.
 * <p>
 * A {@code ContainerdConnectionDetails} bean of the test's own decides what the
 * application connects to instead.
 *
 * @since 0.1.0
 * @see RealContainerd
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping("libcontainerd.test.fake")
public @interface AutoConfigureFakeContainerd {

	/**
	 * The version of containerd to pretend. It also decides what differs between
	 * versions.
	 * @return for example {@code 1.6.20}
	 */
	String version() default FakeContainerdAutoConfiguration.DEFAULT_VERSION;

	/**
	 * The images that are there from the beginning, in all namespaces: without a
	 * registry, with a shell and the common commands. An image of another kind is a bean
	 * of type {@link FakeImage}, or is added by {@link FakeContainerd#image(String)}.
	 * @return names as Docker takes them, for example {@code busybox}
	 */
	String[] images() default FakeContainerdAutoConfiguration.DEFAULT_IMAGE;

}

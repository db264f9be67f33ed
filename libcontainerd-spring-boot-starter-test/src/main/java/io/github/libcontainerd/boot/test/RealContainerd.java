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

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

import io.github.libcontainerd.test.PrivateContainerd;

/**
 * Gives tests a real containerd of their own, and a root file system made of the host's
 * static busybox. They need root, and containerd, runc and a static busybox on the host:
 * without them such a test fails, and says what is missing, unless it is to be
 * {@linkplain #disabledWithoutContainerd() skipped}.
 * <p>
 * A test of an application, such as one with {@code @SpringBootTest}, has these beans:
 * {@link PrivateContainerd}, {@link TestRootfs} and {@link ContainerEvents}. The
 * application is connected to that containerd, with a new namespace and a state directory
 * below the daemon's, whatever its properties say. There is one daemon per application
 * context, and it ends with the context, so it is shared like it. A
 * {@code ContainerdConnectionDetails} bean of the test's own decides what the application
 * connects to instead.
 * <p>
 * The image {@code busybox} is in that namespace, without a registry. Others are brought
 * in by {@link PrivateContainerd#image}.
 * <p>
 * Any other test may have a {@link PrivateContainerd} and a {@link TestRootfs} as
 * parameters of its methods. There is one daemon per outermost test class, started when
 * it is first asked for.
 *
 * @since 0.1.0
 * @see AutoConfigureFakeContainerd
 * @see RealContainerdExtension
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RealContainerdExtension.class)
@ImportAutoConfiguration
public @interface RealContainerd {

	/**
	 * Whether the tests are skipped where something is missing to run a containerd. By
	 * default they fail.
	 * @return whether they are skipped
	 */
	boolean disabledWithoutContainerd() default false;

}

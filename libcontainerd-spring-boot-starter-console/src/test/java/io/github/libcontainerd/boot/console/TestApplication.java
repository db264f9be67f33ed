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

package io.github.libcontainerd.boot.console;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Import;

import io.github.libcontainerd.boot.console.autoconfigure.ConsoleProperties;
import io.github.libcontainerd.boot.test.TestRootfs;

/**
 * An application with the console and without Spring Security.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(exclude = { ServletWebSecurityAutoConfiguration.class,
		ManagementWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class })
@Import(TestApplication.RootfsProcessor.class)
class TestApplication {

	/**
	 * Containers without an image run from the test's own root file system.
	 *
	 * @param rootfs that file system
	 */
	record RootfsProcessor(ObjectProvider<TestRootfs> rootfs) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof ConsoleProperties properties) {
				properties.setRootfs(this.rootfs.getObject().path());
			}
			return bean;
		}

	}

}

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

package io.github.libcontainerd.boot.autoconfigure.service;

import java.lang.reflect.Constructor;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.env.Environment;

/**
 * Makes the source that Spring Boot's factories take. Its constructor is not public, and
 * has changed once: Spring Boot 3.5 added the environment. This class is all that depends
 * on that.
 */
final class ConnectionSources {

	private ConnectionSources() {
	}

	static DockerComposeConnectionSource of(RunningService service, Environment environment) {
		try {
			for (Constructor<?> constructor : DockerComposeConnectionSource.class.getDeclaredConstructors()) {
				Class<?>[] types = constructor.getParameterTypes();
				if (Arrays.equals(types, new Class<?>[] { RunningService.class, Environment.class })) {
					constructor.setAccessible(true);
					return (DockerComposeConnectionSource) constructor.newInstance(service, environment);
				}
				if (Arrays.equals(types, new Class<?>[] { RunningService.class })) {
					constructor.setAccessible(true);
					return (DockerComposeConnectionSource) constructor.newInstance(service);
				}
			}
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw unknown(ex);
		}
		throw unknown(null);
	}

	private static IllegalStateException unknown(@Nullable Exception cause) {
		return new IllegalStateException("The module spring-boot-docker-compose of Spring Boot "
				+ SpringBootVersion.getVersion() + " is not known to libcontainerd: "
				+ DockerComposeConnectionSource.class.getSimpleName() + " can't be made. Remove the module, and set"
				+ " the properties of the connections to the declared containers, such as"
				+ " 'spring.datasource.url', by hand", cause);
	}

}

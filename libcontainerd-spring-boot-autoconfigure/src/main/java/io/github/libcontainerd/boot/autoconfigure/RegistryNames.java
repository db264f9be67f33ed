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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.Set;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds registries whose name should have been in brackets: binding leaves them out
 * without a word.
 */
final class RegistryNames {

	private static final ConfigurationPropertyName REGISTRIES = ConfigurationPropertyName
		.of("libcontainerd.registries");

	private static final Set<String> KNOWN = Set.of("username", "password", "mirrors", "plainhttp", "ssl");

	private static final int PROPERTY = 3;

	private RegistryNames() {
	}

	/**
	 * Check the names.
	 * @throws InvalidConfigurationPropertyValueException for the first that is wrong
	 */
	static void check(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(REGISTRIES::isAncestorOf).forEach(RegistryNames::check);
			}
		}
	}

	private static void check(ConfigurationPropertyName name) {
		if (name.getNumberOfElements() <= PROPERTY || !KNOWN.contains(name.getElement(PROPERTY, Form.UNIFORM))) {
			throw new InvalidConfigurationPropertyValueException(name.toString(), null,
					"there is no such property of a registry; the name of a host with dots or a port must be in brackets, "
							+ "as in 'libcontainerd.registries[registry.example.com].username'");
		}
	}

}

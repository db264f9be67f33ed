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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertySource;

/**
 * Where declared containers are reached, as properties: {@code host} and
 * {@code port.NUMBER} below the name of the container. Who asks for one starts the
 * containers, if they have not been started yet.
 */
final class ContainerPropertySource extends PropertySource<Supplier<StartedContainers>> {

	static final String NAME = "declaredContainers";

	private static final Pattern PROPERTY = Pattern
		.compile(Pattern.quote(ContainerDeclarations.PREFIX) + "([a-z0-9-]+)\\.(?:host|port\\.([0-9]{1,5}))");

	private final ContainerDeclarations declarations;

	ContainerPropertySource(ContainerDeclarations declarations, Supplier<StartedContainers> containers) {
		super(NAME, containers);
		this.declarations = declarations;
	}

	@Override
	public @Nullable Object getProperty(String name) {
		Matcher matcher = PROPERTY.matcher(name);
		if (!matcher.matches() || !this.declarations.names().contains(matcher.group(1))) {
			return null;
		}
		ContainerEndpoint endpoint = getSource().get().endpoint(matcher.group(1));
		String port = matcher.group(2);
		return (port != null) ? endpoint.address(Integer.parseInt(port)).getPort() : endpoint.host();
	}

}

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

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

import io.github.libcontainerd.run.RunningContainer;

/**
 * Where test containers are reached, with the properties that declared ones have, so that
 * one can take the place of a declared one.
 */
final class TestContainersPropertySource extends PropertySource<ContainerGroup> {

	static final String NAME = "testContainers";

	private static final String PREFIX = "libcontainerd.containers.";

	private static final Pattern PROPERTY = Pattern
		.compile(Pattern.quote(PREFIX) + "([a-z0-9-]+)\\.(enabled|host|port\\.([0-9]{1,5}))");

	private final Collection<ContainerField> fields;

	private final MutablePropertySources others;

	private TestContainersPropertySource(Collection<ContainerField> fields, ContainerGroup group,
			MutablePropertySources others) {
		super(NAME, group);
		this.fields = fields;
		this.others = others;
	}

	static void addTo(ConfigurableEnvironment environment, Collection<ContainerField> fields, ContainerGroup group) {
		MutablePropertySources sources = environment.getPropertySources();
		sources.addFirst(new TestContainersPropertySource(fields, group, sources));
	}

	@Override
	public @Nullable Object getProperty(String name) {
		// Most are others.
		if (!name.startsWith(PREFIX)) {
			return null;
		}
		Matcher matcher = PROPERTY.matcher(name);
		if (!matcher.matches()) {
			return null;
		}
		for (ContainerField field : this.fields) {
			if (field.name().equals(matcher.group(1))) {
				return property(field, matcher);
			}
		}
		return null;
	}

	private @Nullable Object property(ContainerField field, Matcher matcher) {
		if (matcher.group(2).equals("enabled")) {
			return isDeclared(field.name()) ? "false" : null;
		}
		TestContainer container = field.container();
		RunningContainer running = getSource().running(container);
		String port = matcher.group(3);
		return (port != null) ? container.address(running, Integer.parseInt(port)).getPort() : container.host(running);
	}

	private boolean isDeclared(String name) {
		return this.others.stream()
			.filter((other) -> other != this)
			.anyMatch((other) -> other.containsProperty(PREFIX + name + ".image"));
	}

}

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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * The containers that are declared and not disabled, each behind those that it depends
 * on.
 *
 * @param application the application, as a part of ids
 * @param all the declarations
 */
public record ContainerDeclarations(String application, Collection<ContainerDeclaration> all) {

	static final String PREFIX = "libcontainerd.containers.";

	private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

	// With the name of the application it is an id, which has up to 76 characters.
	private static final int MAX_NAME_LENGTH = 32;

	private static final int MAX_APPLICATION_LENGTH = 40;

	private static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

	/**
	 * Return those of an environment.
	 * @param environment the environment
	 * @return the declarations
	 * @throws InvalidConfigurationPropertyValueException if a property can't be right
	 */
	public static ContainerDeclarations of(Environment environment) {
		DeclaredContainersProperties properties = Binder.get(environment)
			.bindOrCreate("libcontainerd", DeclaredContainersProperties.class);
		Duration stopGrace = Binder.get(environment)
			.bind("libcontainerd.stop-grace", Duration.class)
			.orElse(DEFAULT_STOP_GRACE);
		return of(properties.getContainers(), environment.getProperty("spring.application.name", ""), stopGrace);
	}

	static ContainerDeclarations of(Map<String, ContainerProperties> properties, String applicationName,
			Duration stopGrace) {
		String application = toIdentifier(applicationName);
		Map<String, ContainerDeclaration> read = new LinkedHashMap<>();
		properties.forEach((name, container) -> {
			if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
				throw new InvalidConfigurationPropertyValueException("libcontainerd.containers", name,
						"the name of a container has 1 to " + MAX_NAME_LENGTH
								+ " small letters and digits, with single '-' between them");
			}
			if (container.isEnabled()) {
				read.put(name, new DeclarationReader(name, application, container, stopGrace).read());
			}
		});
		read.values().forEach((declaration) -> checkDependencies(declaration, properties, read));
		Set<ContainerDeclaration> sorted = new LinkedHashSet<>();
		read.keySet().forEach((name) -> sort(name, read, new ArrayList<>(), sorted));
		return new ContainerDeclarations(application, List.copyOf(sorted));
	}

	private static void checkDependencies(ContainerDeclaration declaration, Map<String, ContainerProperties> properties,
			Map<String, ContainerDeclaration> read) {
		for (String other : declaration.dependsOn()) {
			if (!read.containsKey(other)) {
				throw invalid(declaration.name(), "depends-on", other, properties.containsKey(other)
						? "container '" + other + "' is disabled; set '" + PREFIX + other + ".enabled' to true"
						: "there is no container '" + other + "'; those that are declared: " + properties.keySet());
			}
		}
	}

	private static void sort(String name, Map<String, ContainerDeclaration> read, List<String> path,
			Set<ContainerDeclaration> sorted) {
		ContainerDeclaration declaration = read.get(name);
		if (declaration == null || sorted.contains(declaration)) {
			return;
		}
		int start = path.indexOf(name);
		path.add(name);
		if (start >= 0) {
			String circle = String.join(" -> ", path.subList(start, path.size()));
			throw invalid(path.get(path.size() - 2), "depends-on", name,
					"these containers wait for each other: " + circle + "; remove one of the dependencies");
		}
		declaration.dependsOn().forEach((other) -> sort(other, read, path, sorted));
		path.remove(path.size() - 1);
		sorted.add(declaration);
	}

	private static String toIdentifier(String applicationName) {
		String identifier = applicationName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
		identifier = identifier.substring(0, Math.min(MAX_APPLICATION_LENGTH, identifier.length()))
			.replaceAll("^-|-$", "");
		return (!identifier.isEmpty()) ? identifier : "application";
	}

	static InvalidConfigurationPropertyValueException invalid(String container, String property, Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(PREFIX + container + "." + property, value, reason);
	}

	/**
	 * Return one of them.
	 * @param name the name of the container
	 * @return its declaration
	 * @throws IllegalArgumentException if there is none
	 */
	public ContainerDeclaration get(String name) {
		return this.all.stream()
			.filter((declaration) -> declaration.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No container '" + name + "' is declared as '" + PREFIX
					+ name + "', or it is disabled; there are " + names()));
	}

	/**
	 * Return their names.
	 * @return the names
	 */
	public List<String> names() {
		return this.all.stream().map(ContainerDeclaration::name).toList();
	}

}

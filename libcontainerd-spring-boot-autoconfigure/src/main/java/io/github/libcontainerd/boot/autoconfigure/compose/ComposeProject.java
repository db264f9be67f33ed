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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * The services of one or more compose files, as properties of declared containers.
 */
final class ComposeProject {

	private static final String ALL_PROFILES = "*";

	private final List<ComposeFile> files;

	private final Set<String> profiles;

	private final Predicate<String> enabled;

	private final Predicate<String> hasImage;

	private final Map<String, Service> services = new LinkedHashMap<>();

	private final DeclaredProperties properties = new DeclaredProperties();

	/**
	 * Create a project.
	 * @param paths the files
	 * @param profiles the active profiles; {@code null} for those of COMPOSE_PROFILES
	 * @param environment the environment variables
	 * @param enabled whether a container is wanted, by name
	 * @param hasImage whether the image of a container is known elsewhere, by name
	 */
	ComposeProject(Collection<Path> paths, @Nullable Collection<String> profiles, Map<String, String> environment,
			Predicate<String> enabled, Predicate<String> hasImage) {
		this.files = new ArrayList<>();
		paths.forEach((path) -> this.files
			.add(new ComposeFile(path, environment, this.files.isEmpty() ? null : this.files.get(0))));
		this.profiles = new LinkedHashSet<>((profiles != null) ? profiles : profiles(this.files));
		this.enabled = enabled;
		this.hasImage = hasImage;
	}

	private static List<String> profiles(List<ComposeFile> files) {
		return files.stream()
			.map((file) -> file.variables().apply("COMPOSE_PROFILES"))
			.filter(Objects::nonNull)
			.findFirst()
			.map((text) -> Arrays.stream(text.split(",")).map(String::strip).toList())
			.orElse(List.of());
	}

	/**
	 * Return the properties.
	 */
	Map<String, Object> properties() {
		this.files.forEach((file) -> file.services().forEach((name, node) -> register(file, name, node)));
		this.services.values().stream().filter((service) -> service.state == State.ACTIVE).forEach(this::translate);
		return this.properties.values();
	}

	/**
	 * Return what a user may want to know.
	 */
	List<String> notes() {
		List<String> notes = new ArrayList<>();
		for (ComposeFile file : this.files) {
			notes.addAll(file.notes());
			file.variables()
				.unset()
				.forEach((name) -> notes
					.add("the variable '" + name + "' is used in a compose file and not set, so that it is empty"));
		}
		return notes;
	}

	private void register(ComposeFile file, String name, YamlNode node) {
		String container = containerName(name);
		for (Service other : this.services.values()) {
			if (other.name.equals(name) || other.container.equals(container)) {
				throw node.refuse(
						"'" + node.path() + "' is the container '" + container + "', as '" + other.node.path() + "' in "
								+ other.node.place().file() + " is",
						"give one of both another name; to change a service, set properties of '"
								+ "libcontainerd.containers." + container + "'");
			}
		}
		this.services.put(name, new Service(file, name, container, node, state(file, container, node)));
	}

	private State state(ComposeFile file, String container, YamlNode node) {
		if (!this.enabled.test(container)) {
			return State.DISABLED;
		}
		YamlNode profiles = node.map().get("profiles");
		if (profiles == null || profiles.is(Kind.NULL) || this.profiles.contains(ALL_PROFILES)) {
			return State.ACTIVE;
		}
		List<String> names = file.interpolated(profiles).list().stream().map(YamlNode::scalar).toList();
		return (names.isEmpty() || names.stream().anyMatch(this.profiles::contains)) ? State.ACTIVE : State.INACTIVE;
	}

	/**
	 * Return the name of the container of a service: names of containers have small
	 * letters, digits and single '-' only.
	 */
	static String containerName(String service) {
		return service.toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-").replaceAll("^-|-$", "");
	}

	private void translate(Service service) {
		YamlNode node = service.file.interpolated(service.node);
		new ServiceTranslation(service.file, service.container, this.properties).translate(service.name, node,
				this.hasImage.test(service.container));
		YamlNode dependsOn = NetworksTranslation.value(node, "depends_on");
		if (dependsOn == null) {
			return;
		}
		List<YamlNode> others = new ArrayList<>();
		if (dependsOn.is(Kind.LIST)) {
			dependsOn.list().forEach((other) -> depend(other, other.scalar(), "service_started", true, others));
		}
		else {
			dependsOn.map().forEach((name, other) -> depend(name, other, others));
		}
		if (!others.isEmpty()) {
			this.properties.put(service.prefix() + "depends-on", others, dependsOn);
		}
	}

	private void depend(String name, YamlNode node, List<YamlNode> others) {
		UnsupportedKeys.check(node, Set.of("condition", "required", "restart"));
		YamlNode condition = node.map().get("condition");
		YamlNode required = node.map().get("required");
		YamlNode restart = node.map().get("restart");
		if (restart != null && restart.flag()) {
			throw restart.unsupported("remove it");
		}
		depend((condition != null) ? condition : node, name,
				(condition != null) ? condition.scalar() : "service_started", required == null || required.flag(),
				others);
	}

	private void depend(YamlNode from, String name, String condition, boolean required, List<YamlNode> others) {
		Service other = this.services.get(name);
		if (other == null) {
			throw from.refuse("'" + from.path() + "' names the service '" + name + "', which is not there",
					"there are: " + StringUtils.collectionToCommaDelimitedString(this.services.keySet()));
		}
		if (other.state != State.ACTIVE) {
			if (!required) {
				return;
			}
			throw from.refuse("'" + from.path() + "' names the service '" + name + "', which is not active",
					(other.state == State.DISABLED) ? "set '" + other.prefix() + "enabled' to true"
							: "add one of its profiles to 'libcontainerd.compose.profiles'");
		}
		others.add(from.withText(other.container));
		switch (condition) {
			case "service_started" -> {
			}
			case "service_healthy" -> healthy(from, other);
			case "service_completed_successfully" -> completed(from, other);
			default ->
				throw from.invalid("use 'service_started', 'service_healthy' or 'service_completed_successfully'");
		}
	}

	private void healthy(YamlNode from, Service other) {
		YamlNode check = healthCheck(other);
		if (check != null && HealthTranslation.isDisabled(check)) {
			throw from.refuse("'" + from.path() + "' waits for the health of '" + other.name + "', which has no check",
					"remove the condition, or let 'healthcheck' say how it is checked");
		}
		conflict(from, other, "wait-for.exit");
		this.properties.put(other.prefix() + "wait-for.health", "true", (check != null) ? check : from);
	}

	private static @Nullable YamlNode healthCheck(Service service) {
		YamlNode check = NetworksTranslation.value(service.node, "healthcheck");
		return (check != null) ? service.file.interpolated(check) : null;
	}

	private void completed(YamlNode from, Service other) {
		YamlNode check = healthCheck(other);
		if (check != null && !HealthTranslation.isDisabled(check)) {
			throw contradiction(from, other);
		}
		conflict(from, other, "wait-for.health");
		this.properties.put(other.prefix() + "wait-for.exit", "true", from);
	}

	private void conflict(YamlNode from, Service other, String property) {
		if (this.properties.values().containsKey(other.prefix() + property)) {
			throw contradiction(from, other);
		}
	}

	private static RuntimeException contradiction(YamlNode from, Service other) {
		String problem = "'" + from.path() + "' waits for something else of '" + other.name
				+ "' than its health check, or another service, does";
		return from.refuse(problem, "wait for its health, or for its end");
	}

	private enum State {

		ACTIVE, INACTIVE, DISABLED

	}

	private record Service(ComposeFile file, String name, String container, YamlNode node, State state) {

		String prefix() {
			return "libcontainerd.containers." + this.container + ".";
		}

	}

}

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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * A compose file, and what its services refer to: networks, volumes, secrets and configs.
 */
final class ComposeFile {

	private static final Set<String> KEYS = Set.of("version", "name", "services", "networks", "volumes", "secrets",
			"configs");

	private static final Set<String> RESERVED = Set.of("host", "none", "bridge");

	private static final String DEFAULT = "default";

	private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9_-]*");

	// A network has up to 63 characters.
	private static final int MAX_PROJECT_LENGTH = 32;

	private static final Pattern PLAIN_KEY = Pattern.compile("[a-z0-9-]+");

	private final Path directory;

	private final String project;

	private final Variables variables;

	private final Interpolation interpolation;

	private final YamlNode root;

	private final Set<String> notes = new LinkedHashSet<>();

	/**
	 * Read a file.
	 * @param path the file
	 * @param environment the environment variables
	 * @param first the first file of the project; {@code null} for this one
	 */
	ComposeFile(Path path, Map<String, String> environment, @Nullable ComposeFile first) {
		this.root = YamlReader.read(path);
		Path parent = path.toAbsolutePath().normalize().getParent();
		this.directory = (parent != null) ? parent : path.toAbsolutePath();
		this.variables = new Variables(this.directory, environment);
		this.interpolation = new Interpolation(this.variables, this.variables::unset);
		UnsupportedKeys.check(this.root, KEYS);
		if (!this.root.map().containsKey("services")) {
			throw this.root.refuse("there are no 'services'", "name a compose file");
		}
		this.project = (first != null) ? first.project : project();
		if (first != null) {
			withoutEffect(this.root, "name");
		}
	}

	/**
	 * Return the name that the project has with Compose.
	 */
	private String project() {
		String variable = this.variables.apply("COMPOSE_PROJECT_NAME");
		if (variable != null && !variable.isBlank()) {
			return identifier(variable);
		}
		YamlNode name = this.root.map().get("name");
		if (name == null || name.is(Kind.NULL)) {
			return identifier(Objects.toString(this.directory.getFileName(), ""));
		}
		YamlNode given = interpolated(name);
		if (given.scalar().length() > MAX_PROJECT_LENGTH || !PROJECT.matcher(given.scalar()).matches()) {
			throw given.invalid("use up to " + MAX_PROJECT_LENGTH + " small letters, digits, '-' and '_', the first of"
					+ " which is a letter or a digit");
		}
		return given.scalar();
	}

	private static String identifier(String name) {
		String identifier = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "").replaceAll("^[_-]+", "");
		identifier = identifier.substring(0, Math.min(MAX_PROJECT_LENGTH, identifier.length()));
		return (!identifier.isEmpty()) ? identifier : "project";
	}

	/**
	 * Remember that something in the file is of no use here, and does no harm.
	 */
	void withoutEffect(YamlNode node, String... keys) {
		for (String key : keys) {
			YamlNode value = node.map().get(key);
			if (value != null) {
				note(value, "has no effect here");
			}
		}
	}

	void note(YamlNode node, String what) {
		this.notes.add("'" + node.path() + "' of " + node.place().file() + ", line "
				+ (node.place().location().getLine() + 1) + ", " + what);
	}

	/**
	 * Return what a user may want to know.
	 */
	Set<String> notes() {
		return this.notes;
	}

	Variables variables() {
		return this.variables;
	}

	/**
	 * Return the services as they are written.
	 */
	Map<String, YamlNode> services() {
		return section("services");
	}

	private Map<String, YamlNode> section(String name) {
		YamlNode section = this.root.map().get(name);
		return (section != null) ? section.map() : Map.of();
	}

	/**
	 * Return a part of the file with the values of variables.
	 */
	YamlNode interpolated(YamlNode node) {
		return this.interpolation.apply(node);
	}

	/**
	 * Return the path of a file or directory that is named in the file.
	 */
	Path resolve(YamlNode node) {
		String path = node.scalar();
		boolean home = path.equals("~") || path.startsWith("~/");
		try {
			return home ? Path.of(System.getProperty("user.home") + path.substring(1)).normalize()
					: this.directory.resolve(path).normalize();
		}
		catch (InvalidPathException ex) {
			throw node.invalid("write a path of this machine");
		}
	}

	/**
	 * Return the name of a network, and set what the file says of it.
	 */
	String network(YamlNode node, String key, DeclaredProperties properties) {
		YamlNode network = defined("networks", key);
		if (network == null) {
			if (key.equals(DEFAULT)) {
				return this.project + "_" + key;
			}
			throw node.refuse("'" + node.path() + "' names the network '" + key + "', which the file does not have",
					"add it under 'networks' of the file");
		}
		UnsupportedKeys.check(network, Set.of("name", "external", "internal", "driver", "driver_opts", "ipam",
				"attachable", "labels", "enable_ipv4", "enable_ipv6"));
		Map<String, YamlNode> entries = network.map();
		String name = name(network, key);
		if (RESERVED.contains(name)) {
			throw network.refuse("'" + network.path() + "' is '" + name + "', which is no network of containers",
					name.equals("bridge") ? "use another name" : "write 'network_mode: " + name + "' in the service");
		}
		withoutEffect(network, "labels", "attachable");
		driver(network, "bridge");
		YamlNode ipv4 = entries.get("enable_ipv4");
		if (ipv4 != null && !ipv4.flag()) {
			throw ipv4.unsupported("remove it; networks have IPv4");
		}
		if (external(network)) {
			return name;
		}
		String prefix = PLAIN_KEY.matcher(name).matches() ? "libcontainerd.networks." + name + "."
				: "libcontainerd.networks[" + name + "].";
		YamlNode internal = entries.get("internal");
		if (internal != null && internal.flag()) {
			properties.put(prefix + "internal", "true", internal);
		}
		YamlNode ipv6 = entries.get("enable_ipv6");
		if (ipv6 != null) {
			properties.put(prefix + "ipv6", String.valueOf(ipv6.flag()), ipv6);
		}
		YamlNode ipam = entries.get("ipam");
		if (ipam != null) {
			subnets(ipam, prefix, properties);
		}
		return name;
	}

	private static void subnets(YamlNode ipam, String prefix, DeclaredProperties properties) {
		UnsupportedKeys.check(ipam, Set.of("config", "driver"));
		driver(ipam, DEFAULT);
		YamlNode config = ipam.map().get("config");
		if (config == null) {
			return;
		}
		Set<String> families = new HashSet<>();
		for (YamlNode one : config.list()) {
			UnsupportedKeys.check(one, Set.of("subnet"));
			YamlNode subnet = one.map().get("subnet");
			if (subnet != null) {
				String family = (subnet.scalar().indexOf(':') >= 0) ? "ipv6-subnet" : "subnet";
				if (!families.add(family)) {
					throw config.unsupported("name one subnet, or one of IPv4 and one of IPv6");
				}
				properties.put(prefix + family, subnet.scalar(), subnet);
			}
		}
	}

	/**
	 * Return the name of a volume.
	 */
	String volume(YamlNode node, String key) {
		YamlNode volume = defined("volumes", key);
		if (volume == null) {
			throw node.refuse("'" + node.path() + "' names the volume '" + key + "', which the file does not have",
					"add it under 'volumes' of the file, or begin a directory with './' or '/'");
		}
		UnsupportedKeys.check(volume, Set.of("name", "external", "driver", "driver_opts", "labels"));
		withoutEffect(volume, "labels");
		driver(volume, "local");
		external(volume);
		return name(volume, key);
	}

	/**
	 * Return the file of a secret or a config.
	 */
	Path file(YamlNode node, String kind) {
		YamlNode definition = defined(kind, node.scalar());
		if (definition == null) {
			throw node.refuse("'" + node.path() + "' is '" + node.scalar() + "', which the file does not have",
					"add it under '" + kind + "' of the file");
		}
		UnsupportedKeys.check(definition, Set.of("name", "file", "external", "environment", "content", "labels"));
		withoutEffect(definition, "labels");
		YamlNode file = definition.map().get("file");
		if (file == null) {
			throw definition.unsupported("write it to a file, and name that as 'file'");
		}
		return resolve(file);
	}

	private @Nullable YamlNode defined(String section, String key) {
		YamlNode node = section(section).get(key);
		return (node != null) ? interpolated(node) : null;
	}

	/**
	 * Return the name that a network or a volume has outside of the file.
	 */
	private String name(YamlNode node, String key) {
		YamlNode name = node.map().get("name");
		if (name != null) {
			return name.scalar();
		}
		YamlNode external = node.map().get("external");
		YamlNode old = (external != null && external.is(Kind.MAP)) ? external.map().get("name") : null;
		return (old != null) ? old.scalar() : external(node) ? key : this.project + "_" + key;
	}

	private static boolean external(YamlNode node) {
		YamlNode external = node.map().get("external");
		if (external != null && external.is(Kind.MAP)) {
			UnsupportedKeys.check(external, Set.of("name"));
			return true;
		}
		return external != null && external.flag();
	}

	private static void driver(YamlNode node, String supported) {
		YamlNode driver = node.map().get("driver");
		if (driver != null && !driver.is(Kind.NULL) && !driver.scalar().equals(supported)) {
			throw driver.invalid("use '" + supported + "', or remove it");
		}
		YamlNode options = node.map().get("driver_opts");
		if (options != null && !options.map().isEmpty()) {
			throw options.unsupported("remove it");
		}
	}

}

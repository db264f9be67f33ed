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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;
import io.github.libcontainerd.image.Platform;

/**
 * Translates a service into the properties of a declared container. Every key is either
 * translated, or without effect, or refused.
 */
final class ServiceTranslation {

	private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

	private final ComposeFile file;

	private final String container;

	private final String prefix;

	private final DeclaredProperties properties;

	private final MountsTranslation mounts;

	private final DeployTranslation limits;

	private boolean readOnly;

	ServiceTranslation(ComposeFile file, String container, DeclaredProperties properties) {
		this.file = file;
		this.container = container;
		this.prefix = "libcontainerd.containers." + container + ".";
		this.properties = properties;
		this.mounts = new MountsTranslation(file, container, properties);
		this.limits = new DeployTranslation(this.prefix, properties);
	}

	/**
	 * Translate a service, but for its dependencies.
	 * @param name the name of the service
	 * @param service the service, with the values of its variables
	 * @param imageElsewhere whether another property says its image
	 */
	void translate(String name, YamlNode service, boolean imageElsewhere) {
		image(service, imageElsewhere);
		YamlNode readOnlyNode = NetworksTranslation.value(service, "read_only");
		this.readOnly = readOnlyNode != null && readOnlyNode.flag();
		service.map().forEach((key, value) -> {
			if (!translate(key, value)) {
				throw UnsupportedKeys.refuse(key, value);
			}
		});
		new EnvironmentTranslation(this.file).translate(service)
			.forEach((variable, value) -> this.properties.putEntry(this.prefix + "env", variable, value.text(), value));
		List<String> names = new ArrayList<>();
		if (!name.equals(this.container)) {
			names.add(name);
		}
		YamlNode containerName = NetworksTranslation.value(service, "container_name");
		if (containerName != null && !containerName.scalar().equals(this.container)) {
			names.add(containerName.scalar());
		}
		new NetworksTranslation(this.file, this.prefix, this.properties).translate(service, names);
	}

	private void image(YamlNode service, boolean elsewhere) {
		YamlNode build = NetworksTranslation.value(service, "build");
		boolean named = NetworksTranslation.value(service, "image") != null || elsewhere;
		if (named && build != null) {
			this.file.note(build, "is not done; the image is used that is there or can be pulled");
		}
		else if (build != null) {
			throw build.unsupported("build the image with a tool of yours and name it as 'image' beside it, or as '"
					+ this.prefix + "image'; without this service, set '" + this.prefix + "enabled' to false");
		}
		else if (!named) {
			throw service.refuse("'" + service.path() + "' has no 'image'",
					"add it, or set '" + this.prefix + "image'");
		}
	}

	private boolean translate(String key, YamlNode value) {
		boolean empty = value.is(Kind.NULL);
		switch (key) {
			// Elsewhere.
			case "build", "environment", "env_file", "networks", "network_mode", "container_name", "depends_on",
					"profiles" -> {
				return true;
			}
			case "develop", "attach" -> this.file.note(value, "has no effect here");
			default -> {
				return empty ? isKnown(key) : process(key, value) || surroundings(key, value) || files(key, value);
			}
		}
		return true;
	}

	private static boolean isKnown(String key) {
		return Set
			.of("image", "command", "entrypoint", "ports", "expose", "volumes", "tmpfs", "labels", "secrets", "configs",
					"healthcheck", "deploy", "cap_add", "cap_drop", "devices")
			.contains(key);
	}

	private boolean process(String key, YamlNode value) {
		switch (key) {
			case "image", "user", "restart", "hostname" ->
				this.properties.put(this.prefix + key, value.scalar(), value);
			case "working_dir" -> this.properties.put(this.prefix + "working-dir", value.scalar(), value);
			case "stop_signal" -> this.properties.put(this.prefix + "stop-signal", value.scalar(), value);
			case "stop_grace_period" -> this.properties.put(this.prefix + "stop-grace", Units.duration(value), value);
			case "command" -> {
				List<YamlNode> words = words(value);
				if (words.isEmpty()) {
					throw value.refuse("'" + value.path() + "' is empty", "remove it, or set 'entrypoint'");
				}
				this.properties.put(this.prefix + "command", words, value);
			}
			case "entrypoint" -> this.properties.put(this.prefix + "entrypoint", words(value), value);
			case "init", "tty", "read_only" -> {
				if (value.flag()) {
					this.properties.put(this.prefix + key.replace('_', '-'), "true", value);
				}
			}
			case "cap_add",
					"cap_drop" ->
				this.properties.put(this.prefix + key.replace('_', '-'),
						value.list()
							.stream()
							.map((name) -> name.withText(name.scalar().replaceFirst("^CAP_", "")))
							.toList(),
						value);
			case "devices" -> this.properties.put(this.prefix + key, value.list(), value);
			case "pull_policy" -> this.properties.put(this.prefix + "pull", pullPolicy(value), value);
			case "platform" -> platform(value);
			case "stdin_open", "privileged" -> {
				return !value.flag();
			}
			case "security_opt" -> value.list().forEach(ServiceTranslation::securityOption);
			default -> {
				return false;
			}
		}
		return true;
	}

	private boolean surroundings(String key, YamlNode value) {
		switch (key) {
			case "ports" -> {
				List<YamlNode> ports = PortsTranslation.translate(value);
				if (!ports.isEmpty()) {
					this.properties.put(this.prefix + "ports", ports, value);
				}
			}
			// Within a network every port can be reached.
			case "expose" -> value.list().forEach(YamlNode::scalar);
			case "labels" -> value.pairs((node, label) -> node.withText(""))
				.forEach((label) -> this.properties.putEntry(this.prefix + "labels", label.key(), label.value().text(),
						label.value()));
			case "healthcheck" -> HealthTranslation.translate(value, this.prefix, this.properties);
			case "deploy" -> this.limits.translate(value);
			case "mem_limit" -> this.limits.memory(value);
			case "cpus" -> this.limits.cpus(value);
			case "pids_limit" -> this.limits.pids(value);
			case "scale" -> DeployTranslation.single(value);
			case "logging" -> logging(value);
			default -> {
				return false;
			}
		}
		return true;
	}

	private boolean files(String key, YamlNode value) {
		switch (key) {
			case "volumes" -> this.mounts.volumes(value, this.readOnly);
			case "tmpfs" -> this.mounts.memory(value);
			case "shm_size" -> this.mounts.sharedMemory(value);
			case "secrets" -> this.mounts.files(value, key, "/run/secrets/");
			case "configs" -> this.mounts.files(value, key, "/");
			default -> {
				return false;
			}
		}
		return true;
	}

	private static List<YamlNode> words(YamlNode value) {
		return value.is(Kind.SCALAR) ? ShellWords.split(value) : value.list();
	}

	private static String pullPolicy(YamlNode value) {
		return switch (value.scalar()) {
			case "always" -> "always";
			case "missing", "if_not_present" -> "missing";
			case "never" -> "never";
			default -> throw value.invalid("use 'always', 'missing' or 'never'");
		};
	}

	private static void platform(YamlNode value) {
		Platform platform;
		try {
			platform = Platform.parse(value.scalar());
		}
		catch (IllegalArgumentException ex) {
			throw value.invalid("write it as 'linux/amd64'");
		}
		if (!Platform.machine().runs(platform)) {
			throw value.unsupported("remove it; this machine runs images of " + Platform.host());
		}
	}

	private static void securityOption(YamlNode option) {
		if (!Set.of(NO_NEW_PRIVILEGES, NO_NEW_PRIVILEGES + ":true", NO_NEW_PRIVILEGES + "=true")
			.contains(option.scalar())) {
			throw option.unsupported("remove it; a bean of type RunRequestCustomizer can set it");
		}
	}

	private void logging(YamlNode value) {
		UnsupportedKeys.check(value, Set.of("driver"));
		YamlNode driver = value.map().get("driver");
		String name = (driver != null) ? driver.scalar() : "json-file";
		switch (name) {
			case "none" -> this.properties.put(this.prefix + "log", "none", value);
			case "json-file", "local" -> {
			}
			default -> throw value.unsupported("remove it, and set '" + this.prefix + "log'");
		}
	}

}

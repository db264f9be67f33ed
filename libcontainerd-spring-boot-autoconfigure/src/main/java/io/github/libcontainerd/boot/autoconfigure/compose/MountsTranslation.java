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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.autoconfigure.compose.YamlNode.Kind;

/**
 * Translates what is mounted into a service: its volumes, its secrets and configs, which
 * are files, and its directories in memory.
 */
final class MountsTranslation {

	private static final int MAX_VOLUMES = 1000;

	private static final Pattern VOLUME_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

	private static final Set<String> LONG_FORM = Set.of("type", "source", "target", "read_only", "bind", "volume",
			"tmpfs", "consistency");

	// What Docker on Linux takes and ignores.
	private static final Set<String> CONSISTENCIES = Set.of("consistent", "cached", "delegated", "default");

	private static final String DEFAULT_SHM = "/dev/shm";

	private final ComposeFile file;

	private final String container;

	private final DeclaredProperties properties;

	private final List<Target> anonymous = new ArrayList<>();

	private final List<String> targets = new ArrayList<>();

	private int volumes;

	private int mounts;

	MountsTranslation(ComposeFile file, String container, DeclaredProperties properties) {
		this.file = file;
		this.container = container;
		this.properties = properties;
	}

	/**
	 * Translate the volumes of a service.
	 * @param node the volumes
	 * @param readOnly whether the service can't write to its own files
	 */
	void volumes(YamlNode node, boolean readOnly) {
		if (node.list().size() > MAX_VOLUMES) {
			throw node.refuse("'" + node.path() + "' has more than " + MAX_VOLUMES + " volumes", "use fewer");
		}
		for (YamlNode volume : node.list()) {
			if (volume.is(Kind.MAP)) {
				longForm(volume);
			}
			else {
				shortForm(volume);
			}
		}
		for (Target target : this.anonymous) {
			boolean within = this.targets.stream().anyMatch((other) -> (target.path() + "/").startsWith(other + "/"));
			if (within || readOnly) {
				throw target.node()
					.refuse("'" + target.node().path() + "' has no name, and "
							+ (within ? "is within another volume" : "the service is read-only"),
							"give it a name, and write that under 'volumes' of the file");
			}
		}
	}

	private void shortForm(YamlNode node) {
		String[] parts = node.scalar().split(":", -1);
		if (parts.length == 1) {
			this.anonymous.add(new Target(node, parts[0]));
			return;
		}
		boolean readOnly = false;
		if (parts.length > 3) {
			throw invalid(node);
		}
		for (String mode : (parts.length == 3) ? parts[2].split(",") : new String[0]) {
			if (mode.equals("ro")) {
				readOnly = true;
			}
			else if (!mode.equals("rw") && !CONSISTENCIES.contains(mode)) {
				throw node.refuse("'" + node.path() + "' has the option '" + mode + "', which is not supported",
						"use 'ro' or 'rw'");
			}
		}
		boolean bind = parts[0].startsWith(".") || parts[0].startsWith("/") || parts[0].startsWith("~");
		if (bind) {
			bind(node.withText(parts[0]), parts[1], readOnly);
		}
		else {
			named(node, parts[0], parts[1], readOnly);
		}
	}

	private static RuntimeException invalid(YamlNode node) {
		return node.invalid("write it as './directory:/path', './directory:/path:ro' or 'name:/path'");
	}

	private void longForm(YamlNode node) {
		UnsupportedKeys.check(node, LONG_FORM);
		Map<String, YamlNode> entries = node.map();
		YamlNode type = required(node, "type");
		String target = required(node, "target").scalar();
		boolean readOnly = entries.containsKey("read_only") && entries.get("read_only").flag();
		only(entries.get("bind"), type, "bind", Set.of("create_host_path"));
		only(entries.get("volume"), type, "volume", Set.of());
		only(entries.get("tmpfs"), type, "tmpfs", Set.of("size"));
		YamlNode source = entries.get("source");
		switch (type.scalar()) {
			case "bind" -> {
				YamlNode options = entries.get("bind");
				YamlNode create = (options != null) ? options.map().get("create_host_path") : null;
				Path path = this.file.resolve(required(node, "source"));
				if (create != null && !create.flag() && !Files.exists(path)) {
					throw required(node, "source")
						.refuse("'" + node.path() + "' needs '" + path + "', which is not there", "create it");
				}
				bind(required(node, "source"), target, readOnly);
			}
			case "volume" -> {
				if (source == null) {
					this.anonymous.add(new Target(node, target));
				}
				else {
					named(source, source.scalar(), target, readOnly);
				}
			}
			case "tmpfs" -> {
				YamlNode options = entries.get("tmpfs");
				memory(node, target, (options != null) ? options.map().get("size") : null);
			}
			default -> throw type.invalid("use 'bind', 'volume' or 'tmpfs'");
		}
	}

	private static YamlNode required(YamlNode node, String key) {
		YamlNode value = node.map().get(key);
		if (value == null) {
			throw node.refuse("'" + node.path() + "' has no '" + key + "'", "add it");
		}
		value.scalar();
		return value;
	}

	private static void only(@Nullable YamlNode options, YamlNode type, String expected, Set<String> known) {
		if (options == null) {
			return;
		}
		if (!type.scalar().equals(expected)) {
			throw options.refuse("'" + options.path() + "' does not fit the type '" + type.scalar() + "'", "remove it");
		}
		UnsupportedKeys.check(options, known);
	}

	private void bind(YamlNode node, String target, boolean readOnly) {
		Path path = this.file.resolve(node);
		if (path.endsWith("docker.sock") && !Files.exists(path)) {
			throw node.refuse("'" + node.path() + "' is the socket of a Docker Engine, which is not there",
					"remove the service, or set 'libcontainerd.containers." + this.container + ".enabled' to false");
		}
		if (path.toString().indexOf(':') >= 0) {
			throw node.refuse("'" + node.path() + "' has a ':' in its path", "use another directory");
		}
		volume(node, path.toString(), target, readOnly);
	}

	private void named(YamlNode node, String name, String target, boolean readOnly) {
		String actual = this.file.volume(node, name);
		if (!VOLUME_NAME.matcher(actual).matches()) {
			throw invalid(node);
		}
		volume(node, actual, target, readOnly);
	}

	private void volume(YamlNode node, String source, String target, boolean readOnly) {
		if (!target.startsWith("/") || target.indexOf(':') >= 0) {
			throw node.refuse("'" + node.path() + "' is mounted at '" + target + "'",
					"write an absolute path of the container, without ':'");
		}
		this.targets.add(target);
		this.properties.put("libcontainerd.containers." + this.container + ".volumes[" + this.volumes++ + "]",
				source + ":" + target + (readOnly ? ":ro" : ""), node);
	}

	/**
	 * Translate the files that are secrets or configs of the service.
	 */
	void files(YamlNode node, String kind, String directory) {
		for (YamlNode item : node.list()) {
			boolean longForm = item.is(Kind.MAP);
			YamlNode source = longForm ? required(item, "source") : item;
			String target = directory + source.scalar();
			if (longForm) {
				// Compose ignores owner and mode of a file, as its own are those of the
				// host.
				UnsupportedKeys.check(item, Set.of("source", "target", "uid", "gid", "mode"));
				YamlNode given = item.map().get("target");
				if (given != null) {
					target = given.scalar().startsWith("/") ? given.scalar() : directory + given.scalar();
				}
			}
			Path path = this.file.file(source, kind);
			if (!Files.exists(path)) {
				throw source.refuse("'" + source.path() + "' is the file '" + path + "', which is not there",
						"create it");
			}
			bind(source.withText(path.toString()), target, true);
		}
	}

	void memory(YamlNode node) {
		for (YamlNode item : node.scalarOrList()) {
			String[] parts = item.scalar().split(":", 2);
			YamlNode size = null;
			for (String option : (parts.length == 2) ? parts[1].split(",") : new String[0]) {
				if (option.startsWith("size=")) {
					size = item.withText(option.substring("size=".length()));
				}
				// As it is anyway.
				else if (!Set.of("rw", "nosuid", "nodev", "noexec").contains(option)) {
					throw item.refuse("'" + item.path() + "' has the option '" + option + "', which is not supported",
							"use 'size=64m' only");
				}
			}
			memory(item, parts[0], size);
		}
	}

	void sharedMemory(YamlNode node) {
		memory(node, DEFAULT_SHM, node);
	}

	private void memory(YamlNode node, String target, @Nullable YamlNode size) {
		String mount = "libcontainerd.containers." + this.container + ".mounts[" + this.mounts++ + "].";
		this.targets.add(target);
		this.properties.put(mount + "target", target, node);
		if (size != null) {
			this.properties.put(mount + "size", Units.bytes(size) + "B", size);
		}
	}

	private record Target(YamlNode node, String path) {
	}

}

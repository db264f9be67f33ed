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

package io.github.libcontainerd.boot.console.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.LinuxCpu;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.volume.Volume;

/**
 * What a container runs by, without the secrets that it was told.
 */
final class ShownSpec {

	private static final JsonMapper mapper = new JsonMapper();

	/** What every container has, and nobody asks about. */
	private static final Pattern USUAL = Pattern
		.compile("/(?:proc|sys|dev)(?:/.*)?|/etc/(?:hosts|hostname|resolv\\.conf)");

	private final Spec spec;

	ShownSpec(Spec spec) {
		this.spec = spec;
	}

	/**
	 * Return all of it.
	 * @param known the variables of the environment that the image has
	 */
	JsonNode tree(Collection<String> known) {
		JsonNode tree = mapper.readTree(this.spec.toJson());
		clean(tree, known);
		return tree;
	}

	private static void clean(JsonNode node, Collection<String> known) {
		if (node instanceof ObjectNode object) {
			for (String name : List.copyOf(object.propertyNames())) {
				JsonNode value = object.get(name);
				if (name.equals("env") && value instanceof ArrayNode variables && isText(variables)) {
					replace(variables,
							texts(variables).stream()
								.map((variable) -> Secrets.outOfVariable(variable, known))
								.toList());
				}
				else if (name.equals("args") && value instanceof ArrayNode words && isText(words)) {
					replace(words, Secrets.outOf(texts(words)));
				}
				else if (value instanceof ArrayNode texts && isText(texts) && Secrets.isName(name)) {
					replace(texts, texts(texts).stream().map((text) -> Secrets.MASK).toList());
				}
				else if (value instanceof StringNode text) {
					object.put(name, Secrets.isName(name) ? Secrets.MASK : Secrets.outOf(text.stringValue()));
				}
				else {
					clean(value, known);
				}
			}
		}
		else if (node instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				if (array.get(i) instanceof StringNode text) {
					array.set(i, StringNode.valueOf(Secrets.outOf(text.stringValue())));
				}
				else {
					clean(array.get(i), known);
				}
			}
		}
	}

	/** Rules for system calls have arguments, too, which are no text. */
	private static boolean isText(ArrayNode array) {
		return array.valueStream().allMatch(StringNode.class::isInstance);
	}

	private static List<String> texts(ArrayNode array) {
		return array.valueStream().map(JsonNode::asString).toList();
	}

	private static void replace(ArrayNode array, List<String> texts) {
		array.removeAll();
		texts.forEach(array::add);
	}

	@Nullable String command() {
		Process process = this.spec.process();
		return (process != null) ? String.join(" ", Secrets.outOf(process.args())) : null;
	}

	/**
	 * How many processors it may use; {@code null} for as many as there are.
	 */
	@Nullable Double cpus() {
		LinuxResources resources = resources();
		LinuxCpu cpu = (resources != null) ? resources.cpu() : null;
		if (cpu == null || cpu.quota() == null || cpu.period() == null || cpu.quota() <= 0 || cpu.period() <= 0) {
			return null;
		}
		return cpu.quota().doubleValue() / cpu.period();
	}

	/**
	 * How many processes it may have; {@code null} for any number.
	 */
	@Nullable Long pids() {
		LinuxResources resources = resources();
		LinuxResources.Pids pids = (resources != null) ? resources.pids() : null;
		return (pids != null && pids.limit() != null && pids.limit() > 0) ? pids.limit() : null;
	}

	private @Nullable LinuxResources resources() {
		Linux linux = this.spec.linux();
		return (linux != null) ? linux.resources() : null;
	}

	/**
	 * What is mounted besides the usual.
	 * @param volumes the volumes, to tell them from other directories
	 */
	List<Map<String, Object>> mounts(List<Volume> volumes) {
		List<Map<String, Object>> shown = new ArrayList<>();
		for (Mount mount : this.spec.mounts()) {
			if (!USUAL.matcher(mount.destination()).matches()) {
				Map<String, Object> each = new LinkedHashMap<>();
				each.put("at", mount.destination());
				String source = (mount.source() != null) ? mount.source() : "";
				String volume = volumes.stream()
					.filter((one) -> source.startsWith("/") && Path.of(source).startsWith(one.directory()))
					.map(Volume::name)
					.findFirst()
					.orElse("");
				each.put("volume", volume);
				each.put("source", source.startsWith("/") ? source : String.valueOf(mount.type()));
				each.put("readOnly", mount.options().contains("ro"));
				shown.add(each);
			}
		}
		return shown;
	}

}

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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * An order as the Java and the YAML that do the same.
 */
final class OrderCode {

	private static final int MAX_NAME = 32;

	private final RunOrder order;

	OrderCode(RunOrder order) {
		this.order = order;
	}

	String java() {
		List<String> calls = new ArrayList<>();
		add(calls, ".id(%s)", this.order.id());
		if (StringUtils.hasText(this.order.command())) {
			calls.add(".command(\"/bin/sh\", \"-c\", " + quoted(this.order.command()) + ")");
		}
		entries(this.order.env())
			.forEach((name, value) -> calls.add(".env(" + quoted(name) + ", " + quoted(value) + ")"));
		add(calls, ".memory(%s)", this.order.memory());
		addNumber(calls, ".cpus(%s)", this.order.cpus());
		addNumber(calls, ".pids(%s)", this.order.pids());
		addNumber(calls, ".timeout(Duration.ofSeconds(%s))", this.order.timeoutSeconds());
		RunOrder.words(this.order.ports()).forEach((port) -> add(calls, ".publish(PublishedPort.parse(%s))", port));
		if (RunOrder.HOST.equals(this.order.network())) {
			calls.add(".network(NetworkMode.host())");
		}
		else {
			add(calls, ".network(%s)", this.order.network());
		}
		for (String volume : list(this.order.volumes())) {
			calls.add(volume.startsWith("/") ? bind(volume) : ".volume(VolumeMount.parse(" + quoted(volume) + "))");
		}
		add(calls, ".restart(RestartPolicy.parse(%s))", this.order.restart());
		add(calls, ".health(HealthCheck.shell(%s))", this.order.health());
		add(calls, ".user(%s)", this.order.user());
		if (Boolean.TRUE.equals(this.order.readOnly())) {
			calls.add(".readOnlyRootfs(true)");
		}
		entries(this.order.labels())
			.forEach((name, value) -> calls.add(".label(" + quoted(name) + ", " + quoted(value) + ")"));
		if (this.order.isKept()) {
			calls.add(".remove(false)");
		}
		String start = "RunningContainer container = containers.start(" + quoted(image());
		return calls.isEmpty() ? start + ");\n"
				: start + ", (request) -> request\n\t\t" + String.join("\n\t\t", calls) + ");\n";
	}

	private static String bind(String text) {
		String[] parts = text.split(":");
		String method = (parts.length == 3) ? ".bindReadOnly" : ".bind";
		return method + "(Path.of(" + quoted(parts[0]) + "), " + quoted((parts.length > 1) ? parts[1] : parts[0]) + ")";
	}

	String yaml() {
		StringBuilder yaml = new StringBuilder("libcontainerd:\n  containers:\n    ");
		yaml.append(name()).append(":\n");
		line(yaml, "image", inYaml(image()));
		if (StringUtils.hasText(this.order.command())) {
			line(yaml, "command", "[\"/bin/sh\", \"-c\", " + inYaml(this.order.command()) + "]");
		}
		map(yaml, "env", entries(this.order.env()));
		text(yaml, "memory", this.order.memory());
		number(yaml, "cpus", this.order.cpus());
		number(yaml, "pids", this.order.pids());
		array(yaml, "ports", RunOrder.words(this.order.ports()).toList());
		if (StringUtils.hasText(this.order.network())) {
			array(yaml, "networks", List.of(this.order.network()));
		}
		array(yaml, "volumes", list(this.order.volumes()));
		text(yaml, "restart", this.order.restart());
		if (StringUtils.hasText(this.order.health())) {
			line(yaml, "health", "");
			yaml.append("        command: [\"/bin/sh\", \"-c\", ").append(inYaml(this.order.health())).append("]\n");
		}
		text(yaml, "user", this.order.user());
		if (Boolean.TRUE.equals(this.order.readOnly())) {
			line(yaml, "read-only", "true");
		}
		map(yaml, "labels", entries(this.order.labels()));
		if (this.order.timeoutSeconds() != null) {
			yaml.append("      # Not declared: killed after ").append(this.order.timeoutSeconds()).append(" s\n");
		}
		return yaml.toString();
	}

	/** The names of declared containers have fewer characters than ids. */
	private String name() {
		String name = StringUtils.hasText(this.order.id())
				? this.order.id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") : "";
		name = name.substring(0, Math.min(MAX_NAME, name.length())).replaceAll("^-|-$", "");
		return name.isEmpty() ? "app" : name;
	}

	private String image() {
		return StringUtils.hasText(this.order.image()) ? this.order.image() : "busybox";
	}

	private static Map<String, String> entries(@Nullable Map<String, String> map) {
		return (map != null) ? map : Map.of();
	}

	private static List<String> list(@Nullable List<String> list) {
		return (list != null) ? list : List.of();
	}

	private static void add(List<String> calls, String call, @Nullable String text) {
		if (StringUtils.hasText(text)) {
			calls.add(call.replace("%s", quoted(text)));
		}
	}

	private static void addNumber(List<String> calls, String call, @Nullable Number number) {
		if (number != null) {
			calls.add(call.replace("%s", number.toString()));
		}
	}

	private static void line(StringBuilder yaml, String name, String value) {
		yaml.append("      ").append(name).append(value.isEmpty() ? ":" : ": ").append(value).append('\n');
	}

	private static void text(StringBuilder yaml, String name, @Nullable String value) {
		if (StringUtils.hasText(value)) {
			line(yaml, name, inYaml(value));
		}
	}

	private static void number(StringBuilder yaml, String name, @Nullable Number value) {
		if (value != null) {
			line(yaml, name, value.toString());
		}
	}

	private static void array(StringBuilder yaml, String name, List<String> values) {
		if (!values.isEmpty()) {
			line(yaml, name, "[" + String.join(", ", values.stream().map(OrderCode::inYaml).toList()) + "]");
		}
	}

	private static void map(StringBuilder yaml, String name, Map<String, String> values) {
		if (!values.isEmpty()) {
			line(yaml, name, "");
			// In brackets, else Spring Boot drops characters such as the underscore of a
			// key.
			values.forEach((key, value) -> yaml.append("        ")
				.append(inYaml("[" + key + "]"))
				.append(": ")
				.append(inYaml(value))
				.append('\n'));
		}
	}

	/** Spring resolves placeholders in it, and a shell's variables look like them. */
	private static String inYaml(String text) {
		return quoted(text.replace("${", "\\${"));
	}

	/** What is a literal both in Java and in YAML. */
	private static String quoted(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (char each : text.toCharArray()) {
			switch (each) {
				case '"' -> quoted.append("\\\"");
				case '\\' -> quoted.append("\\\\");
				case '\n' -> quoted.append("\\n");
				case '\t' -> quoted.append("\\t");
				case '\r' -> quoted.append("\\r");
				default -> {
					if (Character.isISOControl(each)) {
						quoted.append("\\u%04x".formatted((int) each));
					}
					else {
						quoted.append(each);
					}
				}
			}
		}
		return quoted.append('"').toString();
	}

}

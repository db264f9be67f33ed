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

package io.github.libcontainerd.queue;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes jobs as JSON and reads them. By hand, so that the format is what is written here
 * and the same for the same job.
 */
final class JobJson {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private JobJson() {
	}

	static String write(ContainerJob job) {
		ObjectNode json = MAPPER.createObjectNode();
		json.put("format", ContainerJob.FORMAT);
		json.put("id", job.id());
		json.put("image", job.image());
		List<String> entrypoint = job.entrypoint();
		if (entrypoint != null) {
			put(json.putArray("entrypoint"), entrypoint);
		}
		put(json.putArray("command"), job.command());
		put(json.putObject("env"), job.env());
		if (job.user() != null) {
			json.put("user", job.user());
		}
		if (job.workingDir() != null) {
			json.put("workingDir", job.workingDir());
		}
		json.put("memory", job.memory());
		json.put("cpus", job.cpus());
		json.put("pids", job.pids());
		if (job.input().length > 0) {
			json.put("input", Base64.getEncoder().encodeToString(job.input()));
		}
		put(json.putObject("files"), job.files());
		put(json.putObject("requires"), job.requires());
		json.put("timeout", job.timeout().toString());
		json.put("retries", job.retries());
		json.put("priority", job.priority());
		json.put("submitter", job.submitter());
		return json.toString();
	}

	static ContainerJob read(String text) {
		try {
			JsonNode json = MAPPER.readTree(text);
			int format = json.path("format").asInt(0);
			if (format < 1 || format > ContainerJob.FORMAT) {
				throw new JobRejectedException(List.of("its format is " + format + ", and this version reads 1 to "
						+ ContainerJob.FORMAT + "; update this application"));
			}
			return read(json);
		}
		catch (JacksonException | IOException | IllegalArgumentException | DateTimeException ex) {
			throw new JobRejectedException(List.of("its JSON can't be read: " + ex.getMessage()));
		}
	}

	private static ContainerJob read(JsonNode json) throws IOException {
		ContainerJob.Builder job = ContainerJob.of(required(json, "image").asString());
		job.id(required(json, "id").asString());
		if (json.has("entrypoint")) {
			job.entrypoint(strings(json.get("entrypoint")));
		}
		job.command(strings(json.path("command")));
		each(json.path("env"), job::env);
		text(json, "user", job::user);
		text(json, "workingDir", job::workingDir);
		job.memory(required(json, "memory").asLong());
		job.cpus(required(json, "cpus").asDouble());
		job.pids(required(json, "pids").asLong());
		text(json, "input", (value) -> job.input(Base64.getDecoder().decode(value)));
		each(json.path("files"), (path, value) -> job.file(value, path));
		each(json.path("requires"), job::requires);
		job.timeout(Duration.parse(required(json, "timeout").asString()));
		job.retries(required(json, "retries").asInt());
		job.priority(required(json, "priority").asInt());
		job.submitter(required(json, "submitter").asString());
		return job.build();
	}

	private static JsonNode required(JsonNode json, String name) throws IOException {
		JsonNode value = json.get(name);
		if (value == null || value.isNull()) {
			throw new IOException("'" + name + "' is missing");
		}
		return value;
	}

	private static void text(JsonNode json, String name, java.util.function.Consumer<String> consumer) {
		@Nullable JsonNode value = json.get(name);
		if (value != null && !value.isNull()) {
			consumer.accept(value.asString());
		}
	}

	private static String[] strings(JsonNode array) {
		return array.valueStream().map(JsonNode::asString).toArray(String[]::new);
	}

	private static void each(JsonNode object, BiConsumer<String, String> consumer) {
		object.propertyStream().forEach((entry) -> consumer.accept(entry.getKey(), entry.getValue().asString()));
	}

	private static void put(ArrayNode array, List<String> values) {
		values.forEach(array::add);
	}

	private static void put(ObjectNode object, Map<String, String> values) {
		new TreeMap<>(values).forEach(object::put);
	}

}

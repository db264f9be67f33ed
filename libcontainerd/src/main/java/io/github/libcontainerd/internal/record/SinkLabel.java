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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.log.LogSink;

/**
 * The sinks of a container as a label of its record: those that a later process can take
 * up again.
 */
final class SinkLabel {

	private static final JsonMapper mapper = JsonMapper.shared();

	private SinkLabel() {
	}

	static String write(Stdio.ToSinks stdio) {
		ObjectNode label = mapper.createObjectNode();
		label.put("stdin", stdio.stdin());
		ArrayNode sinks = label.putArray("sinks");
		for (LogSink sink : stdio.sinks()) {
			if (sink instanceof LogSink.ToFile file) {
				sinks.addObject()
					.put("file", file.file().toString())
					.put("bytes", file.maxBytes())
					.put("files", file.files());
			}
			else if (sink instanceof LogSink.ToLogger logger) {
				sinks.addObject().put("logger", logger.name());
			}
			else if (sink instanceof LogSink.InMemory memory) {
				sinks.addObject().put("memory", memory.maxBytes());
			}
		}
		return label.toString();
	}

	static Stdio read(String value) {
		JsonNode label = mapper.readTree(value);
		List<LogSink> sinks = new ArrayList<>();
		for (JsonNode sink : label.path("sinks")) {
			if (sink.has("file")) {
				sinks.add(LogSink.file(Path.of(sink.path("file").asString()), sink.path("bytes").asLong(),
						sink.path("files").asInt()));
			}
			else if (sink.has("logger")) {
				sinks.add(LogSink.logger(sink.path("logger").asString()));
			}
			else if (sink.has("memory")) {
				sinks.add(LogSink.memory(sink.path("memory").asLong()));
			}
		}
		return new Stdio.ToSinks(sinks, label.path("stdin").asBoolean(false));
	}

}

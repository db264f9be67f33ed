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

package io.github.libcontainerd.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;

/**
 * What a containerd answered, made comparable.
 */
final class Transcript {

	private final Map<String, String> lines = new LinkedHashMap<>();

	private final Map<String, String> replacements = new LinkedHashMap<>();

	void replace(String text, String by) {
		this.replacements.put(text, by);
	}

	void call(String name, Runnable call) {
		value(name, () -> {
			call.run();
			return "OK";
		});
	}

	void value(String name, Supplier<?> call) {
		String line;
		try {
			Object value = call.get();
			line = (value instanceof Message message) ? show(message) : String.valueOf(value);
		}
		catch (StatusRuntimeException ex) {
			line = ex.getStatus().getCode() + " " + ex.getStatus().getDescription();
		}
		this.lines.put(name, normalise(line));
	}

	void events(String name, List<String> events) {
		for (int i = 0; i < events.size(); i++) {
			this.lines.put("event " + i + " about " + name, normalise(events.get(i)));
		}
	}

	private static String show(Message message) {
		return (message instanceof Empty) ? "OK"
				: com.google.protobuf.TextFormat.printer().emittingSingleLine(true).printToString(message);
	}

	private String normalise(String text) {
		String result = text;
		for (Map.Entry<String, String> entry : this.replacements.entrySet()) {
			result = result.replace(entry.getKey(), entry.getValue());
		}
		return result.replaceAll("pid: \\d+", "pid: N")
			.replaceAll("seconds: \\d+", "seconds: N")
			.replaceAll(" ?nanos: \\d+", "")
			.replaceAll("locked for [^ ]+ \\(since [^)]+\\)", "locked for N (since T)")
			.replaceAll("containerd-mount\\d+", "containerd-mountN")
			.replaceAll("current usage: \\d+, peak usage: \\d+", "current usage: N, peak usage: N");
	}

	Map<String, String> lines() {
		return this.lines;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.lines.forEach((name, line) -> text.append(name).append(" => ").append(line).append('\n'));
		return text.toString();
	}

}

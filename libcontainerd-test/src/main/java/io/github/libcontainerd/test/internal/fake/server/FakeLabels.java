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

package io.github.libcontainerd.test.internal.fake.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Labels of anything that containerd keeps.
 */
public final class FakeLabels {

	private static final int MAX = 4096;

	private FakeLabels() {
	}

	/**
	 * What is wrong with labels.
	 * @return the text or {@code null} if nothing is
	 */
	public static @Nullable String problem(Map<String, String> labels, boolean oneSix) {
		for (Map.Entry<String, String> label : labels.entrySet()) {
			int length = label.getKey().length() + label.getValue().length();
			if (length > MAX) {
				return "label key and value%s greater than maximum size (%d bytes), key: %s".formatted(
						oneSix ? "" : " length (" + length + " bytes)", MAX,
						label.getKey().substring(0, Math.min(10, label.getKey().length())));
			}
		}
		return null;
	}

	/** What is stored: a label without a value is none. */
	public static Map<String, String> stored(Map<String, String> labels) {
		Map<String, String> result = new LinkedHashMap<>(labels);
		result.values().removeIf(String::isEmpty);
		return result;
	}

	/**
	 * Replace the labels that a field mask names; an empty mask replaces all.
	 * @return the field that is no label, or {@code null}
	 */
	public static @Nullable String merge(Map<String, String> labels, Map<String, String> wanted, List<String> paths) {
		for (String path : paths.isEmpty() ? List.of("labels") : paths) {
			if (path.equals("labels")) {
				labels.clear();
				labels.putAll(wanted);
			}
			else if (path.startsWith("labels.")) {
				labels.put(path.substring(7), wanted.getOrDefault(path.substring(7), ""));
			}
			else {
				return path;
			}
		}
		labels.values().removeIf(String::isEmpty);
		return null;
	}

	/** The value at the end of a filter's path {@code labels."key"}. */
	public static @Nullable String field(Map<String, String> labels, List<String> path) {
		return labels.get(String.join(".", path.subList(1, path.size())));
	}

}

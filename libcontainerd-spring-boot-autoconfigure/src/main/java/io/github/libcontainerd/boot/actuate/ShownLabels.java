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

package io.github.libcontainerd.boot.actuate;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * Labels as an endpoint shows them: their values may be hidden.
 */
final class ShownLabels {

	private final Sanitizer sanitizer;

	private final Show showValues;

	ShownLabels(Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this.sanitizer = new Sanitizer(sanitizingFunctions);
		this.showValues = showValues;
	}

	/**
	 * Whether values are shown to who is not known.
	 */
	boolean toAnyone() {
		return this.showValues.isShown(true);
	}

	Map<String, Object> of(Map<String, String> labels, boolean showUnsanitized) {
		Map<String, Object> all = new TreeMap<>();
		labels.forEach((name, value) -> {
			Object shown = this.sanitizer.sanitize(new SanitizableData(null, name, value), showUnsanitized);
			all.put(name, (shown != null) ? shown : SanitizableData.SANITIZED_VALUE);
		});
		return all;
	}

}

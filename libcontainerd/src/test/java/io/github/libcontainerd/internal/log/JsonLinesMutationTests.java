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

package io.github.libcontainerd.internal.log;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;

/**
 * A damaged line of a log is none, or another one.
 */
class JsonLinesMutationTests {

	@Test
	void damagedLineIsNone() {
		Mutations.read(30_000, (input) -> JsonLines.decode(input, 0, input.length),
				"{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-30T10:00:00.123456789Z\"}",
				"{\"log\":\"\\u001b[31m\\\"\",\"stream\":\"stderr\",\"time\":\"2026-11-30T10:00:00Z\"}");
	}

}

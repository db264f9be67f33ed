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

package io.github.libcontainerd.internal.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;

/**
 * A registry may send whatever it likes.
 */
class ChallengeMutationTests {

	@Test
	void whatCanNotBeUnderstoodIsLeftOut() {
		Mutations.read(30_000, (input) -> Challenge.parse(List.of(new String(input, StandardCharsets.ISO_8859_1))),
				"Bearer realm=\"https://auth.example.org/token\",service=\"registry\",scope=\"repository:a/b:pull\"",
				"Basic realm=x, Bearer realm=\"a\\\"b\"", "Negotiate abc==, Basic realm=\"\"");
	}

}

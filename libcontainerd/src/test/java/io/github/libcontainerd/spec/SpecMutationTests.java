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

package io.github.libcontainerd.spec;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;

/**
 * A specification that is none is refused by name, whatever is wrong with it.
 */
class SpecMutationTests {

	@Test
	void damagedSpecificationIsRefused() {
		Mutations.read(6_000, (input) -> {
			try {
				Spec spec = Spec.fromJson(input);
				spec.toJson();
			}
			catch (IllegalArgumentException ex) {
				// It says so.
			}
		}, java.util.List.of(Spec.defaults().toJson(), "[".repeat(5000).getBytes(),
				"{\"linux\":{\"resources\":{}}}".getBytes()));
	}

	@Test
	void damagedProcessAndResourcesAreRefused() {
		Mutations.read(6_000, (input) -> {
			try {
				Process.fromJson(input);
			}
			catch (IllegalArgumentException ex) {
				// It says so.
			}
			try {
				LinuxResources.fromJson(input);
			}
			catch (IllegalArgumentException ex) {
				// As above.
			}
		}, "{\"args\":[\"sh\"],\"cwd\":\"/\",\"user\":{\"uid\":0,\"gid\":0},\"rlimits\":[{\"type\":\"RLIMIT_NOFILE\",\"hard\":1,\"soft\":1}]}",
				"{\"memory\":{\"limit\":1},\"cpu\":{\"shares\":2},\"devices\":[{\"allow\":false,\"access\":\"rwm\"}]}");
	}

}

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

package io.github.libcontainerd.internal.image.store;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;

/**
 * What a registry or an archive says of an image may be anything.
 */
class ImageJsonMutationTests {

	@Test
	void damagedManifestIsRefused() {
		String digest = "sha256:" + "a".repeat(64);
		Mutations.read(15_000, (input) -> {
			try {
				ImageJson.read(input, ImageJson.Manifest.class, "manifest").toString();
			}
			catch (ImageProblem ex) {
				// It says so.
			}
		}, "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\"" + digest
				+ "\",\"size\":1},\"layers\":[{\"size\":2," + "\"digest\":\"" + digest + "\"}]}",
				"{\"manifests\":[{\"digest\":\"" + digest
						+ "\",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}",
				"[".repeat(2000));
	}

}

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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.internal.grpc.api.types.Descriptor;

/**
 * What is in a containerd when an image has been pulled and unpacked.
 *
 * @param image the image, no index
 * @param snapshotter the snapshotter it is unpacked for
 */
record ImageInstallation(TestImage image, String snapshotter) {

	/** The layers from the lowest on, then what refers to them. */
	List<TestImage.Blob> blobs() {
		List<TestImage.Blob> blobs = new ArrayList<>(this.image.layers());
		blobs.add(this.image.blobs().get(0));
		blobs.add(this.image.manifest());
		return blobs;
	}

	/** The diff ids of the layers. */
	List<String> diffIds() {
		JsonNode config = JsonMapper.shared().readTree(this.image.blobs().get(0).bytes());
		return config.path("rootfs").path("diff_ids").valueStream().map((id) -> id.asString("")).toList();
	}

	/** The names of the snapshots of the layers. */
	List<String> chainIds() {
		List<String> chain = new ArrayList<>();
		for (String diffId : diffIds()) {
			chain.add(FakeDigests.chain(chain.isEmpty() ? "" : chain.get(chain.size() - 1), diffId));
		}
		return chain;
	}

	/** The labels that keep what a blob refers to. */
	Map<String, String> labels(TestImage.Blob blob) {
		Map<String, String> labels = new LinkedHashMap<>();
		int layer = this.image.layers().indexOf(blob);
		if (layer >= 0) {
			labels.put("containerd.io/uncompressed", diffIds().get(layer));
		}
		else if (blob.equals(this.image.manifest())) {
			labels.put("containerd.io/gc.ref.content.config", this.image.blobs().get(0).digest());
			for (int i = 0; i < this.image.layers().size(); i++) {
				labels.put("containerd.io/gc.ref.content.l." + i, this.image.layers().get(i).digest());
			}
		}
		else {
			List<String> chain = chainIds();
			labels.put("containerd.io/gc.ref.snapshot." + this.snapshotter, chain.get(chain.size() - 1));
		}
		return labels;
	}

	static Descriptor descriptor(TestImage.Blob blob) {
		return Descriptor.newBuilder()
			.setMediaType(blob.mediaType())
			.setDigest(blob.digest())
			.setSize(blob.bytes().length)
			.build();
	}

}

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

package io.github.libcontainerd.test.internal.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is in a containerd when an image has been pulled and unpacked.
 *
 * @param manifest the manifest
 * @param config the configuration
 * @param layers the layers from the lowest on
 * @param snapshotter the snapshotter it is unpacked for
 */
public record ImageInstallation(ImageBlob manifest, ImageBlob config, List<ImageBlob> layers, String snapshotter) {

	/** The layers from the lowest on, then what refers to them. */
	public List<ImageBlob> blobs() {
		List<ImageBlob> blobs = new ArrayList<>(this.layers);
		blobs.add(this.config);
		blobs.add(this.manifest);
		return blobs;
	}

	/** The diff ids of the layers. */
	List<String> diffIds() {
		JsonNode config = JsonMapper.shared().readTree(this.config.bytes());
		return config.path("rootfs").path("diff_ids").valueStream().map((id) -> id.asString("")).toList();
	}

	/** The names of the snapshots of the layers. */
	public List<String> chainIds() {
		List<String> chain = new ArrayList<>();
		for (String diffId : diffIds()) {
			chain.add(Digests.chain(chain.isEmpty() ? "" : chain.get(chain.size() - 1), diffId));
		}
		return chain;
	}

	/** The labels that keep what a blob refers to. */
	public Map<String, String> labels(ImageBlob blob) {
		Map<String, String> labels = new LinkedHashMap<>();
		int layer = this.layers.indexOf(blob);
		if (layer >= 0) {
			labels.put("containerd.io/uncompressed", diffIds().get(layer));
		}
		else if (blob.equals(this.manifest)) {
			labels.put("containerd.io/gc.ref.content.config", this.config.digest());
			for (int i = 0; i < this.layers.size(); i++) {
				labels.put("containerd.io/gc.ref.content.l." + i, this.layers.get(i).digest());
			}
		}
		else {
			List<String> chain = chainIds();
			labels.put("containerd.io/gc.ref.snapshot." + this.snapshotter, chain.get(chain.size() - 1));
		}
		return labels;
	}

}

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

import java.util.List;

import io.github.libcontainerd.image.Descriptor;

/**
 * Unpacks an image whose content is there.
 */
public final class ImageUnpack {

	private ImageUnpack() {
	}

	public static void run(ImageContext context, ImageLease lease, ImageJson.Manifest manifest, ImageJson.Config config)
			throws InterruptedException {
		Unpacker unpacker = new Unpacker(context, lease);
		List<String> chainIds = ChainIds.of(config.diffIds());
		int there = DaemonCalls.patientlyDo(() -> unpacker.unpacked(chainIds));
		for (int i = there; i < chainIds.size(); i++) {
			Descriptor layer = manifest.layers().get(i);
			unpacker.unpack(layer, config.diffIds().get(i), (i > 0) ? chainIds.get(i - 1) : null, chainIds.get(i));
		}
		if (!chainIds.isEmpty()) {
			unpacker.keep(manifest.config(), chainIds.get(chainIds.size() - 1));
		}
	}

}

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

package io.github.libcontainerd.image;

import java.util.List;

/**
 * An image as it is for one platform. Immutable.
 *
 * @param image the record
 * @param platform the platform
 * @param platforms all platforms that the image was made for
 * @param config how it is to be run
 * @param configDigest the digest of the configuration, which Docker calls the image id
 * @param layers the layers, the lowest first
 * @param diffIds the digests of the layers when unpacked, in the same order
 * @param chainId the digest of all layers together, which is the name of the unpacked
 * snapshot
 * @param snapshotter the snapshotter
 * @param size the bytes of the manifest, the configuration and the layers in the content
 * store
 * @param unpacked whether the layers have been unpacked
 * @since 0.1.0
 */
public record ImageDetails(Image image, Platform platform, List<Platform> platforms, ImageConfig config,
		String configDigest, List<Descriptor> layers, List<String> diffIds, String chainId, String snapshotter,
		long size, boolean unpacked) {

	public ImageDetails {
		platforms = List.copyOf(platforms);
		layers = List.copyOf(layers);
		diffIds = List.copyOf(diffIds);
	}

}

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

import java.util.Set;

/**
 * The media types of the parts of images, OCI's and Docker's.
 */
public final class MediaTypes {

	public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

	public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

	static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

	public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

	public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

	public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

	public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

	private static final Set<String> DOCKER_SCHEMA_1 = Set.of("application/vnd.docker.distribution.manifest.v1+json",
			"application/vnd.docker.distribution.manifest.v1+prettyjws");

	// Layers whose owner did not want them in every registry; where they are, they are
	// layers like any other.
	private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar";

	private static final String OCI_FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";

	private static final Set<String> LAYERS = Set.of(OCI_LAYER, OCI_LAYER + "+gzip", OCI_LAYER + "+zstd", DOCKER_LAYER,
			DOCKER_LAYER + ".gzip", DOCKER_LAYER + ".zstd", DOCKER_FOREIGN, DOCKER_FOREIGN + ".gzip", OCI_FOREIGN,
			OCI_FOREIGN + "+gzip", OCI_FOREIGN + "+zstd");

	private MediaTypes() {
	}

	public static boolean isIndex(String type) {
		return type.equals(OCI_INDEX) || type.equals(DOCKER_LIST);
	}

	public static boolean isManifest(String type) {
		return type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
	}

	public static boolean isConfig(String type) {
		return type.equals(OCI_CONFIG) || type.equals(DOCKER_CONFIG);
	}

	static boolean isSchema1(String type) {
		return DOCKER_SCHEMA_1.contains(type);
	}

	/**
	 * Whether containerd can unpack it.
	 */
	public static boolean isLayer(String type) {
		return LAYERS.contains(type);
	}

	/**
	 * Return the layer type that every containerd knows. Docker's for zstd came with
	 * containerd 2.
	 */
	static String applicable(String type) {
		return type.equals(DOCKER_LAYER + ".zstd") ? OCI_LAYER + "+zstd" : type;
	}

	/**
	 * Return what an ingest of it is named, as containerd's own client does it: two
	 * clients that fetch the same content then find each other.
	 */
	public static String ref(String type, String digest) {
		if (isIndex(type)) {
			return "index-" + digest;
		}
		if (isManifest(type)) {
			return "manifest-" + digest;
		}
		return (isConfig(type) ? "config-" : "layer-") + digest;
	}

}

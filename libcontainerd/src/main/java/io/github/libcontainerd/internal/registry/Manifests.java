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

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.internal.json.GoJson;

/**
 * Media types and digests of manifests and indexes.
 */
final class Manifests {

	/** The same as containerd and most registries take. */
	static final int MAX_SIZE = 4 * 1024 * 1024;

	private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

	private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	private static final List<String> TYPES = List.of(OCI_INDEX, OCI_MANIFEST,
			"application/vnd.docker.distribution.manifest.list.v2+json",
			"application/vnd.docker.distribution.manifest.v2+json");

	/** What we take; a registry that has only other things converts them or says so. */
	static final String ACCEPT = String.join(", ", TYPES);

	private static final String SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+";

	private static final Pattern DIGEST = Pattern
		.compile("sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}");

	private static final Map<String, String> ALGORITHMS = Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512",
			"SHA-512");

	private Manifests() {
	}

	static boolean isManifest(String mediaType) {
		return TYPES.contains(mediaType) || mediaType.startsWith(SCHEMA1);
	}

	/**
	 * Return the media type that a header gives, without parameters.
	 * @return the type, or {@code null} when it is none of a manifest
	 */
	static @Nullable String mediaType(@Nullable String contentType) throws RegistryException {
		if (contentType == null) {
			return null;
		}
		int end = contentType.indexOf(';');
		String type = ((end >= 0) ? contentType.substring(0, end) : contentType).strip().toLowerCase(Locale.ROOT);
		if (type.startsWith(SCHEMA1)) {
			throw schema1();
		}
		return TYPES.contains(type) ? type : null;
	}

	/**
	 * Return the media type that a manifest gives itself.
	 */
	static String mediaType(byte[] manifest) throws RegistryException {
		JsonNode json;
		try {
			json = GoJson.mapper().readTree(manifest);
		}
		catch (JacksonException ex) {
			throw new RegistryException(Reason.CORRUPT, "the manifest is not JSON: " + ex.getOriginalMessage(), ex);
		}
		if (GoJson.path(json, "schemaVersion").asInt(0) == 1) {
			throw schema1();
		}
		String named = GoJson.path(json, "mediaType").asString("");
		if (TYPES.contains(named)) {
			return named;
		}
		if (named.isEmpty() && GoJson.path(json, "manifests").isArray()) {
			return OCI_INDEX;
		}
		if (named.isEmpty() && GoJson.path(json, "config").isObject() && GoJson.path(json, "layers").isArray()) {
			return OCI_MANIFEST;
		}
		throw new RegistryException(Reason.UNSUPPORTED_FORMAT,
				(named.isEmpty()) ? "what the registry gave is neither an image nor an index of images"
						: "it is a '" + shorten(named) + "', which is neither an image nor an index of images",
				null);
	}

	private static RegistryException schema1() {
		return new RegistryException(Reason.UNSUPPORTED_FORMAT,
				"it is of Docker's image format schema 1, which has been out of use since 2017;"
						+ " push it again with a Docker of today",
				null);
	}

	static RegistryException tooLarge() {
		return new RegistryException(Reason.UNSUPPORTED_FORMAT,
				"its manifest is larger than 4 MiB, the most that containerd takes", null);
	}

	/**
	 * Whether it is a digest of an algorithm that we know.
	 */
	static boolean isDigest(String digest) {
		return DIGEST.matcher(digest).matches();
	}

	/**
	 * Return the digest of some content.
	 * @param like a digest of the wanted algorithm, or {@code null} for SHA-256
	 */
	static String digest(byte[] content, @Nullable String like) {
		String name = (like != null) ? like.substring(0, like.indexOf(':')) : "sha256";
		try {
			MessageDigest digest = MessageDigest.getInstance(ALGORITHMS.getOrDefault(name, "SHA-256"));
			return name + ":" + HexFormat.of().formatHex(digest.digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-2", ex);
		}
	}

	private static String shorten(String text) {
		return (text.length() > 100) ? text.substring(0, 100) + "…" : text;
	}

}

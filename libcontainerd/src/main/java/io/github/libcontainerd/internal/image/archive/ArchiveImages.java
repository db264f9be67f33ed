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

package io.github.libcontainerd.internal.image.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.internal.archive.Compression;
import io.github.libcontainerd.internal.image.store.ChainIds;
import io.github.libcontainerd.internal.image.store.ImageContent;
import io.github.libcontainerd.internal.image.store.ImageJson;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.MediaTypes;

/**
 * Tells which images an archive has, and how they are named: an OCI layout does it in
 * {@code index.json}, and what {@code docker save} wrote before it wrote OCI layouts, in
 * {@code manifest.json}.
 */
final class ArchiveImages {

	private static final String IMAGE_NAME = "io.containerd.image.name";

	private static final String REF_NAME = "org.opencontainers.image.ref.name";

	/** What Docker shows for an image without a name, and once wrote into archives. */
	private static final String NO_NAME = "<none>:<none>";

	private final ArchiveContent archive;

	private final @Nullable String named;

	/**
	 * Look at an archive that was read.
	 * @param named the name for an image that the archive gives none
	 */
	ArchiveImages(ArchiveContent archive, @Nullable String named) {
		this.archive = archive;
		this.named = named;
	}

	List<Found> find() throws Exception {
		byte[] index = this.archive.document(ArchiveContent.OCI_INDEX);
		byte[] docker = this.archive.document(ArchiveContent.DOCKER_MANIFEST);
		List<Candidate> found;
		if (index != null && this.archive.document(ArchiveContent.OCI_LAYOUT) != null) {
			found = ociLayout(ImageJson.index(index, "index of the archive"));
		}
		else if (docker != null) {
			found = dockerArchive(ImageJson.read(docker, DockerImage[].class, "manifest of the archive"));
		}
		else {
			throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
					"it is neither an OCI layout nor an archive of docker save: it has no index.json and no manifest.json");
		}
		if (found.isEmpty()) {
			throw ImageProblem.corrupt("the archive has no image");
		}
		return named(found);
	}

	private List<Candidate> ociLayout(List<Descriptor> manifests) {
		List<Candidate> found = new ArrayList<>();
		for (Descriptor manifest : manifests) {
			String name = manifest.annotations().get(IMAGE_NAME);
			if (name == null || name.isEmpty()) {
				name = refName(manifest.annotations().get(REF_NAME));
			}
			if (name != null || !ImageContent.isNoImage(manifest)) {
				found.add(new Candidate(manifest, name));
			}
		}
		return found;
	}

	/**
	 * Return the name that the annotation of an OCI layout gives: a whole reference. It
	 * may also be only a tag, as the specification has it, which is no name.
	 */
	private static @Nullable String refName(@Nullable String value) {
		return (value != null && (value.contains("/") || value.contains(":"))) ? value : null;
	}

	/**
	 * Give them their names. What has none gets the one that was asked for, when it is
	 * the only one, and is left out when none was asked for and others have names.
	 */
	private List<Found> named(List<Candidate> candidates) {
		long unnamed = candidates.stream().filter((candidate) -> candidate.name() == null).count();
		if (unnamed > 1 && this.named != null) {
			throw new ImageProblem(Reason.INVALID_REFERENCE,
					"the archive has several images without a name, and one name was given");
		}
		List<Found> found = new ArrayList<>();
		for (Candidate candidate : candidates) {
			String name = (candidate.name() != null) ? candidate.name() : this.named;
			if (name != null) {
				found.add(new Found(candidate.target(), reference(name)));
			}
		}
		if (found.isEmpty() && unnamed > 0) {
			throw new ImageProblem(Reason.INVALID_REFERENCE,
					"the archive does not name the image; say how with ImportOption.name");
		}
		return found;
	}

	private static String reference(String name) {
		try {
			return ImageReference.parse(name).name();
		}
		catch (ImageException ex) {
			throw new ImageProblem(Reason.INVALID_REFERENCE,
					"the archive names an image '" + name + "': " + ex.getMessage(), ex);
		}
	}

	private List<Candidate> dockerArchive(@Nullable DockerImage[] images) throws Exception {
		List<Candidate> found = new ArrayList<>();
		for (DockerImage image : images) {
			if (image == null || image.config() == null || image.layers() == null) {
				throw ImageProblem.corrupt("the manifest of the archive has an image without configuration or layers");
			}
			Descriptor manifest = manifest(image.config(), image.layers());
			List<String> tags = tags(image);
			if (tags.isEmpty()) {
				found.add(new Candidate(manifest, null));
			}
			for (String tag : tags) {
				found.add(new Candidate(manifest, tag));
			}
		}
		return found;
	}

	private static List<String> tags(DockerImage image) {
		List<@Nullable String> tags = (image.tags() != null) ? image.tags() : List.of();
		List<String> given = new ArrayList<>();
		for (String tag : tags) {
			if (tag != null && !tag.isEmpty() && !tag.equals(NO_NAME)) {
				given.add(tag);
			}
		}
		return given;
	}

	/**
	 * Make the manifest that such an archive does not have: Docker's, which gives the
	 * image the digest that other tools give it, unless there is something in it that
	 * only OCI has a name for.
	 */
	private Descriptor manifest(String config, List<String> layers) throws Exception {
		List<ArchiveContent.Stored> contents = new ArrayList<>();
		for (String layer : layers) {
			ArchiveContent.Stored content = this.archive.get(layer);
			if (content.compression() == Compression.BZIP2 || content.compression() == Compression.XZ) {
				throw new ImageProblem(Reason.UNSUPPORTED_FORMAT,
						"its layer '" + layer + "' is compressed by " + content.compression());
			}
			contents.add(content);
		}
		boolean oci = contents.stream().anyMatch((content) -> content.compression() == Compression.ZSTD);
		String type = oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST;
		Map<String, Object> manifest = new LinkedHashMap<>();
		manifest.put("schemaVersion", 2);
		manifest.put("mediaType", type);
		manifest.put("config", part(oci ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG, this.archive.get(config)));
		manifest.put("layers",
				contents.stream().map((content) -> part(layerType(content.compression(), oci), content)).toList());
		byte[] bytes = ImageJson.write(manifest);
		String digest = ChainIds.sha256(bytes);
		this.archive.add(bytes, digest);
		return new Descriptor(type, digest, bytes.length, Map.of(), null);
	}

	private static String layerType(Compression compression, boolean oci) {
		if (oci) {
			return MediaTypes.OCI_LAYER
					+ ((compression == Compression.NONE) ? "" : (compression == Compression.GZIP) ? "+gzip" : "+zstd");
		}
		return MediaTypes.DOCKER_LAYER + ((compression == Compression.GZIP) ? ".gzip" : "");
	}

	private static Map<String, Object> part(String type, ArchiveContent.Stored stored) {
		Map<String, Object> part = new LinkedHashMap<>();
		part.put("mediaType", type);
		part.put("size", stored.size());
		part.put("digest", stored.digest());
		return part;
	}

	/**
	 * An image of an archive that may have no name.
	 *
	 * @param target its index or manifest
	 * @param name its name; {@code null} for none
	 */
	private record Candidate(Descriptor target, @Nullable String name) {
	}

	/**
	 * An image of an archive.
	 *
	 * @param target its index or manifest
	 * @param name its name
	 */
	record Found(Descriptor target, String name) {
	}

	/** An image as {@code docker save} writes it. */
	private record DockerImage(@JsonProperty("Config") @Nullable String config,
			@JsonProperty("RepoTags") @Nullable List<@Nullable String> tags,
			@JsonProperty("Layers") @Nullable List<String> layers) {
	}

}

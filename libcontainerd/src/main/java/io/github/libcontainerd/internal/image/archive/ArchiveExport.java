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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ExportOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.internal.archive.TarWriter;
import io.github.libcontainerd.internal.grpc.Errors;
import io.github.libcontainerd.internal.image.store.DaemonCalls;
import io.github.libcontainerd.internal.image.store.ImageContent;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageInspector;
import io.github.libcontainerd.internal.image.store.ImageJson;
import io.github.libcontainerd.internal.image.store.ImageLease;
import io.github.libcontainerd.internal.image.store.ImageProblem;
import io.github.libcontainerd.internal.image.store.MediaTypes;

/**
 * One export: an OCI layout, and for {@code docker load} the manifest of its older form.
 * What tells how to read the rest comes first. Content is read as it is written.
 */
public final class ArchiveExport {

	private final ImageContext context;

	private final ImageInspector inspector;

	private @Nullable Platform platform;

	// All content, in the order in which it is written.
	private final Map<String, Descriptor> blobs = new LinkedHashMap<>();

	private final List<Map<String, Object>> index = new ArrayList<>();

	private final Map<String, DockerImage> docker = new LinkedHashMap<>();

	public ArchiveExport(ImageContext context, ImageInspector inspector, ExportOption... options) {
		this.context = context;
		this.inspector = inspector;
		for (ExportOption option : options) {
			if (option instanceof ExportOption.ForPlatform change) {
				this.platform = change.platform().normalized();
			}
		}
	}

	public void run(OutputStream out, List<String> names) throws Exception {
		ImageLease lease = ImageLease.open(this.context, "export", this.context.chosenSnapshots());
		try {
			for (String name : names) {
				Image image = this.inspector.image(name);
				// Should it be removed meanwhile, its content stays until we are done.
				DaemonCalls.await(lease.keepContent(image.target().digest()));
				collect(image);
			}
			write(out);
		}
		finally {
			lease.done();
		}
	}

	private void collect(Image image) throws Exception {
		ImageContent content = new ImageContent(this.context.content());
		Descriptor target = image.target();
		Platform wanted = this.platform;
		if (wanted != null) {
			target = content.choose(target, wanted, (each) -> {
			});
		}
		List<Complete> complete = new ArrayList<>();
		collect(content, target, complete);
		if (complete.isEmpty()) {
			throw new ImageProblem(Reason.NOT_FOUND,
					"not all of its content is there" + ((wanted != null) ? " for " + wanted : "") + "; pull it again");
		}
		Map<String, Object> entry = part(target);
		Map<String, String> notes = new LinkedHashMap<>();
		notes.put("io.containerd.image.name", image.name());
		ImageReference reference = ImageReference.parse(image.name());
		if (reference.tag() != null) {
			notes.put("org.opencontainers.image.ref.name", reference.tag());
		}
		entry.put("annotations", notes);
		this.index.add(entry);
		docker(reference, complete);
	}

	private void collect(ImageContent content, Descriptor descriptor, List<Complete> complete) throws Exception {
		if (MediaTypes.isIndex(descriptor.mediaType())) {
			this.blobs.putIfAbsent(descriptor.digest(), descriptor);
			for (Descriptor manifest : content.index(descriptor)) {
				collect(content, manifest, complete);
			}
			return;
		}
		if (!MediaTypes.isManifest(descriptor.mediaType()) || !there(descriptor)) {
			return;
		}
		ImageJson.Manifest manifest = content.manifest(descriptor);
		boolean all = there(manifest.config());
		for (Descriptor layer : manifest.layers()) {
			all = all && there(layer);
		}
		if (all) {
			this.blobs.putIfAbsent(descriptor.digest(), descriptor);
			this.blobs.putIfAbsent(manifest.config().digest(), manifest.config());
			manifest.layers().forEach((layer) -> this.blobs.putIfAbsent(layer.digest(), layer));
			complete.add(new Complete(content.described(descriptor, manifest), manifest));
		}
	}

	private boolean there(Descriptor descriptor) throws InterruptedException {
		try {
			DaemonCalls.await(this.context.content().info(descriptor.digest()));
			return true;
		}
		catch (RuntimeException ex) {
			if (Errors.isNotFound(ex)) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Docker's older form has one platform: this host's, if it is among them.
	 */
	private void docker(ImageReference reference, List<Complete> complete) {
		List<Descriptor> manifests = complete.stream().map(Complete::descriptor).toList();
		Descriptor best = ImageContent.best(Platform.host(), manifests).orElse(manifests.get(0));
		ImageJson.Manifest manifest = complete.get(manifests.indexOf(best)).manifest();
		if (!MediaTypes.isConfig(manifest.config().mediaType())) {
			return;
		}
		DockerImage entry = this.docker.computeIfAbsent(best.digest(),
				(digest) -> new DockerImage(path(manifest.config().digest()), new LinkedHashSet<>(),
						manifest.layers().stream().map((layer) -> path(layer.digest())).toList()));
		if (reference.tag() != null) {
			entry.tags().add(reference.name());
		}
	}

	private void write(OutputStream out) throws IOException {
		TarWriter tar = new TarWriter(out);
		tar.file(ArchiveContent.OCI_LAYOUT, ImageJson.write(Map.of("imageLayoutVersion", "1.0.0")));
		Map<String, Object> top = new LinkedHashMap<>();
		top.put("schemaVersion", 2);
		top.put("mediaType", MediaTypes.OCI_INDEX);
		top.put("manifests", this.index);
		tar.file(ArchiveContent.OCI_INDEX, ImageJson.write(top));
		if (!this.docker.isEmpty()) {
			tar.file(ArchiveContent.DOCKER_MANIFEST, ImageJson.write(this.docker.values()));
		}
		Set<String> directories = new LinkedHashSet<>();
		directories.add("blobs");
		this.blobs.keySet().forEach((digest) -> directories.add("blobs/" + digest.substring(0, digest.indexOf(':'))));
		for (String directory : directories) {
			tar.directory(directory);
		}
		for (Descriptor blob : this.blobs.values()) {
			try (InputStream in = this.context.content().read(blob.digest())) {
				tar.file(path(blob.digest()), blob.size(), in);
			}
		}
		tar.finish();
	}

	private static String path(String digest) {
		return "blobs/" + digest.replace(':', '/');
	}

	private static Map<String, Object> part(Descriptor descriptor) {
		Map<String, Object> part = new LinkedHashMap<>();
		part.put("mediaType", descriptor.mediaType());
		part.put("digest", descriptor.digest());
		part.put("size", descriptor.size());
		return part;
	}

	/**
	 * A manifest all of whose content is there.
	 *
	 * @param descriptor the manifest
	 * @param manifest what is in it
	 */
	private record Complete(Descriptor descriptor, ImageJson.Manifest manifest) {
	}

	/** An image as {@code docker load} reads it. */
	private record DockerImage(@JsonProperty("Config") String config, @JsonProperty("RepoTags") Set<String> tags,
			@JsonProperty("Layers") List<String> layers) {
	}

}

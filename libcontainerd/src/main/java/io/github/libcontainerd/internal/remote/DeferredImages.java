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
package io.github.libcontainerd.internal.remote;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.image.ExportOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PruneResult;
import io.github.libcontainerd.image.PullOption;

/**
 * The images of a client once it is open.
 */
record DeferredImages(DeferredClient client) implements Images {

	private Images images(String operation) {
		return this.client.await(operation).images();
	}

	@Override
	public Image pull(String reference, PullOption... options) {
		return images("pull an image").pull(reference, options);
	}

	@Override
	public CompletableFuture<Image> pullAsync(String reference, PullOption... options) {
		return this.client.later("pull an image", (open) -> open.images().pullAsync(reference, options));
	}

	@Override
	public List<Image> importArchive(InputStream archive, ImportOption... options) {
		return images("import images").importArchive(archive, options);
	}

	@Override
	public void exportArchive(OutputStream out, List<String> references, ExportOption... options) {
		images("export images").exportArchive(out, references, options);
	}

	@Override
	public List<Image> list() {
		return images("list the images").list();
	}

	@Override
	public ImageDetails inspect(String reference) {
		return images("inspect an image").inspect(reference);
	}

	@Override
	public ImageDetails inspect(String reference, Platform platform) {
		return images("inspect an image").inspect(reference, platform);
	}

	@Override
	public ImageDetails unpack(String reference) {
		return images("unpack an image").unpack(reference);
	}

	@Override
	public ImageDetails unpack(String reference, Platform platform) {
		return images("unpack an image").unpack(reference, platform);
	}

	@Override
	public Image tag(String reference, String name) {
		return images("tag an image").tag(reference, name);
	}

	@Override
	public void remove(String reference) {
		images("remove an image").remove(reference);
	}

	@Override
	public PruneResult prune() {
		return images("prune the images").prune();
	}

}

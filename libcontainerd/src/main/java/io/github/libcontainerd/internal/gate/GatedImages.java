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

package io.github.libcontainerd.internal.gate;

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
import io.github.libcontainerd.internal.observe.ClientOperation;

/**
 * The images of a {@link GatedClient}.
 */
public final class GatedImages implements Images {

	private final CallGate gate;

	GatedImages(CallGate gate) {
		this.gate = gate;
	}

	/**
	 * Create the images of a namespace.
	 * @param namespace the containerd namespace
	 * @param source has the client
	 */
	public GatedImages(String namespace, ClientSource source) {
		this(new CallGate(namespace, source));
	}

	@Override
	public Image pull(String reference, PullOption... options) {
		return this.gate.call(ClientOperation.PULL, (open) -> open.pulls().pull(open.images(), reference, options));
	}

	@Override
	public CompletableFuture<Image> pullAsync(String reference, PullOption... options) {
		return this.gate.callAsync(ClientOperation.PULL, null,
				(open) -> open.pulls().pullAsync(open.images(), reference, options));
	}

	@Override
	public List<Image> importArchive(InputStream archive, ImportOption... options) {
		return this.gate.call(ClientOperation.IMPORT, (open) -> open.images().importArchive(archive, options));
	}

	@Override
	public void exportArchive(OutputStream out, List<String> references, ExportOption... options) {
		this.gate.run(ClientOperation.EXPORT, null, (open) -> open.images().exportArchive(out, references, options));
	}

	@Override
	public List<Image> list() {
		return this.gate.call(ClientOperation.LIST_IMAGES, (open) -> open.images().list());
	}

	@Override
	public ImageDetails inspect(String reference) {
		return this.gate.call(ClientOperation.INSPECT_IMAGE, (open) -> open.images().inspect(reference));
	}

	@Override
	public ImageDetails inspect(String reference, Platform platform) {
		return this.gate.call(ClientOperation.INSPECT_IMAGE, (open) -> open.images().inspect(reference, platform));
	}

	@Override
	public ImageDetails unpack(String reference) {
		return this.gate.call(ClientOperation.UNPACK, (open) -> open.images().unpack(reference));
	}

	@Override
	public ImageDetails unpack(String reference, Platform platform) {
		return this.gate.call(ClientOperation.UNPACK, (open) -> open.images().unpack(reference, platform));
	}

	@Override
	public Image tag(String reference, String name) {
		return this.gate.call(ClientOperation.TAG, (open) -> open.images().tag(reference, name));
	}

	@Override
	public void remove(String reference) {
		this.gate.run(ClientOperation.REMOVE_IMAGE, null, (open) -> open.images().remove(reference));
	}

	@Override
	public PruneResult prune() {
		return this.gate.call(ClientOperation.PRUNE_IMAGES, (open) -> open.images().prune());
	}

}

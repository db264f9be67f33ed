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

package io.github.libcontainerd.internal.observe;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.image.ExportOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PruneResult;
import io.github.libcontainerd.image.PullListener;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.PullProgress;

/**
 * Images whose operations are observed, and the progress of whose pulls is told to an
 * observer too.
 */
public final class ObservedImages implements Images {

	private static final Logger logger = LoggerFactory.getLogger(ObservedImages.class);

	private final String namespace;

	private final Images images;

	private final Observations observations;

	private final @Nullable PullObserver pulls;

	// Who pulls the same image at the same time is told the same, each.
	private final Map<String, PullProgress> told = new ConcurrentHashMap<>();

	private final AtomicInteger running = new AtomicInteger();

	public ObservedImages(String namespace, Images images, Observations observations, @Nullable PullObserver pulls) {
		this.namespace = namespace;
		this.images = images;
		this.observations = observations;
		this.pulls = pulls;
	}

	@Override
	public Image pull(String reference, PullOption... options) {
		PullOption[] all = listened(options);
		return this.observations.get("pull", null, null, () -> {
			Image image = null;
			Throwable failure = null;
			try {
				image = this.images.pull(reference, all);
				return image;
			}
			catch (RuntimeException | Error ex) {
				failure = ex;
				throw ex;
			}
			finally {
				ended(reference, image, failure);
			}
		});
	}

	@Override
	public CompletableFuture<Image> pullAsync(String reference, PullOption... options) {
		PullOption[] all = listened(options);
		return this.observations.later("pull", () -> {
			CompletableFuture<Image> pull;
			try {
				pull = this.images.pullAsync(reference, all);
			}
			catch (RuntimeException | Error ex) {
				ended(reference, null, ex);
				throw ex;
			}
			return Observations.after(pull, (image, failure) -> ended(reference, image, failure));
		});
	}

	private void ended(String reference, @Nullable Image image, @Nullable Throwable failure) {
		PullObserver observer = this.pulls;
		if (observer == null) {
			return;
		}
		if (this.running.decrementAndGet() == 0) {
			this.told.clear();
		}
		try {
			if (image != null) {
				observer.pulled(this.namespace, image);
			}
			else if (failure != null) {
				observer.failed(this.namespace, normalised(reference), failure);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("An observer failed on the pull of {}", reference, ex);
		}
	}

	/** The name that the progress of the same pull had. */
	private static String normalised(String reference) {
		try {
			return ImageReference.parse(reference).name();
		}
		catch (ImageException ex) {
			return reference;
		}
	}

	private PullOption[] listened(PullOption... options) {
		PullObserver observer = this.pulls;
		if (observer == null) {
			return options;
		}
		List<PullOption> all = new ArrayList<>();
		PullListener theirs = null;
		for (PullOption option : options) {
			if (option instanceof PullOption.WithListener given) {
				theirs = given.listener();
			}
			else {
				all.add(option);
			}
		}
		this.running.incrementAndGet();
		PullListener ours = (progress) -> {
			if (!progress.equals(this.told.put(progress.image() + " " + progress.digest(), progress))) {
				observer.progressed(this.namespace, progress);
			}
		};
		all.add(PullOption.listener((theirs != null) ? both(theirs, ours) : ours));
		return all.toArray(PullOption[]::new);
	}

	private static PullListener both(PullListener first, PullListener second) {
		return (progress) -> {
			try {
				first.progressed(progress);
			}
			finally {
				second.progressed(progress);
			}
		};
	}

	@Override
	public List<Image> importArchive(InputStream archive, ImportOption... options) {
		return this.observations.get("import", null, null, () -> this.images.importArchive(archive, options));
	}

	@Override
	public void exportArchive(OutputStream out, List<String> references, ExportOption... options) {
		this.observations.run("export", null, null, () -> this.images.exportArchive(out, references, options));
	}

	@Override
	public List<Image> list() {
		return this.images.list();
	}

	@Override
	public ImageDetails inspect(String reference) {
		return this.images.inspect(reference);
	}

	@Override
	public ImageDetails inspect(String reference, Platform platform) {
		return this.images.inspect(reference, platform);
	}

	@Override
	public ImageDetails unpack(String reference) {
		return this.observations.get("unpack", null, null, () -> this.images.unpack(reference));
	}

	@Override
	public ImageDetails unpack(String reference, Platform platform) {
		return this.observations.get("unpack", null, null, () -> this.images.unpack(reference, platform));
	}

	@Override
	public Image tag(String reference, String name) {
		return this.images.tag(reference, name);
	}

	@Override
	public void remove(String reference) {
		this.observations.run("remove-image", null, null, () -> this.images.remove(reference));
	}

	@Override
	public PruneResult prune() {
		return this.observations.get("prune-images", null, null, this.images::prune);
	}

}

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
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.PullListener;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.PullProgress;

/**
 * Reports the progress and the ends of the pulls in a namespace to an observer, if there
 * is one, and keeps its failures from them. Safe for use by several threads.
 */
public final class PullObservations {

	private static final Logger logger = LoggerFactory.getLogger(PullObservations.class);

	private final String namespace;

	private final @Nullable PullObserver observer;

	// Pulls of the same image at the same time share the work, and each has a listener
	// that gets all of its progress: the same is reported only once. Emptied when no
	// pull is under way.
	private final Map<String, PullProgress> reported = new ConcurrentHashMap<>();

	private final AtomicInteger running = new AtomicInteger();

	/**
	 * Create it.
	 * @param namespace the containerd namespace
	 * @param observer the observer; {@code null} for none
	 */
	public PullObservations(String namespace, @Nullable PullObserver observer) {
		this.namespace = namespace;
		this.observer = observer;
	}

	/**
	 * Pull an image.
	 * @param images does it
	 * @param reference the image
	 * @param options the options
	 * @return the image, after the observer has been notified
	 */
	public Image pull(Images images, String reference, PullOption... options) {
		PullObserver known = this.observer;
		if (known == null) {
			return images.pull(reference, options);
		}
		PullOption[] all = started(known, options);
		Image image = null;
		Throwable failure = null;
		try {
			image = images.pull(reference, all);
			return image;
		}
		catch (RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			ended(known, reference, image, failure);
		}
	}

	/**
	 * Pull an image without waiting for it.
	 * @param images does it
	 * @param reference the image
	 * @param options the options
	 * @return the image; completes after the observer has been notified
	 */
	public CompletableFuture<Image> pullAsync(Images images, String reference, PullOption... options) {
		PullObserver known = this.observer;
		if (known == null) {
			return images.pullAsync(reference, options);
		}
		PullOption[] all = started(known, options);
		CompletableFuture<Image> pull;
		try {
			pull = images.pullAsync(reference, all);
		}
		catch (RuntimeException | Error ex) {
			ended(known, reference, null, ex);
			throw ex;
		}
		return Observations.after(pull, (image, failure) -> ended(known, reference, image, failure));
	}

	/**
	 * Count a pull, and return its options with a listener that reports its progress.
	 */
	private PullOption[] started(PullObserver known, PullOption... options) {
		List<PullOption> all = new ArrayList<>();
		PullListener given = null;
		for (PullOption option : options) {
			if (option instanceof PullOption.WithListener listened) {
				given = listened.listener();
			}
			else {
				all.add(option);
			}
		}
		PullListener reporter = (progress) -> {
			if (!progress.equals(this.reported.put(progress.image() + " " + progress.digest(), progress))) {
				known.progressed(this.namespace, progress);
			}
		};
		all.add(PullOption.listener((given != null) ? both(given, reporter) : reporter));
		this.running.incrementAndGet();
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

	private void ended(PullObserver known, String reference, @Nullable Image image, @Nullable Throwable failure) {
		if (this.running.decrementAndGet() == 0) {
			this.reported.clear();
		}
		try {
			if (image != null) {
				known.pulled(this.namespace, image);
			}
			else if (failure != null) {
				known.failed(this.namespace, normalised(reference), failure);
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

}

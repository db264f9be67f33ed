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

package io.github.libcontainerd.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.run.PullPolicy;
import io.github.libcontainerd.run.RunRequest;

/**
 * Gets an image to where a container can start from it, as the pull policy says.
 */
final class ImageResolver {

	private final Images images;

	private final String namespace;

	ImageResolver(Images images, String namespace) {
		this.images = images;
		this.namespace = namespace;
	}

	ImageDetails resolve(String reference, RunRequest request) {
		if (request.pullPolicy() == PullPolicy.ALWAYS) {
			pull(reference, request);
			return inspect(reference, request);
		}
		ImageDetails details;
		try {
			details = inspect(reference, request);
		}
		catch (ImageException ex) {
			if (!missing(ex)) {
				throw ex;
			}
			if (request.pullPolicy() == PullPolicy.NEVER) {
				throw new ImageException("run", reference, this.namespace, ex.reason(),
						"it is not there and is not to be pulled; pull or import it, or change the pull policy", ex);
			}
			pull(reference, request);
			return inspect(reference, request);
		}
		if (details.unpacked()) {
			return details;
		}
		return (request.platform() != null) ? this.images.unpack(reference, request.platform())
				: this.images.unpack(reference);
	}

	private static boolean missing(ImageException ex) {
		return ex.reason() == ImageException.Reason.NOT_FOUND || ex.reason() == ImageException.Reason.NO_SUCH_PLATFORM;
	}

	private ImageDetails inspect(String reference, RunRequest request) {
		return (request.platform() != null) ? this.images.inspect(reference, request.platform())
				: this.images.inspect(reference);
	}

	private void pull(String reference, RunRequest request) {
		List<PullOption> options = new ArrayList<>(request.pullOptions());
		if (request.platform() != null) {
			options.add(PullOption.platform(request.platform()));
		}
		CompletableFuture<Image> pull = this.images.pullAsync(reference, options.toArray(PullOption[]::new));
		try {
			pull.get();
		}
		catch (InterruptedException ex) {
			pull.cancel(true);
			Thread.currentThread().interrupt();
			throw new CancellationException("The pull of image '" + reference + "' was interrupted");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new CompletionException(ex.getCause());
		}
	}

}

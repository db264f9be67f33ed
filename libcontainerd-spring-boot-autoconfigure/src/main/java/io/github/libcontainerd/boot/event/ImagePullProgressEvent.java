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

package io.github.libcontainerd.boot.event;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.image.PullProgress;

/**
 * Published when a part of an image, usually a layer, has come further: always when its
 * status changes, and at most ten times a second while it is on its way.
 *
 * @since 0.1.0
 */
public final class ImagePullProgressEvent extends ImagePullEvent {

	private static final long serialVersionUID = 1L;

	private final transient PullProgress progress;

	ImagePullProgressEvent(Client source, PullProgress progress) {
		super(source, progress.image());
		this.progress = progress;
	}

	/**
	 * Return all that is known of the part.
	 * @return how far it is
	 */
	public PullProgress getProgress() {
		return this.progress;
	}

	/**
	 * Return the part.
	 * @return the digest
	 */
	public String getDigest() {
		return this.progress.digest();
	}

	/**
	 * Return what happens to the part.
	 * @return the status
	 */
	public PullProgress.Status getStatus() {
		return this.progress.status();
	}

	/**
	 * Return how much of the part is there.
	 * @return the number of bytes
	 */
	public long getOffset() {
		return this.progress.offset();
	}

	/**
	 * Return how large the part is.
	 * @return the number of bytes
	 */
	public long getTotal() {
		return this.progress.total();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.progress + "]";
	}

}

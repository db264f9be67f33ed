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

/**
 * Published when a pull has failed or was cancelled.
 *
 * @since 0.1.0
 */
public final class ImagePullFailedEvent extends ImagePullEvent {

	private static final long serialVersionUID = 1L;

	private final Throwable failure;

	ImagePullFailedEvent(Client source, String reference, Throwable failure) {
		super(source, reference);
		this.failure = failure;
	}

	/**
	 * Return what went wrong.
	 * @return an {@link io.github.libcontainerd.ImageException} for what the registry or
	 * the image is to blame for
	 */
	public Throwable getFailure() {
		return this.failure;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + getImage() + ": " + this.failure.getMessage() + "]";
	}

}

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
import io.github.libcontainerd.image.Image;

/**
 * Published when an image has been pulled, also when all of it was there already.
 *
 * @since 0.1.0
 */
public final class ImagePulledEvent extends ImagePullEvent {

	private static final long serialVersionUID = 1L;

	private final transient Image pulled;

	ImagePulledEvent(Client source, Image pulled) {
		super(source, pulled.name());
		this.pulled = pulled;
	}

	/**
	 * Return the image as containerd has it.
	 * @return the image
	 */
	public Image getPulled() {
		return this.pulled;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.pulled + "]";
	}

}

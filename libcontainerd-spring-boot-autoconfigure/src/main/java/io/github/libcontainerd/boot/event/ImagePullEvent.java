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

import java.time.Instant;

import org.springframework.context.ApplicationEvent;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PullProgress;

/**
 * Published while an image is pulled and when that has ended. The pull waits for its
 * listeners.
 *
 * @since 0.1.0
 */
public abstract sealed class ImagePullEvent extends ApplicationEvent
		permits ImagePullProgressEvent, ImagePulledEvent, ImagePullFailedEvent {

	private static final long serialVersionUID = 1L;

	private final String image;

	ImagePullEvent(Client source, String image) {
		super(source);
		this.image = image;
	}

	/**
	 * Create the event for a part that has come further, for the tests of an
	 * application's listeners.
	 * @param source the client
	 * @param progress how far it is
	 * @return the event
	 */
	public static ImagePullProgressEvent of(Client source, PullProgress progress) {
		return new ImagePullProgressEvent(source, progress);
	}

	/**
	 * Create the event for an image that has been pulled.
	 * @param source the client
	 * @param image the image
	 * @return the event
	 */
	public static ImagePulledEvent of(Client source, Image image) {
		return new ImagePulledEvent(source, image);
	}

	/**
	 * Create the event for a pull that has failed.
	 * @param source the client
	 * @param reference the image that was asked for
	 * @param failure what went wrong
	 * @return the event
	 */
	public static ImagePullFailedEvent of(Client source, String reference, Throwable failure) {
		return new ImagePullFailedEvent(source, reference, failure);
	}

	/**
	 * Return the client that pulls.
	 * @return the client
	 */
	@Override
	public Client getSource() {
		return (Client) super.getSource();
	}

	/**
	 * Return the namespace of containerd that the image comes into.
	 * @return the namespace
	 */
	public String getNamespace() {
		return getSource().namespace();
	}

	/**
	 * Return the image.
	 * @return the normalised reference; as it was given if it is none
	 */
	public String getImage() {
		return this.image;
	}

	/**
	 * Return when it happened.
	 * @return when the event was made
	 */
	public Instant getOccurredAt() {
		return Instant.ofEpochMilli(getTimestamp());
	}

}

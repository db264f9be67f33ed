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

package io.github.libcontainerd.image;

/**
 * Is notified of all pulls of a remote's clients. Called by several threads, for progress
 * as {@link PullListener} says; must not block for long, since the pull waits. What it
 * throws is logged.
 *
 * @since 0.1.0
 */
public interface PullObserver {

	/**
	 * Called when a part of an image has come further.
	 * @param namespace the namespace of the client
	 * @param progress how far it is
	 */
	void progressed(String namespace, PullProgress progress);

	/**
	 * Called when an image has been pulled.
	 * @param namespace the namespace of the client
	 * @param image the image
	 */
	void pulled(String namespace, Image image);

	/**
	 * Called when a pull has failed or was cancelled.
	 * @param namespace the namespace of the client
	 * @param reference the normalised reference; as it was given if it is none
	 * @param failure what went wrong
	 */
	void failed(String namespace, String reference, Throwable failure);

}

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

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The images of one containerd namespace.
 * <p>
 * Safe for use by several threads. References are normalised as Docker does it:
 * {@code busybox} is {@code docker.io/library/busybox:latest}. A call that fails throws
 * an {@link io.github.libcontainerd.ImageException} with a reason, or
 * {@link io.github.libcontainerd.DaemonUnavailableException} when containerd can't be
 * reached. No method takes or returns {@code null}.
 *
 * @since 0.1.0
 */
public interface Images {

	/**
	 * Fetch an image from its registry into containerd and unpack it. What is there
	 * already is not fetched again, also when it is another namespace that has it; a
	 * download that breaks off is resumed where it was, as is the whole pull when
	 * containerd is restarted within a minute. Concurrent pulls of the same image share
	 * the work. The image gets its name when all of it is there; when the pull fails
	 * nothing of it is left. When the thread is interrupted the pull is cancelled.
	 * @param reference the image
	 * @param options the options
	 * @return the image
	 */
	Image pull(String reference, PullOption... options);

	/**
	 * The same as {@link #pull}, without waiting for it. Cancelling the future cancels
	 * the pull, unless another caller waits for the same image; nothing of it is left.
	 * @param reference the image
	 * @param options the options
	 * @return the image
	 */
	CompletableFuture<Image> pullAsync(String reference, PullOption... options);

	/**
	 * Read images from an archive, an OCI layout or what {@code docker save} writes, as
	 * it is or compressed by gzip, and unpack them for this host. The archive is read as
	 * a stream and never held in memory; its parts may come in any order. When the import
	 * fails nothing of it is left.
	 * @param archive the archive; not closed
	 * @param options the options
	 * @return the images, in the order of the archive
	 */
	List<Image> importArchive(InputStream archive, ImportOption... options);

	/**
	 * Write images as an OCI layout that Docker can load too.
	 * @param out receives the archive; not closed
	 * @param references the names of the images
	 * @param options the options
	 */
	void exportArchive(OutputStream out, List<String> references, ExportOption... options);

	/**
	 * Return all images.
	 * @return the images, by name
	 */
	List<Image> list();

	/**
	 * Return an image with what it says of itself, for this host.
	 * @param reference the image @return the image
	 */
	ImageDetails inspect(String reference);

	/**
	 * The same for a platform.
	 * @param reference the image
	 * @param platform the platform
	 * @return the image
	 */
	ImageDetails inspect(String reference, Platform platform);

	/**
	 * Unpack an image if it is not, for this host.
	 * @param reference the image
	 * @return the image, unpacked
	 */
	ImageDetails unpack(String reference);

	/**
	 * The same for a platform.
	 * @param reference the image
	 * @param platform the platform
	 * @return the image, unpacked
	 */
	ImageDetails unpack(String reference, Platform platform);

	/**
	 * Give an image one more name. The name is taken away from another image that has it.
	 * @param reference the image
	 * @param name the new name
	 * @return the image of that name
	 */
	Image tag(String reference, String name);

	/**
	 * Remove a name, and with the last one the content and the snapshots that nothing
	 * else needs, before it returns. Does nothing when there is none.
	 * @param reference the image
	 * @throws io.github.libcontainerd.ImageException {@code IN_USE} when a container of
	 * the namespace has been made from it
	 */
	void remove(String reference);

	/**
	 * Remove all images that no container of the namespace uses, by whatever tool it was
	 * made, and what only they needed. What a lease keeps stays, and so does what is
	 * being pulled.
	 * @return what was removed
	 */
	PruneResult prune();

}

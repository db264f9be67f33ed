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

package io.github.libcontainerd.internal.registry;

import java.io.IOException;
import java.io.InputStream;

import io.github.libcontainerd.image.Descriptor;

/**
 * Where one image comes from. Calls block, on threads that may; an interrupt ends them.
 * Safe for use by several threads.
 */
public interface ImageSource {

	/**
	 * Return what the reference stands for: an index or a manifest.
	 * @return the descriptor, with media type, digest and size
	 * @throws RegistryException when the registry does not say
	 * @throws InterruptedException when interrupted
	 */
	Descriptor resolve() throws RegistryException, InterruptedException;

	/**
	 * Open content for reading.
	 * @param content what to read
	 * @param offset from where
	 * @return the content; it starts at {@link Content#offset}, which is 0 when the
	 * registry can't start in the middle
	 * @throws RegistryException when the registry does not give it
	 * @throws InterruptedException when interrupted
	 */
	Content open(Descriptor content, long offset) throws RegistryException, InterruptedException;

	/**
	 * What was given of some content was not what it should be.
	 * @param content the content
	 * @return whether it makes sense to read all of it again, since somebody else gives
	 * it now
	 */
	default boolean reject(Descriptor content) {
		return false;
	}

	/**
	 * Content on its way.
	 *
	 * @param body the bytes; closing it early gives up the connection
	 * @param offset the position of its first byte
	 */
	record Content(InputStream body, long offset) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			this.body.close();
		}

	}

}

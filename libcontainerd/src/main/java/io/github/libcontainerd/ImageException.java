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

package io.github.libcontainerd;

import org.jspecify.annotations.Nullable;

/**
 * Something went wrong with an image. The message names the image, what was done with it
 * and the cause.
 *
 * @since 0.1.0
 */
public final class ImageException extends ContainerdException {

	private static final long serialVersionUID = 1L;

	private final String image;

	private final Reason reason;

	/**
	 * Create a new exception.
	 * @param operation what was being done, such as {@code pull}
	 * @param image the reference of the image, or the name of the archive
	 * @param namespace the containerd namespace; {@code null} when it is none's
	 * @param reason the kind of problem
	 * @param problem what is wrong, and what to do about it
	 * @param cause the cause, or {@code null}
	 */
	public ImageException(String operation, String image, @Nullable String namespace, Reason reason, String problem,
			@Nullable Throwable cause) {
		super(new Operation(operation + " image '" + image + "'", namespace, null, null), problem, cause);
		this.image = image;
		this.reason = reason;
	}

	/**
	 * Return the image.
	 * @return its reference, or the name of the archive
	 */
	public String image() {
		return this.image;
	}

	/**
	 * Return the kind of problem.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/** Why something went wrong with an image. */
	public enum Reason {

		/** The reference can't be parsed. */
		INVALID_REFERENCE,

		/** There is no such image, or no such part of it. */
		NOT_FOUND,

		/** The registry requires credentials, or refused those that it got. */
		UNAUTHORIZED,

		/** The registry limits the rate of requests, and all attempts were refused. */
		RATE_LIMITED,

		/** The image has nothing for the platform asked for. */
		NO_SUCH_PLATFORM,

		/** The image or the archive is of a format that is not supported. */
		UNSUPPORTED_FORMAT,

		/** A digest, a size or the structure is wrong. */
		CORRUPT,

		/** The registry failed, or its answer is not valid. */
		REGISTRY_ERROR,

		/** The registry can't be reached, or the connection broke in all attempts. */
		NETWORK,

		/** The disk is full. */
		NO_SPACE,

		/** The image is in use. */
		IN_USE,

		/** The caller gave up. */
		CANCELLED,

		/** containerd failed. */
		DAEMON

	}

}

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

package io.github.libcontainerd.internal.image.store;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException.Reason;

/**
 * Something is wrong with an image; who knows its name makes an
 * {@link io.github.libcontainerd.ImageException} of it.
 */
public final class ImageProblem extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	public ImageProblem(Reason reason, String problem) {
		this(reason, problem, null);
	}

	public ImageProblem(Reason reason, String problem, @Nullable Throwable cause) {
		super(problem, cause);
		this.reason = reason;
	}

	public static ImageProblem corrupt(String problem) {
		return new ImageProblem(Reason.CORRUPT, problem);
	}

	public Reason reason() {
		return this.reason;
	}

	String problem() {
		return String.valueOf(getMessage());
	}

}

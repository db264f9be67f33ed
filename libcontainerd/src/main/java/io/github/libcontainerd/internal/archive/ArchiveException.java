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

package io.github.libcontainerd.internal.archive;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * An archive is damaged, or of a kind that is not supported.
 */
public final class ArchiveException extends IOException {

	private static final long serialVersionUID = 1L;

	private final boolean unsupported;

	private ArchiveException(String problem, boolean unsupported, @Nullable Throwable cause) {
		super(problem, cause);
		this.unsupported = unsupported;
	}

	static ArchiveException damaged(String problem) {
		return new ArchiveException(problem, false, null);
	}

	static ArchiveException damaged(String problem, Throwable cause) {
		return new ArchiveException(problem, false, cause);
	}

	static ArchiveException unsupported(String problem) {
		return new ArchiveException(problem, true, null);
	}

	/**
	 * Return whether it may be right, but is not supported.
	 * @return whether it is so
	 */
	public boolean isUnsupported() {
		return this.unsupported;
	}

}

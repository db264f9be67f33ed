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

package io.github.libcontainerd.boot.container;

import org.jspecify.annotations.Nullable;

/**
 * A declared container could not be started, or did not become ready.
 *
 * @since 0.1.0
 */
public final class DeclaredContainerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String container;

	/**
	 * Create the exception.
	 * @param container the name that the container is declared by
	 * @param image its image
	 * @param problem what is wrong with it
	 * @param cause the cause; {@code null} for none
	 */
	public DeclaredContainerException(String container, String image, String problem, @Nullable Throwable cause) {
		super("The declared container '" + container + "' (" + image + ") " + problem, cause);
		this.container = container;
	}

	/**
	 * Return the container.
	 * @return the name that it is declared by
	 */
	public String container() {
		return this.container;
	}

}

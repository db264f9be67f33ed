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
package io.github.libcontainerd.boot.autoconfigure.diagnostics;

import io.github.libcontainerd.RemoteStartException;

/**
 * One of {@code libcontainerd.remotes.*} can't be reached or started.
 */
public final class NamedRemoteStartException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String remote;

	/**
	 * Create the exception.
	 * @param remote the name of the remote
	 * @param cause why it can't be reached or started
	 */
	public NamedRemoteStartException(String remote, RemoteStartException cause) {
		super("Could not open remote '" + remote + "': " + cause.getMessage(), cause);
		this.remote = remote;
	}

	String remote() {
		return this.remote;
	}

}

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

import java.net.URI;
import java.net.http.HttpClient;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.registry.http.Uris;

/**
 * One address of a repository: its registry or a mirror of it.
 */
final class Endpoint {

	private final String name;

	private final URI base;

	private final @Nullable String mirrorOf;

	private final HttpClient client;

	private final Authorizer authorizer;

	private volatile boolean down;

	/**
	 * Create an endpoint.
	 * @param name what messages call it
	 * @param base the beginning of all addresses of the repository
	 * @param mirrorOf the registry that it is a mirror of; {@code null} when it is that
	 * itself
	 * @param client the client
	 * @param authorizer has the credentials
	 */
	Endpoint(String name, URI base, @Nullable String mirrorOf, HttpClient client, Authorizer authorizer) {
		this.name = name;
		this.base = base;
		this.mirrorOf = mirrorOf;
		this.client = client;
		this.authorizer = authorizer;
	}

	String name() {
		return this.name;
	}

	HttpClient client() {
		return this.client;
	}

	Authorizer authorizer() {
		return this.authorizer;
	}

	boolean isMirror() {
		return this.mirrorOf != null;
	}

	boolean isPlain() {
		return this.base.getScheme().equals("http");
	}

	/**
	 * Return an address in the repository. A mirror is told whose it is to be, as
	 * containerd does it.
	 */
	URI resolve(String path) {
		return URI
			.create(this.base + "/" + path + ((this.mirrorOf != null) ? "?ns=" + Uris.encode(this.mirrorOf) : ""));
	}

	/** A mirror that can't be reached is not tried a second time. */
	void markDown() {
		this.down = true;
	}

	boolean isDown() {
		return this.down;
	}

}

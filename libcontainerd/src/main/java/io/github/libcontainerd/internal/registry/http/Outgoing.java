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

package io.github.libcontainerd.internal.registry.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param method the method
 * @param uri the address
 * @param accept the media types that are taken
 * @param offset where to begin; 0 asks for everything
 * @param authorization the credentials; {@code null} for none
 * @param form what is sent, as of an HTML form; {@code null} for nothing
 */
public record Outgoing(String method, URI uri, String accept, long offset, @Nullable String authorization,
		@Nullable String form) {

	public static Outgoing get(URI uri, String accept, @Nullable String authorization) {
		return new Outgoing("GET", uri, accept, 0, authorization, null);
	}

	public Outgoing authorized(@Nullable String authorization) {
		return new Outgoing(this.method, this.uri, this.accept, this.offset, authorization, this.form);
	}

	public Outgoing to(URI uri, boolean trusted) {
		return new Outgoing(this.method, uri, this.accept, this.offset, (trusted) ? this.authorization : null,
				this.form);
	}

	public HttpRequest build() {
		HttpRequest.Builder builder = HttpRequest.newBuilder(this.uri)
			.header("User-Agent", "libcontainerd")
			.header("Accept", this.accept);
		if (this.offset > 0) {
			builder.header("Range", "bytes=" + this.offset + "-");
		}
		if (this.authorization != null) {
			builder.header("Authorization", this.authorization);
		}
		if (this.form != null) {
			builder.header("Content-Type", "application/x-www-form-urlencoded");
		}
		// Later Javas then do not announce an empty body.
		return (this.method.equals("GET")) ? builder.GET().build()
				: builder
					.method(this.method,
							(this.form != null) ? BodyPublishers.ofString(this.form) : BodyPublishers.noBody())
					.build();
	}

	@Override
	public String toString() {
		return this.method + " " + Uris.show(this.uri);
	}

}

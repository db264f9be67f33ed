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

import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How to talk to one registry. Immutable. Its credentials go to this host only.
 *
 * @param host the host as in a reference, with a port if it has one
 * @param username the user; {@code null} for what Docker's configuration says
 * @param password the password or token; {@code null} for what Docker's configuration
 * says
 * @param mirrors the base URLs of mirrors, asked first and in this order
 * @param plainHttp whether it speaks HTTP without TLS
 * @param sslContext the TLS context; {@code null} for the default one
 * @since 0.1.0
 */
public record Registry(String host, @Nullable String username, @Nullable String password, List<String> mirrors,
		boolean plainHttp, @Nullable SSLContext sslContext) {

	public Registry {
		mirrors = List.copyOf(mirrors);
	}

	@Override
	public String toString() {
		return "Registry[host=" + this.host + ", mirrors=" + this.mirrors + ", plainHttp=" + this.plainHttp + "]";
	}

}

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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Properties of one registry of images.
 *
 * @since 0.1.0
 */
public class RegistryProperties {

	/**
	 * User of the registry. By default, what Docker's configuration says.
	 */
	private @Nullable String username;

	/**
	 * Password or token of the user.
	 */
	private @Nullable String password;

	/**
	 * Base URLs of mirrors, asked first and in this order.
	 */
	private List<String> mirrors = new ArrayList<>();

	/**
	 * Whether the registry speaks HTTP without TLS.
	 */
	private boolean plainHttp;

	private final Ssl ssl = new Ssl();

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public List<String> getMirrors() {
		return this.mirrors;
	}

	public void setMirrors(List<String> mirrors) {
		this.mirrors = mirrors;
	}

	public boolean isPlainHttp() {
		return this.plainHttp;
	}

	public void setPlainHttp(boolean plainHttp) {
		this.plainHttp = plainHttp;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * Properties of TLS.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with the certificates to trust, and that of the client.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

}

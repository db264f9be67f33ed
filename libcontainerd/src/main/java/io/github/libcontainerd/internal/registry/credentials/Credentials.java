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

package io.github.libcontainerd.internal.registry.credentials;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What opens a registry. Its text says where it comes from and never what it is.
 *
 * @param kind what the secret is
 * @param username the user; empty for a token
 * @param secret the password or the token
 * @param origin where it comes from, as a message says it
 */
public record Credentials(Kind kind, String username, String secret, String origin) {

	/** What a secret is. */
	public enum Kind {

		/** The password of a user. */
		PASSWORD,

		/** What a token server gives an access token for (OAuth 2 refresh token). */
		IDENTITY_TOKEN,

		/** An access token itself. */
		ACCESS_TOKEN

	}

	public static Credentials password(String username, String password, String origin) {
		return new Credentials(Kind.PASSWORD, username, password, origin);
	}

	static Credentials identityToken(String token, String origin) {
		return new Credentials(Kind.IDENTITY_TOKEN, "", token, origin);
	}

	static Credentials accessToken(String token, String origin) {
		return new Credentials(Kind.ACCESS_TOKEN, "", token, origin);
	}

	/**
	 * Return the header for basic authentication.
	 */
	public String basic() {
		byte[] pair = (this.username + ":" + this.secret).getBytes(StandardCharsets.UTF_8);
		return "Basic " + Base64.getEncoder().encodeToString(pair);
	}

	/**
	 * Take the secret out of a text that a registry wrote.
	 */
	String hideIn(String text) {
		String hidden = hide(text, this.secret);
		return (this.kind == Kind.PASSWORD) ? hide(hidden, basic().substring("Basic ".length())) : hidden;
	}

	public static String hide(String text, String secret) {
		return (secret.isEmpty()) ? text : text.replace(secret, "***");
	}

	@Override
	public String toString() {
		return "Credentials[" + this.kind + ", " + this.origin + "]";
	}

}

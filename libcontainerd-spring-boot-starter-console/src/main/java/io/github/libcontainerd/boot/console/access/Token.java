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

package io.github.libcontainerd.boot.console.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * What lets a browser in where there is no Spring Security. The cookie of a browser is
 * derived from it, so whoever reads a cookie does not know the token, and a token that is
 * set in a property keeps browsers logged in beyond a restart of the application.
 */
public final class Token {

	private static final String ALGORITHM = "HmacSHA256";

	private final String value;

	private final boolean generated;

	private final String cookie;

	private Token(String value, boolean generated) {
		this.value = value;
		this.generated = generated;
		this.cookie = sign(value);
	}

	/**
	 * Return a token.
	 * @param given the one that was set; {@code null} or empty for a new one
	 * @return the token
	 */
	public static Token of(@Nullable String given) {
		if (given != null && !given.isEmpty()) {
			return new Token(given, false);
		}
		byte[] bytes = new byte[16];
		new SecureRandom().nextBytes(bytes);
		return new Token(HexFormat.of().formatHex(bytes), true);
	}

	private static String sign(String token) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM));
			return HexFormat.of().formatHex(mac.doFinal("console cookie".getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

	String value() {
		return this.value;
	}

	boolean generated() {
		return this.generated;
	}

	String cookie() {
		return this.cookie;
	}

	boolean matches(@Nullable String given) {
		return equal(this.value, given);
	}

	boolean matchesCookie(@Nullable String given) {
		return equal(this.cookie, given);
	}

	private static boolean equal(String expected, @Nullable String given) {
		return given != null && MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
				given.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String toString() {
		return "******";
	}

}

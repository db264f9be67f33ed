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

package io.github.libcontainerd.test.internal.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Digests of content, as containerd writes and judges them.
 */
public final class Digests {

	private static final String SHA256 = "sha256:";

	private static final Pattern FORMAT = Pattern.compile("[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+");

	private Digests() {
	}

	public static MessageDigest begin() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String end(MessageDigest digest) {
		return SHA256 + HexFormat.of().formatHex(digest.digest());
	}

	/** The digest so far; the other one goes on. */
	public static String peek(MessageDigest digest) {
		try {
			return end((MessageDigest) digest.clone());
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String of(byte[] data) {
		MessageDigest digest = begin();
		digest.update(data);
		return end(digest);
	}

	/** The name of the snapshot that a layer makes on top of others. */
	static String chain(String parent, String diffId) {
		return parent.isEmpty() ? diffId : of((parent + " " + diffId).getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * What is wrong with a digest.
	 * @return the text or {@code null} if nothing is
	 */
	public static @Nullable String problem(String digest) {
		int colon = digest.indexOf(':');
		if (colon <= 0 || colon + 1 == digest.length()) {
			return "invalid checksum digest format";
		}
		if (!digest.startsWith(SHA256)) {
			return FORMAT.matcher(digest).matches() ? "unsupported digest algorithm" : "invalid checksum digest format";
		}
		if (digest.length() != SHA256.length() + 64) {
			return "invalid checksum digest length";
		}
		return digest.substring(SHA256.length()).matches("[a-f0-9]+") ? null : "invalid checksum digest format";
	}

}

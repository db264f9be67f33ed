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
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Addresses.
 */
public final class Uris {

	private Uris() {
	}

	/**
	 * Return an address for messages. Without its query, since the storage behind a
	 * registry takes signatures there, which are as good as credentials.
	 */
	public static String show(URI uri) {
		return uri.getScheme() + "://" + authority(uri) + ((uri.getRawPath() != null) ? uri.getRawPath() : "");
	}

	public static boolean sameOrigin(URI one, URI other) {
		return one.getScheme().equalsIgnoreCase(other.getScheme()) && authority(one).equals(authority(other));
	}

	/** Without user and default port. */
	private static String authority(URI uri) {
		int port = uri.getPort();
		boolean usual = port < 0 || port == (uri.getScheme().equalsIgnoreCase("https") ? 443 : 80);
		return uri.getHost().toLowerCase(Locale.ROOT) + ((usual) ? "" : ":" + port);
	}

	/**
	 * Resolve an address that a server gave.
	 * @throws URISyntaxException when it is none of HTTP; its text is not in the message
	 */
	public static URI resolve(URI base, String given) throws URISyntaxException {
		URI uri;
		try {
			uri = base.resolve(new URI(encodeIllegal(given.strip())));
		}
		catch (URISyntaxException ex) {
			throw new URISyntaxException("the address", ex.getReason());
		}
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
			throw new URISyntaxException("the address", "It is not one of HTTP");
		}
		return uri;
	}

	/** Others are not so strict about what may be in an address. */
	private static String encodeIllegal(String given) {
		StringBuilder text = new StringBuilder();
		for (byte b : given.getBytes(StandardCharsets.UTF_8)) {
			if (b > ' ' && b < 127 && "\"<>\\^`{|}".indexOf(b) < 0) {
				text.append((char) b);
			}
			else {
				text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
			}
		}
		return text.toString();
	}

	public static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}

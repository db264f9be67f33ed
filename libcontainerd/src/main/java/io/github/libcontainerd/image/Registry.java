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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How to talk to one registry. Immutable. Its credentials go to this host only.
 *
 * @param host the host as in a reference, with a port if it has one
 * @param username the user; {@code null} for what Docker's configuration says
 * @param password the password or token; {@code null} for what Docker's configuration
 * says
 * @param mirrors the base URLs of mirrors, asked first and in this order; a mirror that
 * needs credentials or a TLS context has settings of its own under its host. A path is
 * put before {@code /v2/}, unless it has {@code /v2/} in it
 * @param plainHttp whether it speaks HTTP without TLS; registries on this host
 * ({@code localhost}, {@code 127.0.0.1}) do unless they have a TLS context
 * @param sslContext the TLS context; {@code null} for the default one
 * @since 0.1.0
 */
public record Registry(String host, @Nullable String username, @Nullable String password, List<String> mirrors,
		boolean plainHttp, @Nullable SSLContext sslContext) {

	private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[A-Fa-f0-9:]+])(?::[0-9]+)?");

	private static final Set<String> DOCKER_HUB = Set.of("index.docker.io", "registry-1.docker.io");

	/**
	 * Create settings.
	 * @throws IllegalArgumentException when the host or a mirror is not one, or a user
	 * has no password or the other way round
	 */
	public Registry {
		if (!HOST.matcher(host).matches() || !ImageReference.isDomain(host)) {
			throw new IllegalArgumentException("'" + host
					+ "' is not the host of a registry; write it as in a reference, such as registry.example.com:5000: without a dot, a"
					+ " port or the name 'localhost' a reference could not name it");
		}
		if ((username == null) != (password == null)) {
			throw new IllegalArgumentException("Registry '" + host + "' has "
					+ ((username == null) ? "a password but no user" : "a user but no password"));
		}
		if (plainHttp && sslContext != null) {
			throw new IllegalArgumentException("Registry '" + host + "' is to speak HTTP both with and without TLS");
		}
		host = (DOCKER_HUB.contains(host)) ? "docker.io" : host;
		mirrors = List.copyOf(mirrors);
		mirrors.forEach(Registry::checkMirror);
	}

	/**
	 * Return settings for a registry with nothing special.
	 * @param host the host as in a reference, with a port if it has one
	 * @return the settings
	 */
	public static Registry of(String host) {
		return new Registry(host, null, null, List.of(), false, null);
	}

	/**
	 * Return the same with credentials.
	 * @param username the user
	 * @param password the password or token
	 * @return the settings
	 */
	public Registry withCredentials(String username, String password) {
		return new Registry(this.host, username, password, this.mirrors, this.plainHttp, this.sslContext);
	}

	/**
	 * Return the same with mirrors.
	 * @param mirrors the base URLs
	 * @return the settings
	 */
	public Registry withMirrors(String... mirrors) {
		return new Registry(this.host, this.username, this.password, List.of(mirrors), this.plainHttp, this.sslContext);
	}

	/**
	 * Return the same without TLS.
	 * @return the settings
	 */
	public Registry withPlainHttp() {
		return new Registry(this.host, this.username, this.password, this.mirrors, true, null);
	}

	/**
	 * Return the same with a TLS context.
	 * @param sslContext the context
	 * @return the settings
	 */
	public Registry withSslContext(SSLContext sslContext) {
		return new Registry(this.host, this.username, this.password, this.mirrors, false, sslContext);
	}

	private static void checkMirror(String mirror) {
		String problem = null;
		try {
			URI uri = new URI(mirror);
			boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
			if (!http || uri.getHost() == null) {
				problem = "it is not a URL of HTTP, such as https://mirror.example.com";
			}
			else if (uri.getRawUserInfo() != null) {
				throw new IllegalArgumentException("A mirror has credentials in its URL; give it settings of its own");
			}
			else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
				problem = "it has a query or a fragment";
			}
		}
		catch (URISyntaxException ex) {
			problem = ex.getReason();
		}
		if (problem != null) {
			throw new IllegalArgumentException("'" + mirror + "' is not the base URL of a mirror: " + problem);
		}
	}

	@Override
	public String toString() {
		return "Registry[host=" + this.host + ", mirrors=" + this.mirrors + ", plainHttp=" + this.plainHttp + "]";
	}

}

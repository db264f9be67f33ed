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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy that Java is told to use, else the one that Docker and containerd would:
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} in the environment.
 */
public final class Proxies extends ProxySelector {

	private static final Logger logger = LoggerFactory.getLogger(Proxies.class);

	private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);

	private static final List<String> PROPERTIES = List.of("http.proxyHost", "https.proxyHost", "socksProxyHost",
			"java.net.useSystemProxies");

	private final @Nullable ProxySelector java;

	private final @Nullable Proxy https;

	private final @Nullable Proxy http;

	private final NoProxy exceptions;

	/**
	 * Create a selector.
	 * @param java what Java uses, which comes first; {@code null} for nothing
	 * @param environment the environment
	 */
	public Proxies(@Nullable ProxySelector java, Map<String, String> environment) {
		this.java = java;
		this.https = proxy(environment, "HTTPS_PROXY");
		this.http = proxy(environment, "HTTP_PROXY");
		this.exceptions = new NoProxy(variable(environment, "NO_PROXY"));
	}

	/**
	 * Return a selector for this process.
	 */
	public static Proxies usual() {
		return new Proxies(ProxySelector.getDefault(), System.getenv());
	}

	private static String variable(Map<String, String> environment, String name) {
		String value = environment.getOrDefault(name, "");
		return (value.isBlank()) ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip() : value.strip();
	}

	private static @Nullable Proxy proxy(Map<String, String> environment, String name) {
		String value = variable(environment, name);
		if (value.isEmpty()) {
			return null;
		}
		try {
			URI uri = new URI((value.contains("://")) ? value : "http://" + value);
			if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
				if (uri.getRawUserInfo() != null) {
					logger.warn("The user in {} is not used: Java takes none from there", name);
				}
				int port = (uri.getPort() >= 0) ? uri.getPort() : 80;
				return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
			}
		}
		catch (URISyntaxException ex) {
			// Not logged with its text, which may have a password in it.
		}
		logger.warn("{} is not used: it is not the URL of a proxy that speaks HTTP", name);
		return null;
	}

	@Override
	public List<Proxy> select(URI uri) {
		if (this.java != null) {
			List<Proxy> told = this.java.select(uri);
			boolean said = PROPERTIES.stream().anyMatch((name) -> System.getProperty(name) != null);
			if (said || told.stream().anyMatch((proxy) -> proxy.type() != Proxy.Type.DIRECT)) {
				return told;
			}
		}
		Proxy proxy = ("https".equalsIgnoreCase(uri.getScheme())) ? this.https : this.http;
		return (proxy == null || this.exceptions.matches(uri)) ? NONE : List.of(proxy);
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		if (this.java != null) {
			this.java.connectFailed(uri, address, failure);
		}
	}

}

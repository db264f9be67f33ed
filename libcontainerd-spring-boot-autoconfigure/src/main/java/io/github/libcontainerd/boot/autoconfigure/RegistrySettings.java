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

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Registry;

/**
 * What the properties say about registries, checked.
 *
 * @param properties the properties
 * @param bundles the SSL bundles; {@code null} when there are none
 */
record RegistrySettings(LibcontainerdProperties properties, @Nullable SslBundles bundles) {

	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(?::\\d+)?|\\[[0-9A-Fa-f:.]+](?::\\d+)?");

	/**
	 * Return the option for a remote.
	 */
	RemoteOption.Registries option() {
		List<Registry> registries = new ArrayList<>();
		this.properties.getRegistries().forEach((host, registry) -> registries.add(registry(host, registry)));
		return RemoteOption.registries(registries, this.properties.getDockerConfig());
	}

	/**
	 * Give a remote the new certificates of a bundle that is reloaded.
	 */
	void follow(Remote remote) {
		SslBundles known = this.bundles;
		if (known == null) {
			return;
		}
		this.properties.getRegistries()
			.values()
			.stream()
			.map((registry) -> registry.getSsl().getBundle())
			.filter(StringUtils::hasText)
			.distinct()
			.forEach((bundle) -> known.addBundleUpdateHandler(bundle, (changed) -> remote.updateOptions(option())));
	}

	private Registry registry(String host, RegistryProperties registry) {
		String username = registry.getUsername();
		String password = registry.getPassword();
		if (!HOST.matcher(host).matches()) {
			throw invalid(host, "", host, "a registry is named by its host, with a port if it has one, as in "
					+ "'libcontainerd.registries[registry.example.com:5000]'");
		}
		if (host.indexOf('.') < 0 && host.indexOf(':') < 0 && !host.equals("localhost")) {
			throw invalid(host, "", host,
					"no reference can name this host: it has neither a dot nor a port. The name of"
							+ " an environment variable loses both; give the property in a file, on the command line or in"
							+ " SPRING_APPLICATION_JSON, as in 'libcontainerd.registries[localhost:5000].username'");
		}
		if (StringUtils.hasText(username) != StringUtils.hasText(password)) {
			throw invalid(host, ".username", String.valueOf(username), "a user and a password belong together");
		}
		for (String mirror : registry.getMirrors()) {
			checkMirror(host, mirror);
		}
		if (registry.isPlainHttp() && StringUtils.hasText(registry.getSsl().getBundle())) {
			throw invalid(host, ".plain-http", true, "there are no certificates without TLS; remove 'ssl.bundle'");
		}
		return new Registry(host, StringUtils.hasText(username) ? username : null,
				StringUtils.hasText(password) ? password : null, registry.getMirrors(), registry.isPlainHttp(),
				sslContext(host, registry.getSsl().getBundle()));
	}

	private static void checkMirror(String host, String mirror) {
		boolean valid;
		try {
			URI uri = URI.create(mirror);
			valid = uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
		}
		catch (IllegalArgumentException ex) {
			valid = false;
		}
		if (!valid) {
			throw invalid(host, ".mirrors", mirror, "a mirror is a URL, such as 'https://mirror.example.com'");
		}
	}

	private @Nullable SSLContext sslContext(String host, @Nullable String bundle) {
		if (!StringUtils.hasText(bundle)) {
			return null;
		}
		SslBundles known = this.bundles;
		if (known == null) {
			throw invalid(host, ".ssl.bundle", bundle, "there are no SSL bundles");
		}
		try {
			return known.getBundle(bundle).createSslContext();
		}
		catch (NoSuchSslBundleException ex) {
			throw invalid(host, ".ssl.bundle", bundle, "there is no such bundle; there are " + known.getBundleNames());
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String host, String property, Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException("libcontainerd.registries[" + host + "]" + property,
				value, reason);
	}

}

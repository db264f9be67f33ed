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

package io.github.libcontainerd.internal.registry;

import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.internal.registry.credentials.CredentialHelper;
import io.github.libcontainerd.internal.registry.credentials.CredentialLookup;
import io.github.libcontainerd.internal.registry.credentials.Credentials;
import io.github.libcontainerd.internal.registry.credentials.DockerConfig;
import io.github.libcontainerd.internal.registry.http.HttpCalls;
import io.github.libcontainerd.internal.registry.http.Limits;
import io.github.libcontainerd.internal.registry.http.Proxies;

/**
 * The way to all registries. Safe for use by several threads. Closing it ends everything
 * that is under way.
 */
public final class Registries implements AutoCloseable {

	private static final String DOCKER_HUB = "docker.io";

	/** Its name in references has been another one for ever. */
	private static final String DOCKER_HUB_API = "registry-1.docker.io";

	private static final Pattern LOOPBACK = Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?",
			Pattern.CASE_INSENSITIVE);

	private static final Duration HELPER_LIMIT = Duration.ofSeconds(30);

	private final Supplier<RemoteOption.Registries> settings;

	private final Limits limits;

	private final HttpCalls calls;

	private final Messenger messenger;

	private final Tokens tokens;

	/**
	 * Create it.
	 * @param settings gives the settings, which are asked for with every source
	 */
	public Registries(Supplier<RemoteOption.Registries> settings) {
		this(settings, Limits.DEFAULT, Proxies.usual());
	}

	Registries(Supplier<RemoteOption.Registries> settings, Limits limits, ProxySelector proxies) {
		this.settings = settings;
		this.limits = limits;
		this.calls = new HttpCalls(limits, proxies);
		this.messenger = new Messenger(this.calls);
		this.tokens = new Tokens(this.messenger, limits);
	}

	/**
	 * Return where an image comes from. Nothing is asked yet.
	 * @param reference the image
	 * @param credentials the credentials for its registry, before all configured ones;
	 * {@code null} for these
	 * @return the source, good for one pull
	 */
	public ImageSource source(ImageReference reference, PullOption.@Nullable WithCredentials credentials) {
		RemoteOption.Registries current = this.settings.get();
		Registry registry = find(current, reference.domain());
		List<Endpoint> endpoints = new ArrayList<>();
		for (String mirror : (registry != null) ? registry.mirrors() : List.<String>of()) {
			endpoints.add(mirror(current, reference, URI.create(mirror)));
		}
		endpoints.add(origin(current, registry, reference, credentials));
		return new RegistrySource(reference, endpoints, this.messenger, this.limits);
	}

	private static @Nullable Registry find(RemoteOption.Registries settings, String host) {
		return settings.registries()
			.stream()
			.filter((registry) -> registry.host().equalsIgnoreCase(host))
			.findFirst()
			.orElse(null);
	}

	private Endpoint origin(RemoteOption.Registries current, @Nullable Registry registry, ImageReference reference,
			PullOption.@Nullable WithCredentials credentials) {
		String domain = reference.domain();
		SSLContext context = (registry != null) ? registry.sslContext() : null;
		boolean plain = (registry != null && registry.plainHttp()) || (context == null && isLoopback(domain));
		URI base = URI.create(((plain) ? "http" : "https") + "://"
				+ ((domain.equals(DOCKER_HUB)) ? DOCKER_HUB_API : domain) + "/v2/" + reference.path());
		return endpoint(domain, domain, base, null, context, reference, lookup(current, domain, credentials));
	}

	private Endpoint mirror(RemoteOption.Registries current, ImageReference reference, URI mirror) {
		String host = mirror.getRawAuthority();
		Registry registry = find(current, host);
		String path = (mirror.getRawPath() != null) ? mirror.getRawPath().replaceAll("/+$", "") : "";
		// A path with the version of the API in it is complete, as a project of a proxy.
		boolean complete = (path + "/").contains("/v2/");
		URI base = URI
			.create(mirror.getScheme() + "://" + host + path + ((complete) ? "/" : "/v2/") + reference.path());
		return endpoint("mirror " + host, host, base, reference.domain(),
				(registry != null) ? registry.sslContext() : null, reference, lookup(current, host, null));
	}

	private Endpoint endpoint(String name, String host, URI base, @Nullable String mirrorOf,
			@Nullable SSLContext context, ImageReference reference, CredentialLookup.Source lookup) {
		if (base.getHost() == null) {
			// Docker's rules for references allow it, those for hosts don't.
			throw new ImageException("find the registry of", reference.toString(), null,
					ImageException.Reason.INVALID_REFERENCE, "'" + host + "' can't be the name of a host", null);
		}
		Authorizer authorizer = new Authorizer(new CredentialLookup(host, lookup), this.tokens,
				"repository:" + reference.path() + ":pull");
		return new Endpoint(name, base, mirrorOf, this.calls.client(context), authorizer);
	}

	private static CredentialLookup.Source lookup(RemoteOption.Registries current, String host,
			PullOption.@Nullable WithCredentials given) {
		if (given != null) {
			Credentials credentials = Credentials.password(given.username(), given.password(), "this pull");
			return () -> new CredentialLookup.Found(credentials, null);
		}
		Registry registry = find(current, host);
		if (registry != null && registry.username() != null && registry.password() != null) {
			Credentials credentials = Credentials.password(registry.username(), registry.password(),
					"the settings of registry " + host);
			return () -> new CredentialLookup.Found(credentials, null);
		}
		DockerConfig docker = DockerConfig.of(current.dockerConfig(), CredentialHelper.processes(HELPER_LIMIT));
		return () -> docker.find(host);
	}

	/**
	 * A registry on this host speaks HTTP unless something says otherwise, as Docker and
	 * containerd have it.
	 */
	private static boolean isLoopback(String domain) {
		return LOOPBACK.matcher(domain).matches();
	}

	@Override
	public void close() {
		this.calls.close();
	}

}

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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.internal.json.GoJson;
import io.github.libcontainerd.internal.registry.credentials.CredentialLookup.Found;

/**
 * Docker's client configuration, {@code config.json}: what {@code docker login} wrote,
 * and the credential helpers. Read each time, since a login may come at any time.
 */
public final class DockerConfig {

	private static final Logger logger = LoggerFactory.getLogger(DockerConfig.class);

	/** What Docker's own registry is called here, and always will be. */
	private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

	private static final int MAX_SIZE = 4 * 1024 * 1024;

	private final Path file;

	private final boolean required;

	private final CredentialHelper.Runner helpers;

	private DockerConfig(Path file, boolean required, CredentialHelper.Runner helpers) {
		this.file = file;
		this.required = required;
		this.helpers = helpers;
	}

	/**
	 * Return a configuration that need not be there.
	 * @param configured the file, which does have to be there; {@code null} for Docker's
	 * default
	 */
	public static DockerConfig of(@Nullable Path configured, CredentialHelper.Runner helpers) {
		if (configured != null) {
			return new DockerConfig(configured, true, helpers);
		}
		return new DockerConfig(defaultFile(System.getenv(), System.getProperty("user.home", "")), false, helpers);
	}

	static Path defaultFile(Map<String, String> environment, String home) {
		String directory = environment.getOrDefault("DOCKER_CONFIG", "");
		return (directory.isEmpty()) ? Path.of(home, ".docker", "config.json") : Path.of(directory, "config.json");
	}

	/**
	 * Find the credentials for a registry: its own helper's, the common helper's, those
	 * in the file. A configuration that can't be read, or a helper that fails, is no
	 * reason to fail: the registry may well be open to all.
	 * @param host the registry, as in a reference
	 */
	public Found find(String host) throws InterruptedException {
		JsonNode config;
		try (InputStream in = Files.newInputStream(this.file)) {
			config = GoJson.mapper().readTree(in.readNBytes(MAX_SIZE));
		}
		catch (NoSuchFileException ex) {
			return (this.required) ? problem(this.file + " does not exist") : Found.NOTHING;
		}
		catch (IOException ex) {
			return problem(this.file + " cannot be read: " + ex);
		}
		catch (JacksonException ex) {
			// Its message might quote a password.
			return problem(this.file + " is not JSON");
		}
		Found helped = askHelper(config, host);
		if (helped.credentials() != null) {
			return helped;
		}
		Found stored = inFile(GoJson.path(config, "auths"), host);
		return (stored.credentials() != null || helped.problem() == null) ? stored : helped;
	}

	private Found askHelper(JsonNode config, String host) throws InterruptedException {
		String helper = helper(GoJson.path(config, "credHelpers"), host);
		if (helper.isEmpty()) {
			helper = GoJson.path(config, "credsStore").asString("");
		}
		if (helper.isEmpty()) {
			return Found.NOTHING;
		}
		try {
			Credentials credentials = new CredentialHelper(helper, this.helpers).get(serverUrl(host));
			return (credentials != null) ? new Found(credentials, null) : Found.NOTHING;
		}
		catch (IOException ex) {
			return problem(String.valueOf(ex.getMessage()));
		}
	}

	private static String helper(JsonNode helpers, String host) {
		for (Map.Entry<String, JsonNode> entry : helpers.properties()) {
			if (matches(entry.getKey(), host)) {
				return entry.getValue().asString("");
			}
		}
		return "";
	}

	private static String serverUrl(String host) {
		return (host.equals("docker.io")) ? DOCKER_HUB_KEY : host;
	}

	private Found inFile(JsonNode auths, String host) {
		JsonNode exact = auths.path(serverUrl(host));
		if (exact.isObject()) {
			return read(exact);
		}
		for (Map.Entry<String, JsonNode> entry : auths.properties()) {
			if (matches(entry.getKey(), host)) {
				return read(entry.getValue());
			}
		}
		return Found.NOTHING;
	}

	/** A key may be a URL; what counts is the host in it. */
	private static boolean matches(String key, String host) {
		String name = key.replaceFirst("^https?://", "");
		int slash = name.indexOf('/');
		name = (slash >= 0) ? name.substring(0, slash) : name;
		if (host.equals("docker.io")) {
			return name.equals("docker.io") || name.equals("index.docker.io") || name.equals("registry-1.docker.io");
		}
		return name.equalsIgnoreCase(host);
	}

	private Found read(JsonNode entry) {
		String origin = this.file.toString();
		String identity = GoJson.path(entry, "identitytoken").asString("");
		if (!identity.isEmpty()) {
			return new Found(Credentials.identityToken(identity, origin), null);
		}
		String access = GoJson.path(entry, "registrytoken").asString("");
		if (!access.isEmpty() && !Token.isToken(access)) {
			return problem("a 'registrytoken' in " + this.file + " has characters that no token has");
		}
		if (!access.isEmpty()) {
			return new Found(Credentials.accessToken(access, origin), null);
		}
		String username = GoJson.path(entry, "username").asString("");
		String password = GoJson.path(entry, "password").asString("");
		String auth = GoJson.path(entry, "auth").asString("");
		if (!auth.isEmpty()) {
			String pair;
			try {
				pair = new String(Base64.getMimeDecoder().decode(auth), StandardCharsets.UTF_8);
			}
			catch (IllegalArgumentException ex) {
				return problem("an 'auth' in " + this.file + " is not Base64");
			}
			int colon = pair.indexOf(':');
			if (colon < 0) {
				return problem("an 'auth' in " + this.file + " is not a user and a password");
			}
			username = pair.substring(0, colon);
			// Old clients padded it.
			password = pair.substring(colon + 1).replaceAll("\0+$", "");
		}
		return (username.isEmpty()) ? Found.NOTHING : new Found(Credentials.password(username, password, origin), null);
	}

	private static Found problem(String problem) {
		logger.warn("No credentials from Docker's configuration: {}", problem);
		return new Found(null, problem);
	}

}

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

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.internal.json.GoJson;
import io.github.libcontainerd.internal.registry.credentials.Credentials;
import io.github.libcontainerd.internal.registry.credentials.Token;
import io.github.libcontainerd.internal.registry.http.Cancellation;
import io.github.libcontainerd.internal.registry.http.Limits;
import io.github.libcontainerd.internal.registry.http.Outgoing;
import io.github.libcontainerd.internal.registry.http.Reply;
import io.github.libcontainerd.internal.registry.http.Uris;

/**
 * Gets access tokens from the token servers that registries name (Docker's token
 * specification, and its OAuth 2 form), and keeps them as long as they are good.
 */
final class Tokens {

	private static final int MAX_ANSWER = 1024 * 1024;

	private static final String CLIENT = "libcontainerd";

	private final Messenger messenger;

	private final Limits limits;

	private final TokenCache cache = new TokenCache();

	Tokens(Messenger messenger, Limits limits) {
		this.messenger = messenger;
		this.limits = limits;
	}

	/**
	 * Return a token.
	 * @param endpoint who asks for it
	 * @param challenge how it asked
	 * @param scopes what it is for
	 * @param credentials the credentials; {@code null} to be nobody
	 * @param rejected the header with a token that was not taken, or {@code null}
	 */
	Token get(Endpoint endpoint, Challenge challenge, List<String> scopes, @Nullable Credentials credentials,
			@Nullable String rejected, Cancellation cancellation) throws RegistryException, InterruptedException {
		URI realm = realm(endpoint, challenge, credentials);
		TokenCache.Key key = new TokenCache.Key(realm, challenge.parameter("service"), scopes, credentials);
		Token known = this.cache.get(key);
		if (known != null && !known.header().equals(rejected)) {
			return known;
		}
		Token fetched = new Backoff((endpoint.isMirror()) ? this.limits.impatient() : this.limits, cancellation)
			.call(() -> fetch(endpoint, key, cancellation));
		this.cache.put(key, fetched);
		return fetched;
	}

	/**
	 * A registry may name a server on any host; that is how it delegates. But what came
	 * encrypted so far is not sent in the clear.
	 */
	private static URI realm(Endpoint endpoint, Challenge challenge, @Nullable Credentials credentials)
			throws RegistryException {
		URI realm;
		try {
			realm = Uris.resolve(endpoint.resolve(""), String.valueOf(challenge.parameter("realm")));
		}
		catch (URISyntaxException ex) {
			throw new RegistryException(Reason.REGISTRY_ERROR,
					endpoint.name() + " names a token server whose address is not a URL", ex);
		}
		if (credentials != null && !endpoint.isPlain() && !realm.getScheme().equalsIgnoreCase("https")) {
			throw new RegistryException(Reason.UNAUTHORIZED, endpoint.name() + " names the token server "
					+ Uris.show(realm) + ", which is not encrypted; the credentials are not sent there", null);
		}
		return realm;
	}

	/**
	 * With a password the older form, which every server of such registries has, and the
	 * newer one where it is missing; the newer one takes identity tokens only it knows.
	 */
	private Token fetch(Endpoint endpoint, TokenCache.Key key, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		Credentials credentials = key.credentials();
		if (credentials != null && credentials.kind() == Credentials.Kind.IDENTITY_TOKEN) {
			return parse(endpoint, key, send(endpoint, post(key, credentials), cancellation));
		}
		Reply reply = send(endpoint, get(key, credentials), cancellation);
		if ((reply.status() == 404 || reply.status() == 405) && credentials != null) {
			reply.discard();
			reply = send(endpoint, post(key, credentials), cancellation);
		}
		return parse(endpoint, key, reply);
	}

	private Reply send(Endpoint endpoint, Outgoing request, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		return this.messenger.send("the token server of " + endpoint.name(), endpoint.client(), request, cancellation);
	}

	private static Outgoing get(TokenCache.Key key, @Nullable Credentials credentials) {
		StringBuilder query = new StringBuilder((key.realm().getRawQuery() != null) ? "&" : "?");
		if (key.service() != null) {
			query.append("service=").append(Uris.encode(key.service())).append('&');
		}
		query.append(
				key.scopes().stream().map((scope) -> "scope=" + Uris.encode(scope)).collect(Collectors.joining("&")));
		if (credentials != null) {
			query.append("&account=").append(Uris.encode(credentials.username()));
		}
		return Outgoing.get(URI.create(key.realm() + query.toString()), "application/json",
				(credentials != null) ? credentials.basic() : null);
	}

	private static Outgoing post(TokenCache.Key key, Credentials credentials) {
		Map<String, String> fields = new LinkedHashMap<>();
		if (credentials.kind() == Credentials.Kind.IDENTITY_TOKEN) {
			fields.put("grant_type", "refresh_token");
			fields.put("refresh_token", credentials.secret());
		}
		else {
			fields.put("grant_type", "password");
			fields.put("username", credentials.username());
			fields.put("password", credentials.secret());
		}
		fields.put("client_id", CLIENT);
		fields.put("scope", String.join(" ", key.scopes()));
		if (key.service() != null) {
			fields.put("service", key.service());
		}
		String form = fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + Uris.encode(field.getValue()))
			.collect(Collectors.joining("&"));
		return new Outgoing("POST", key.realm(), "application/json", 0, null, form);
	}

	private static RegistryException refused(Endpoint endpoint, TokenCache.Key key, Reply reply)
			throws InterruptedException {
		String said = endpoint.authorizer().hideIn(Failures.said(reply));
		String text = "the token server of " + endpoint.name() + ", " + Uris.show(key.realm()) + ", answered "
				+ reply.status() + ((said.isEmpty()) ? "" : ", " + said);
		return switch (reply.status()) {
			case 400, 401, 403 ->
				new RegistryException(Reason.UNAUTHORIZED, text + "; " + endpoint.authorizer().explain(), null);
			case 429 -> RegistryException.passing(Reason.RATE_LIMITED, text, null, Failures.retryAfter(reply));
			case 408, 500, 502, 503, 504 ->
				RegistryException.passing(Reason.REGISTRY_ERROR, text, null, Failures.retryAfter(reply));
			default -> new RegistryException(Reason.REGISTRY_ERROR, text, null);
		};
	}

	private static Token parse(Endpoint endpoint, TokenCache.Key key, Reply reply)
			throws RegistryException, InterruptedException {
		if (!reply.ok()) {
			throw refused(endpoint, key, reply);
		}
		byte[] body;
		try {
			body = reply.read(MAX_ANSWER + 1);
		}
		catch (IOException ex) {
			throw Failures.network("the token server of " + endpoint.name(), key.realm(), ex);
		}
		String problem = (body.length > MAX_ANSWER) ? "an answer of more than 1 MiB" : "no token";
		try {
			JsonNode json = (body.length > MAX_ANSWER) ? GoJson.mapper().createObjectNode()
					: GoJson.mapper().readTree(body);
			String value = GoJson.path(json, "token").asString("");
			if (value.isEmpty()) {
				value = GoJson.path(json, "access_token").asString("");
			}
			if (Token.isToken(value)) {
				return Token.lasting(value, GoJson.path(json, "expires_in").asLong(0));
			}
		}
		catch (JacksonException ex) {
			// Not attached: its message quotes what may be a token.
			problem = "something else than JSON";
		}
		throw new RegistryException(Reason.REGISTRY_ERROR,
				"the token server of " + endpoint.name() + ", " + Uris.show(key.realm()) + ", answered with " + problem,
				null);
	}

}

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

package io.github.libcontainerd.test.internal.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.test.internal.host.Threads;

/**
 * Gives out the tokens that a registry wants to see: by GET with basic authentication, by
 * POST with a password, and by POST with an identity token. Who is nobody may read what
 * is below {@code public/}.
 */
public final class TestTokenServer implements AutoCloseable {

	public static final String SERVICE = "test-registry";

	public static final String ISSUER = "test-issuer";

	/** The identity token of the user. */
	public static final String IDENTITY_TOKEN = "test-identity-token";

	private static final JsonMapper mapper = new JsonMapper();

	private final PrivateKey key;

	private final byte[] certificate;

	private final String username;

	private final String password;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool(Threads.threads("test-token-server"));

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private TestTokenServer(PrivateKey key, byte[] certificate, String username, String password, HttpServer server) {
		this.key = key;
		this.certificate = certificate;
		this.username = username;
		this.password = password;
		this.server = server;
	}

	/**
	 * Start one.
	 * @param key signs the tokens
	 * @param certificate the certificate of the key
	 * @param username the only user
	 * @param password the user's password
	 */
	public static TestTokenServer start(PrivateKey key, byte[] certificate, String username, String password) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			TestTokenServer tokens = new TestTokenServer(key, certificate, username, password, server);
			server.createContext("/token", tokens::handle);
			server.setExecutor(tokens.threads);
			server.start();
			return tokens;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/token";
	}

	/**
	 * What has been asked for: the method, the user and the scopes.
	 */
	public List<String> requests() {
		return this.requests;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			boolean post = exchange.getRequestMethod().equals("POST");
			String query = (post) ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
					: String.valueOf(exchange.getRequestURI().getRawQuery());
			Map<String, List<String>> fields = fields(query);
			String user = (post) ? userOf(fields) : userOf(exchange.getRequestHeaders().getFirst("Authorization"));
			List<String> scopes = new ArrayList<>();
			fields.getOrDefault("scope", List.of()).forEach((scope) -> scopes.addAll(List.of(scope.split(" "))));
			this.requests.add(exchange.getRequestMethod() + " " + user + " " + scopes);
			if (user == null) {
				answer(exchange, 401, Map.of("errors",
						List.of(Map.of("code", "UNAUTHORIZED", "message", "incorrect username or password"))));
				return;
			}
			String token = token(user, scopes);
			answer(exchange, 200, Map.of((post) ? "access_token" : "token", token, "expires_in", 300));
		}
	}

	private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
		byte[] bytes = mapper.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	/** Nobody is the empty name; a wrong password is no name at all. */
	private @Nullable String userOf(@Nullable String authorization) {
		if (authorization == null) {
			return "";
		}
		String pair = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())),
				StandardCharsets.UTF_8);
		return pair.equals(this.username + ":" + this.password) ? this.username : null;
	}

	private @Nullable String userOf(Map<String, List<String>> fields) {
		boolean passwordGrant = List.of(this.username).equals(fields.get("username"))
				&& List.of(this.password).equals(fields.get("password"));
		boolean identityGrant = List.of("refresh_token").equals(fields.get("grant_type"))
				&& List.of(IDENTITY_TOKEN).equals(fields.get("refresh_token"));
		return (passwordGrant || identityGrant) ? this.username : null;
	}

	private static Map<String, List<String>> fields(String query) {
		Map<String, List<String>> fields = new HashMap<>();
		for (String field : query.split("&")) {
			int equals = field.indexOf('=');
			if (equals > 0) {
				fields.computeIfAbsent(field.substring(0, equals), (name) -> new ArrayList<>())
					.add(URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
			}
		}
		return fields;
	}

	/**
	 * Make a token.
	 * @param user the user; empty for nobody
	 * @param scopes what it is for
	 */
	public String token(String user, List<String> scopes) {
		List<Map<String, Object>> access = new ArrayList<>();
		for (String scope : scopes) {
			String[] parts = scope.split(":");
			if (parts.length == 3) {
				boolean free = parts[1].startsWith("public/");
				List<String> actions = new ArrayList<>(List.of(parts[2].split(",")));
				actions.removeIf((action) -> user.isEmpty() && !(free && action.equals("pull")));
				access.add(Map.of("type", parts[0], "name", parts[1], "actions", actions));
			}
		}
		long now = Instant.now().getEpochSecond();
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("iss", ISSUER);
		claims.put("sub", user);
		claims.put("aud", SERVICE);
		claims.put("exp", now + 300);
		claims.put("nbf", now - 10);
		claims.put("iat", now);
		claims.put("jti", String.valueOf(System.nanoTime()));
		claims.put("access", access);
		Map<String, Object> header = Map.of("typ", "JWT", "alg", "RS256", "x5c",
				List.of(Base64.getEncoder().encodeToString(this.certificate)));
		String payload = encode(mapper.writeValueAsBytes(header)) + "." + encode(mapper.writeValueAsBytes(claims));
		try {
			Signature signature = Signature.getInstance("SHA256withRSA");
			signature.initSign(this.key);
			signature.update(payload.getBytes(StandardCharsets.US_ASCII));
			return payload + "." + encode(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}

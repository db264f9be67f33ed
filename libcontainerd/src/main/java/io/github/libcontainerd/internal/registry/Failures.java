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
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.internal.json.GoJson;
import io.github.libcontainerd.internal.registry.http.Interrupts;
import io.github.libcontainerd.internal.registry.http.Reply;
import io.github.libcontainerd.internal.registry.http.Uris;

/**
 * Says what went wrong.
 */
final class Failures {

	private static final int MAX_TEXT = 300;

	private static final int MAX_BODY = 64 * 1024;

	private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

	private Failures() {
	}

	/**
	 * Make an exception of an answer, which is consumed.
	 * @param what what was asked for
	 */
	static RegistryException of(Endpoint endpoint, Reply reply, String what) throws InterruptedException {
		String said = endpoint.authorizer().hideIn(said(reply));
		String answer = "it answered " + reply.status() + ((said.isEmpty()) ? "" : ", " + said);
		if (reply.redirected()) {
			return foreign(endpoint, reply, what, answer);
		}
		return switch (reply.status()) {
			case 401,
					403 ->
				new RegistryException(Reason.UNAUTHORIZED, endpoint.name() + " refused access to " + what
						+ ", which may not exist: " + answer + "; " + endpoint.authorizer().explain(), null);
			case 404 ->
				new RegistryException(Reason.NOT_FOUND, endpoint.name() + " has no " + what + ": " + answer, null);
			case 429 -> RegistryException.passing(Reason.RATE_LIMITED, endpoint.name() + " wants fewer requests for "
					+ what + ": " + answer + comeBack(reply) + "; " + endpoint.authorizer().explain(), null,
					retryAfter(reply));
			default -> {
				String text = endpoint.name() + " failed to give " + what + ": " + answer + comeBack(reply);
				yield isPassing(reply.status())
						? RegistryException.passing(Reason.REGISTRY_ERROR, text, null, retryAfter(reply))
						: new RegistryException(Reason.REGISTRY_ERROR, text, null);
			}
		};
	}

	/**
	 * Whether a status may be another one soon.
	 */
	static boolean isPassing(int status) {
		return PASSING.contains(status);
	}

	/** The next redirect may well lead to a better place, or have a fresh signature. */
	private static RegistryException foreign(Endpoint endpoint, Reply reply, String what, String answer) {
		return RegistryException.passing(Reason.REGISTRY_ERROR, endpoint.name() + " failed to give " + what
				+ ": it redirects to " + Uris.show(reply.uri().resolve("/")) + ", and " + answer, null,
				retryAfter(reply));
	}

	/**
	 * Return the registry's own words: those of its JSON if it has any.
	 */
	static String said(Reply reply) throws InterruptedException {
		byte[] body;
		try {
			body = reply.read(MAX_BODY);
		}
		catch (IOException ex) {
			Interrupts.rethrow(ex);
			return "";
		}
		try {
			JsonNode json = GoJson.mapper().readTree(body);
			StringBuilder text = new StringBuilder();
			for (JsonNode error : GoJson.path(json, "errors")) {
				append(text, "; ", GoJson.path(error, "code").asString(""));
				append(text, ": ", GoJson.path(error, "message").asString(""));
			}
			for (String field : new String[] { "error", "error_description", "message", "details" }) {
				append(text, ": ", GoJson.path(json, field).asString(""));
			}
			return shorten(text.toString());
		}
		catch (JacksonException ex) {
			return "";
		}
	}

	private static void append(StringBuilder text, String separator, String part) {
		if (!part.isEmpty()) {
			text.append((text.isEmpty()) ? "" : separator).append(part);
		}
	}

	private static String shorten(String text) {
		String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
		return (clean.length() > MAX_TEXT) ? clean.substring(0, MAX_TEXT) + "…" : clean;
	}

	private static String comeBack(Reply reply) {
		Duration wait = retryAfter(reply);
		return (wait != null) ? ", and to come back in " + wait.toSeconds() + " seconds" : "";
	}

	static @Nullable Duration retryAfter(Reply reply) {
		String value = reply.header("Retry-After").map(String::strip).orElse("");
		if (value.matches("[0-9]{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			Duration wait = Duration.between(ZonedDateTime.now(),
					ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
			return (wait.isNegative()) ? Duration.ZERO : wait;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	/**
	 * Make an exception of a connection that could not be made, or broke.
	 */
	static RegistryException network(String name, URI uri, IOException ex) throws InterruptedException {
		if (ex instanceof RegistryException known) {
			return known;
		}
		Interrupts.rethrow(ex);
		String text = "cannot talk to " + name + " at " + Uris.show(uri.resolve("/")) + ": " + describe(ex);
		boolean handshake = has(ex, SSLException.class)
				|| (uri.getScheme().equals("https") && has(ex, HttpConnectTimeoutException.class));
		if (handshake) {
			text += "; if its certificate is signed by an authority of your own, give an SSL context for it;"
					+ " if it speaks HTTP without TLS, say so";
		}
		if (has(ex, CertificateException.class)) {
			return new RegistryException(Reason.NETWORK, text, ex);
		}
		return RegistryException.passing(Reason.NETWORK, text, ex, null);
	}

	/** The JDK's client wraps, and often leaves the message out. */
	private static String describe(Throwable ex) {
		if (has(ex, UnresolvedAddressException.class)) {
			return "the name of the host is not known";
		}
		if (has(ex, ConnectException.class)) {
			return "nobody answers there";
		}
		Throwable told = ex;
		while (told.getMessage() == null && told.getCause() != null) {
			told = told.getCause();
		}
		String message = told.getMessage();
		return (message != null) ? told.getClass().getSimpleName() + ": " + shorten(message)
				: told.getClass().getSimpleName();
	}

	private static boolean has(Throwable ex, Class<? extends Throwable> type) {
		Throwable current = ex;
		for (int depth = 0; current != null && depth < 20; depth++) {
			if (type.isInstance(current)) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

}

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
import java.net.http.HttpClient;
import java.net.http.HttpResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.internal.registry.http.Cancellation;
import io.github.libcontainerd.internal.registry.http.HttpCalls;
import io.github.libcontainerd.internal.registry.http.Outgoing;
import io.github.libcontainerd.internal.registry.http.Reply;
import io.github.libcontainerd.internal.registry.http.ReplyBody;
import io.github.libcontainerd.internal.registry.http.Uris;

/**
 * Sends requests, follows redirects and answers challenges. Credentials go to the origin
 * that was asked and nowhere else: once a redirect leads away from it they stay behind.
 */
final class Messenger {

	private static final Logger logger = LoggerFactory.getLogger(Messenger.class);

	private static final int MAX_REDIRECTS = 10;

	/** One for the first challenge, one for a token that was no longer good. */
	private static final int MAX_CHALLENGES = 2;

	private final HttpCalls calls;

	Messenger(HttpCalls calls) {
		this.calls = calls;
	}

	/**
	 * Ask an endpoint, with credentials when it wants them.
	 * @return its answer, whatever its status
	 */
	Reply send(Endpoint endpoint, Outgoing request, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		Authorizer authorizer = endpoint.authorizer();
		for (int challenges = 0;; challenges++) {
			String authorization = authorizer.header(endpoint, cancellation);
			Reply reply = send(endpoint.name(), endpoint.client(), request.authorized(authorization), cancellation);
			if (reply.status() != 401 || reply.redirected() || challenges == MAX_CHALLENGES) {
				return reply;
			}
			if (!authorizer.answer(endpoint, Challenge.parse(reply.all("WWW-Authenticate")), authorization,
					cancellation)) {
				return reply;
			}
			reply.discard();
		}
	}

	/**
	 * Ask without answering challenges.
	 */
	Reply send(String name, HttpClient client, Outgoing request, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		Outgoing current = request;
		for (int redirects = 0;; redirects++) {
			Reply reply = exchange(name, client, request, current, cancellation);
			String location = reply.header("Location").orElse(null);
			if (reply.status() / 100 != 3 || location == null || request.form() != null) {
				return reply;
			}
			reply.discard();
			if (redirects == MAX_REDIRECTS) {
				throw new RegistryException(Reason.REGISTRY_ERROR,
						name + " redirects more than " + MAX_REDIRECTS + " times from " + Uris.show(request.uri()),
						null);
			}
			current = redirect(name, current, location);
		}
	}

	private Reply exchange(String name, HttpClient client, Outgoing original, Outgoing current,
			Cancellation cancellation) throws RegistryException, InterruptedException {
		long begin = System.nanoTime();
		try {
			HttpResponse<ReplyBody> response = this.calls.send(client, current.build(), cancellation);
			logger.debug("{}: {} in {} ms", current, response.statusCode(), (System.nanoTime() - begin) / 1_000_000);
			return new Reply(current.uri(), !Uris.sameOrigin(original.uri(), current.uri()), response.statusCode(),
					response.headers(), response.body());
		}
		catch (IOException ex) {
			throw Failures.network(name, current.uri(), ex);
		}
	}

	private static Outgoing redirect(String name, Outgoing from, String location) throws RegistryException {
		URI target;
		try {
			target = Uris.resolve(from.uri(), location);
		}
		catch (URISyntaxException ex) {
			throw new RegistryException(Reason.REGISTRY_ERROR,
					name + " redirects from " + Uris.show(from.uri()) + " to something else than a URL", ex);
		}
		if (from.uri().getScheme().equals("https") && !target.getScheme().equalsIgnoreCase("https")) {
			throw new RegistryException(Reason.REGISTRY_ERROR, name + " redirects from " + Uris.show(from.uri())
					+ " to " + Uris.show(target) + ", which is not encrypted", null);
		}
		return from.to(target, Uris.sameOrigin(from.uri(), target));
	}

}

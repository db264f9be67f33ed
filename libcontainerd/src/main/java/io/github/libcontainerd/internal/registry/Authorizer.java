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

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.registry.credentials.CredentialLookup;
import io.github.libcontainerd.internal.registry.credentials.Credentials;
import io.github.libcontainerd.internal.registry.credentials.Token;
import io.github.libcontainerd.internal.registry.http.Cancellation;

/**
 * Gives one endpoint of one repository what it wants to see. Nothing is sent before it
 * has been asked for; credentials are not even looked up. Safe for use by several
 * threads.
 */
final class Authorizer {

	private final CredentialLookup lookup;

	private final Tokens tokens;

	private final String scope;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Challenge bearer;

	private volatile @Nullable Token token;

	private volatile @Nullable String basic;

	/** Whether what was asked for is what credentials are sent for. */
	private volatile boolean asked;

	/**
	 * Create an authorizer.
	 * @param lookup finds the credentials
	 * @param tokens gets tokens
	 * @param scope what tokens are for when the registry does not say
	 */
	Authorizer(CredentialLookup lookup, Tokens tokens, String scope) {
		this.lookup = lookup;
		this.tokens = tokens;
		this.scope = scope;
	}

	/**
	 * Return the header for the next request; {@code null} for none.
	 */
	@Nullable String header(Endpoint endpoint, Cancellation cancellation) throws RegistryException, InterruptedException {
		if (this.basic != null) {
			return this.basic;
		}
		Token current = this.token;
		if (current == null || !current.expired()) {
			return (current != null) ? current.header() : null;
		}
		this.lock.lockInterruptibly();
		try {
			if (this.token == current && this.bearer != null) {
				this.token = fetch(endpoint, this.bearer, null, cancellation);
			}
			current = this.token;
			return (current != null) ? current.header() : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Get ready for what an endpoint asks for.
	 * @param challenges what it asks for
	 * @param used the header that it did not take, or {@code null}
	 * @return whether there is another header to try
	 */
	boolean answer(Endpoint endpoint, List<Challenge> challenges, @Nullable String used, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Token current = this.token;
			if (current != null && !current.header().equals(used)) {
				return true;
			}
			if (this.basic != null) {
				return !this.basic.equals(used);
			}
			Challenge wanted = find(challenges, "bearer");
			if (wanted != null && wanted.parameter("realm") != null) {
				if (isHopeless(wanted, used)) {
					return false;
				}
				this.asked = true;
				Token fetched = fetch(endpoint, wanted, used, cancellation);
				this.bearer = wanted;
				this.token = fetched;
				return !fetched.header().equals(used);
			}
			Credentials credentials = this.lookup.find().credentials();
			if (find(challenges, "basic") != null && credentials != null
					&& credentials.kind() == Credentials.Kind.PASSWORD) {
				this.asked = true;
				this.basic = credentials.basic();
				return !credentials.basic().equals(used);
			}
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Another token for the same would be worth the same. */
	private boolean isHopeless(Challenge wanted, @Nullable String used) {
		return used != null && this.bearer != null && "insufficient_scope".equals(wanted.parameter("error"))
				&& Objects.equals(wanted.parameter("scope"), this.bearer.parameter("scope"));
	}

	private Token fetch(Endpoint endpoint, Challenge challenge, @Nullable String rejected, Cancellation cancellation)
			throws RegistryException, InterruptedException {
		Credentials credentials = this.lookup.find().credentials();
		if (credentials != null && credentials.kind() == Credentials.Kind.ACCESS_TOKEN) {
			return Token.lasting(credentials.secret());
		}
		String wanted = Optional.ofNullable(challenge.parameter("scope")).orElse(this.scope);
		return this.tokens.get(endpoint, challenge, List.of(wanted.strip().split(" +")), credentials, rejected,
				cancellation);
	}

	private static @Nullable Challenge find(List<Challenge> challenges, String scheme) {
		return challenges.stream().filter((challenge) -> challenge.scheme().equals(scheme)).findFirst().orElse(null);
	}

	/**
	 * Say which credentials were used, and what to do when they are the wrong ones.
	 */
	String explain() throws InterruptedException {
		return this.lookup.explain(this.asked);
	}

	/**
	 * Take all secrets out of a text that a registry wrote.
	 */
	String hideIn(String text) {
		Token current = this.token;
		String hidden = this.lookup.hideIn(text);
		return (current != null) ? Credentials.hide(hidden, current.value()) : hidden;
	}

}

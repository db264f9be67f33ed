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

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.registry.credentials.Credentials;
import io.github.libcontainerd.internal.registry.credentials.Token;

/**
 * Tokens that are good for a while, the latest used ones. Safe for use by several
 * threads.
 */
final class TokenCache {

	private static final int MAX_KEPT = 256;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Key, Token> kept = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Key, Token> eldest) {
			return size() > MAX_KEPT;
		}

	};

	/**
	 * Return a token that is good, or {@code null}.
	 */
	@Nullable Token get(Key key) {
		this.lock.lock();
		try {
			Token known = this.kept.get(key);
			return (known != null && !known.expired()) ? known : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	void put(Key key, Token token) {
		this.lock.lock();
		try {
			this.kept.values().removeIf(Token::expired);
			this.kept.put(key, token);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What a token is good for.
	 *
	 * @param realm the token server
	 * @param service the name of the registry there; {@code null} when it has none
	 * @param scopes what may be done
	 * @param credentials whose it is; {@code null} for nobody's
	 */
	record Key(URI realm, @Nullable String service, List<String> scopes, @Nullable Credentials credentials) {
	}

}

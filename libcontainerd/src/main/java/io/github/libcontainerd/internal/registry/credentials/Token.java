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

import java.time.Duration;

/**
 * An access token.
 *
 * @param value the token
 * @param expires when to get another one, in {@link System#nanoTime()}'s time
 */
public record Token(String value, long expires) {

	/** Docker's too: an older server may say nothing, or less. */
	private static final long SHORTEST = 60;

	private static final long LONGEST = Duration.ofDays(1).toSeconds();

	public static Token lasting(String value) {
		return lasting(value, LONGEST);
	}

	/**
	 * Return a token that is good for some seconds, less a part for the way.
	 */
	public static Token lasting(String value, long seconds) {
		long good = Math.min(Math.max(seconds, SHORTEST), LONGEST);
		return new Token(value, System.nanoTime() + Duration.ofSeconds(good - Math.min(good / 6, 30)).toNanos());
	}

	/**
	 * Whether a text can be a token, as far as a header is concerned.
	 */
	public static boolean isToken(String value) {
		return !value.isEmpty() && value.chars().allMatch((c) -> c > ' ' && c < 127);
	}

	public boolean expired() {
		return System.nanoTime() - this.expires >= 0;
	}

	public String header() {
		return "Bearer " + this.value;
	}

	@Override
	public String toString() {
		return "Token[]";
	}

}

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

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials for one host, when they are wanted for the first time.
 */
public final class CredentialLookup {

	private final String host;

	private final Source source;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable Found found;

	/**
	 * Create a lookup.
	 * @param host the registry, as in a reference
	 * @param source where to look
	 */
	public CredentialLookup(String host, Source source) {
		this.host = host;
		this.source = source;
	}

	public Found find() throws InterruptedException {
		Found known = this.found;
		if (known != null) {
			return known;
		}
		this.lock.lockInterruptibly();
		try {
			if (this.found == null) {
				this.found = this.source.find();
			}
			return this.found;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Say which credentials were used, and what to do when they are the wrong ones.
	 * @param asked whether the registry asked for any of a kind that we have
	 */
	public String explain(boolean asked) throws InterruptedException {
		Found result = find();
		if (result.credentials() != null) {
			return (asked) ? "the credentials are those from " + result.credentials().origin() : "the credentials from "
					+ result.credentials().origin() + " were not sent, since it did not ask for such";
		}
		return "no credentials were sent, since none are known for " + this.host
				+ ((result.problem() != null) ? " (" + result.problem() + ")" : "")
				+ "; configure a user and a password for it, or run 'docker login "
				+ ((this.host.equals("docker.io")) ? "" : this.host + " ").strip() + "'";
	}

	public String hideIn(String text) {
		Found result = this.found;
		Credentials credentials = (result != null) ? result.credentials() : null;
		return (credentials != null) ? credentials.hideIn(text) : text;
	}

	/**
	 * What was found.
	 *
	 * @param credentials the credentials; {@code null} for none
	 * @param problem why there are none, when that is not as it should be
	 */
	public record Found(@Nullable Credentials credentials, @Nullable String problem) {

		static final Found NOTHING = new Found(null, null);

	}

	/** Where to look. */
	@FunctionalInterface
	public interface Source {

		Found find() throws InterruptedException;

	}

}

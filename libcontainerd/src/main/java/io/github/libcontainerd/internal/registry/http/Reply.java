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

package io.github.libcontainerd.internal.registry.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * An answer. Somebody has to read its body to the end, {@link #discard} or {@link #close}
 * it.
 *
 * @param uri what was asked, after redirects
 * @param redirected whether another host than the one that was asked gave the answer
 * @param status the status
 * @param headers the headers
 * @param body the body
 */
public record Reply(URI uri, boolean redirected, int status, HttpHeaders headers,
		ReplyBody body) implements AutoCloseable {

	/** What is read of a body nobody wants, so that its connection can be used again. */
	private static final int WORTH_READING = 64 * 1024;

	public boolean ok() {
		return this.status == 200;
	}

	public Optional<String> header(String name) {
		return this.headers.firstValue(name);
	}

	public List<String> all(String name) {
		return this.headers.allValues(name);
	}

	/**
	 * Return the length of the body, or -1 when it is not said.
	 */
	public long length() {
		try {
			return header("Content-Length").map(Long::parseLong).orElse(-1L);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Read the beginning of the body, and then close it.
	 */
	public byte[] read(int limit) throws IOException {
		try (this) {
			return this.body.readNBytes(limit);
		}
	}

	/**
	 * Throw the body away; the connection is kept if that costs little.
	 */
	public void discard() throws InterruptedException {
		try {
			read(WORTH_READING);
		}
		catch (IOException ex) {
			Interrupts.rethrow(ex);
		}
	}

	@Override
	public void close() {
		this.body.close();
	}

}

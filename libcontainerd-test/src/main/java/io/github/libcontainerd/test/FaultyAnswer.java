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

package io.github.libcontainerd.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FaultyRegistry} may do with a request.
 */
public final class FaultyAnswer {

	private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

	private final FaultyRegistry registry;

	private final HttpExchange exchange;

	private final FaultyRequest request;

	private final TestImage.@Nullable Blob content;

	FaultyAnswer(FaultyRegistry registry, HttpExchange exchange, FaultyRequest request,
			TestImage.@Nullable Blob content) {
		this.registry = registry;
		this.exchange = exchange;
		this.request = request;
		this.content = content;
	}

	/**
	 * What is asked.
	 * @return the request
	 */
	public FaultyRequest request() {
		return this.request;
	}

	/**
	 * Do it well.
	 * @throws IOException when the client is gone
	 */
	public void asItShould() throws IOException {
		TestImage.Blob blob = this.content;
		if (blob == null) {
			status(404, Map.of(), "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}");
			return;
		}
		boolean manifest = this.request.path().contains("/manifests/");
		this.exchange.getResponseHeaders()
			.set("Content-Type", (manifest) ? blob.mediaType() : "application/octet-stream");
		this.exchange.getResponseHeaders().set("Docker-Content-Digest", blob.digest());
		send(blob.bytes());
	}

	/**
	 * Do it well, but for the headers.
	 * @param headers the headers, all but the length
	 * @throws IOException when the client is gone
	 */
	public void withHeaders(Map<String, String> headers) throws IOException {
		headers.forEach(this.exchange.getResponseHeaders()::set);
		send(bytes());
	}

	/**
	 * Give everything, whatever part of it is asked for.
	 * @throws IOException when the client is gone
	 */
	public void fromTheBeginning() throws IOException {
		send(bytes(), 0);
	}

	/**
	 * Give other bytes than the right ones, as many.
	 * @throws IOException when the client is gone
	 */
	public void corrupt() throws IOException {
		byte[] bytes = bytes().clone();
		bytes[bytes.length / 2] ^= 0x55;
		this.exchange.getResponseHeaders().set("Content-Type", (this.content != null) ? this.content.mediaType() : "");
		send(bytes);
	}

	private byte[] bytes() {
		return (this.content != null) ? this.content.bytes() : new byte[0];
	}

	private int start() {
		Matcher range = RANGE.matcher(String.valueOf(this.request.header("Range")));
		return range.matches() ? Integer.parseInt(range.group(1)) : 0;
	}

	private void send(byte[] all) throws IOException {
		send(all, start());
	}

	private void send(byte[] all, int start) throws IOException {
		if (start > 0) {
			this.exchange.getResponseHeaders()
				.set("Content-Range", "bytes %d-%d/%d".formatted(start, all.length - 1, all.length));
		}
		byte[] bytes = Arrays.copyOfRange(all, start, all.length);
		if (this.request.method().equals("HEAD")) {
			this.exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
			this.exchange.sendResponseHeaders(200, -1);
			return;
		}
		this.exchange.sendResponseHeaders((start > 0) ? 206 : 200, (bytes.length > 0) ? bytes.length : -1);
		this.exchange.getResponseBody().write(bytes);
	}

	/**
	 * Answer something else.
	 * @param status the status
	 * @param headers the headers
	 * @param body the body
	 * @throws IOException when the client is gone
	 */
	public void status(int status, Map<String, String> headers, String body) throws IOException {
		headers.forEach(this.exchange.getResponseHeaders()::set);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		boolean empty = this.request.method().equals("HEAD") || bytes.length == 0;
		this.exchange.sendResponseHeaders(status, (empty) ? -1 : bytes.length);
		if (!empty) {
			this.exchange.getResponseBody().write(bytes);
		}
	}

	/**
	 * Send the client away.
	 * @param url where
	 * @throws IOException when the client is gone
	 */
	public void redirect(String url) throws IOException {
		status(307, Map.of("Location", url), "");
	}

	/**
	 * Break the connection without an answer.
	 * @throws IOException always
	 */
	public void hangUp() throws IOException {
		throw new IOException("As planned");
	}

	/**
	 * Give a part and break the connection.
	 * @param count how many bytes
	 * @throws IOException always
	 */
	public void truncate(int count) throws IOException {
		begin(count);
		throw new IOException("As planned");
	}

	/**
	 * Give a part and break the connection once that was received. What was sent, but not
	 * yet read when a connection breaks, may be lost to the client.
	 * @param count how many bytes
	 * @param received counted down when they were received
	 * @throws IOException always
	 * @throws InterruptedException when interrupted
	 */
	public void truncate(int count, CountDownLatch received) throws IOException, InterruptedException {
		begin(count);
		received.await();
		throw new IOException("As planned");
	}

	/**
	 * Give a part and then nothing more.
	 * @param count how many bytes
	 * @throws IOException when the client is gone
	 * @throws InterruptedException when the registry is closed
	 */
	public void hangAfter(int count) throws IOException, InterruptedException {
		begin(count);
		hang();
	}

	private void begin(int count) throws IOException {
		byte[] all = bytes();
		int start = start();
		if (start > 0) {
			this.exchange.getResponseHeaders()
				.set("Content-Range", "bytes %d-%d/%d".formatted(start, all.length - 1, all.length));
		}
		this.exchange.sendResponseHeaders((start > 0) ? 206 : 200, all.length - start);
		OutputStream out = this.exchange.getResponseBody();
		out.write(all, start, Math.min(count, all.length - start));
		out.flush();
	}

	/**
	 * Give all in small pieces, one a while after the other.
	 * @param size the size of a piece
	 * @param millis the pause
	 * @throws IOException when the client is gone
	 * @throws InterruptedException when the registry is closed
	 */
	public void slowly(int size, long millis) throws IOException, InterruptedException {
		byte[] all = bytes();
		this.exchange.sendResponseHeaders(200, all.length);
		for (int i = 0; i < all.length; i += size) {
			this.exchange.getResponseBody().write(all, i, Math.min(size, all.length - i));
			this.exchange.getResponseBody().flush();
			if (this.registry.closed().await(millis, TimeUnit.MILLISECONDS)) {
				return;
			}
		}
	}

	/**
	 * Do nothing.
	 * @throws InterruptedException when the registry is closed
	 */
	public void hang() throws InterruptedException {
		this.registry.closed().await();
	}

	/**
	 * Give bytes until the client goes away.
	 * @throws IOException when it did
	 */
	public void endless() throws IOException {
		this.exchange.sendResponseHeaders(200, 0);
		byte[] bytes = new byte[64 * 1024];
		try {
			while (this.registry.closed().getCount() > 0) {
				this.exchange.getResponseBody().write(bytes);
			}
		}
		catch (IOException ex) {
			this.registry.abandoned().countDown();
			throw ex;
		}
	}

}

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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.host.Threads;

/**
 * A registry in memory that does what it is told instead of what it should. What nobody
 * told it anything about it does well.
 */
public final class FaultyRegistry implements AutoCloseable {

	private final HttpServer server;

	private final boolean tls;

	private final ExecutorService threads = Executors.newCachedThreadPool(Threads.threads("test-faulty-registry"));

	private final Map<String, TestImage.Blob> content = new ConcurrentHashMap<>();

	private final List<Plan> plans = new CopyOnWriteArrayList<>();

	private final List<FaultyRequest> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final CountDownLatch abandoned = new CountDownLatch(1);

	private volatile @Nullable Gate gate;

	private FaultyRegistry(HttpServer server, boolean tls) {
		this.server = server;
		this.tls = tls;
	}

	/**
	 * Start a registry that speaks HTTP without TLS.
	 * @return the registry
	 */
	public static FaultyRegistry start() {
		return start(null);
	}

	/**
	 * Start a registry.
	 * @param tls its key; {@code null} for no TLS
	 * @return the registry
	 */
	public static FaultyRegistry start(@Nullable TestTls tls) {
		try {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
			HttpServer server;
			if (tls != null) {
				HttpsServer https = HttpsServer.create(address, 0);
				https.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
				server = https;
			}
			else {
				server = HttpServer.create(address, 0);
			}
			FaultyRegistry registry = new FaultyRegistry(server, tls != null);
			server.createContext("/", registry::handle);
			server.setExecutor(registry.threads);
			server.start();
			return registry;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Its name in references.
	 * @return the host and the port
	 */
	public String host() {
		return ((this.tls) ? "localhost:" : "127.0.0.1:") + this.server.getAddress().getPort();
	}

	/**
	 * Its address.
	 * @return the URL without a path
	 */
	public String url() {
		return ((this.tls) ? "https://" : "http://") + host();
	}

	/**
	 * Have an image, or an index with its images.
	 * @param repository the repository
	 * @param tag the tag
	 * @param image the image
	 * @return the reference
	 */
	public String put(String repository, String tag, TestImage image) {
		for (TestImage part : image.images()) {
			put(repository, part.manifest().digest(), part);
		}
		for (TestImage.Blob blob : image.blobs()) {
			this.content.put("/v2/" + repository + "/blobs/" + blob.digest(), blob);
		}
		return put(repository, tag, image.manifest());
	}

	/**
	 * Have any manifest.
	 * @param repository the repository
	 * @param tag the tag
	 * @param manifest the manifest
	 * @return the reference
	 */
	public String put(String repository, String tag, TestImage.Blob manifest) {
		this.content.put("/v2/" + repository + "/manifests/" + tag, manifest);
		this.content.put("/v2/" + repository + "/manifests/" + manifest.digest(), manifest);
		return host() + "/" + repository + (tag.contains(":") ? "@" : ":") + tag;
	}

	/**
	 * Have any content at any path.
	 * @param path the path
	 * @param content the content
	 */
	public void putAt(String path, TestImage.Blob content) {
		this.content.put(path, content);
	}

	/**
	 * Let nobody in without a header.
	 * @param challenge what is asked for
	 * @param authorization the header that opens
	 */
	public void require(String challenge, String authorization) {
		this.gate = new Gate(challenge, authorization);
	}

	/**
	 * Do something else with the next requests.
	 * @param request a part of the method and the path, such as
	 * {@code GET /v2/app/blobs/}
	 * @param times how many requests
	 * @param fault what to do
	 */
	public void next(String request, int times, Fault fault) {
		this.plans.add(new Plan(request, new AtomicInteger(times), fault));
	}

	/**
	 * Do something else with all requests.
	 * @param request a part of the method and the path
	 * @param fault what to do
	 */
	public void always(String request, Fault fault) {
		next(request, Integer.MAX_VALUE, fault);
	}

	/**
	 * What has been asked for, in the order it came.
	 * @return the requests
	 */
	public List<FaultyRequest> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Opens when a client has given up an endless answer.
	 * @return the latch
	 */
	public CountDownLatch abandoned() {
		return this.abandoned;
	}

	CountDownLatch closed() {
		return this.closed;
	}

	private void handle(HttpExchange exchange) {
		FaultyRequest request = FaultyRequest.of(exchange);
		this.requests.add(request);
		try (exchange) {
			FaultyAnswer answer = new FaultyAnswer(this, exchange, request, this.content.get(request.path()));
			Gate gate = this.gate;
			Fault fault = take(request);
			if (fault != null) {
				fault.apply(answer);
			}
			else if (gate != null && !gate.authorization().equals(request.authorization())) {
				answer.status(401, Map.of("WWW-Authenticate", gate.challenge()),
						"{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}");
			}
			else {
				answer.asItShould();
			}
		}
		catch (IOException ex) {
			// The client went away, or the fault was to break the connection.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private @Nullable Fault take(FaultyRequest request) {
		for (Iterator<Plan> plans = this.plans.iterator(); plans.hasNext();) {
			Plan plan = plans.next();
			if ((request.method() + " " + request.path()).contains(plan.request())
					&& plan.left().getAndDecrement() > 0) {
				return plan.fault();
			}
		}
		return null;
	}

	/**
	 * End it, with all answers that are still on their way.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** What it does. */
	@FunctionalInterface
	public interface Fault {

		/**
		 * Answer a request.
		 * @param answer the answer to give
		 * @throws IOException when the client is gone
		 * @throws InterruptedException when the registry is closed
		 */
		void apply(FaultyAnswer answer) throws IOException, InterruptedException;

	}

	private record Plan(String request, AtomicInteger left, Fault fault) {
	}

	private record Gate(String challenge, String authorization) {
	}

}

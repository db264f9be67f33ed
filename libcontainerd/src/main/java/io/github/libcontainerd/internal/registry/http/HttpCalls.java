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
import java.lang.ref.WeakReference;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * Single exchanges over HTTP, with the limits that the JDK's client lacks, and the
 * clients for them: one for each TLS context.
 * <p>
 * Before Java 21 a client can't be closed. Its thread and its connections end when it is
 * garbage, so only those who use it hold it. Redirects are not followed, since the JDK
 * would take our headers to any host; HTTP/2 is not used, since a connection for each of
 * a few large downloads is faster.
 */
public final class HttpCalls implements AutoCloseable {

	private static final int IDLE_SECONDS = 2;

	private final Limits limits;

	private final ProxySelector proxies;

	private final Executor executor = executor();

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Object, WeakReference<HttpClient>> clients = new HashMap<>();

	private final Set<Cancellation> open = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	public HttpCalls(Limits limits, ProxySelector proxies) {
		this.limits = limits;
		this.proxies = proxies;
	}

	/** Its threads end by themselves: a client that is dying may still need one. */
	private static Executor executor() {
		AtomicInteger count = new AtomicInteger();
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "containerd-registry-" + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Return the client for a TLS context.
	 * @param context the context; {@code null} for the default one
	 */
	public HttpClient client(@Nullable SSLContext context) {
		this.lock.lock();
		try {
			Object key = (context != null) ? context : HttpCalls.class;
			WeakReference<HttpClient> reference = this.clients.get(key);
			HttpClient client = (reference != null) ? reference.get() : null;
			if (client == null) {
				client = create(context);
				this.clients.values().removeIf((other) -> other.get() == null);
				this.clients.put(key, new WeakReference<>(client));
			}
			return client;
		}
		finally {
			this.lock.unlock();
		}
	}

	private HttpClient create(@Nullable SSLContext context) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(this.limits.connect())
			.proxy(this.proxies)
			.executor(this.executor);
		if (context != null) {
			builder.sslContext(context);
		}
		return builder.build();
	}

	/**
	 * Ask, and wait for the head of the answer.
	 * @throws IOException when none comes, or it was given up
	 */
	public HttpResponse<ReplyBody> send(HttpClient client, HttpRequest request, Cancellation cancellation)
			throws IOException, InterruptedException {
		Cancellation own = new Cancellation();
		this.open.add(own);
		Runnable giveUp = own::cancel;
		ReplyBody body = new ReplyBody(this.limits.idle(), () -> {
			this.open.remove(own);
			cancellation.remove(giveUp);
		});
		cancellation.add(giveUp);
		if (this.closed || own.cancelled()) {
			body.close();
			throw new IOException("The download was given up");
		}
		CompletableFuture<HttpResponse<ReplyBody>> exchange = client.sendAsync(request, (info) -> body);
		own.add(() -> {
			body.close();
			exchange.cancel(true);
		});
		boolean answered = false;
		try {
			HttpResponse<ReplyBody> response = exchange.get(this.limits.idle().toNanos(), TimeUnit.NANOSECONDS);
			answered = true;
			return response;
		}
		catch (TimeoutException ex) {
			throw new HttpTimeoutException("No answer for " + seconds(this.limits.idle()));
		}
		catch (CancellationException ex) {
			throw new IOException("The download was given up", ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
		finally {
			if (!answered) {
				own.cancel();
			}
		}
	}

	private static String seconds(Duration duration) {
		return duration.toMillis() / 1000.0 + " seconds";
	}

	/**
	 * Give up everything that is under way.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.open.forEach(Cancellation::cancel);
		this.lock.lock();
		try {
			this.clients.values().forEach((reference) -> shutDown(reference.get()));
			this.clients.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Java 21 and later can end a client; until then it ends as garbage. */
	private static void shutDown(@Nullable HttpClient client) {
		if (client != null) {
			try {
				HttpClient.class.getMethod("shutdownNow").invoke(client);
			}
			catch (ReflectiveOperationException ex) {
				// As said.
			}
		}
	}

}

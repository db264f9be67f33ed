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
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that does not wait for ever: the JDK's own has no
 * limit for the time between two bytes, and its request time-out covers the body or not,
 * depending on the release. Reads a little ahead. One thread reads; any may close.
 */
public final class ReplyBody extends InputStream implements HttpResponse.BodySubscriber<ReplyBody> {

	/** How many pieces are read ahead; a piece is what one read of the socket gave. */
	private static final int WINDOW = 16;

	private final Duration idle;

	private final Runnable whenOver;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ArrayDeque<List<ByteBuffer>> pieces = new ArrayDeque<>();

	private Iterator<ByteBuffer> piece = List.<ByteBuffer>of().iterator();

	private ByteBuffer buffer = ByteBuffer.allocate(0);

	private Flow.@Nullable Subscription subscription;

	private @Nullable Throwable failure;

	private boolean complete;

	private boolean closed;

	/**
	 * Create a body.
	 * @param idle how long nothing may come
	 * @param whenOver called when nothing more will come, perhaps more than once
	 */
	ReplyBody(Duration idle, Runnable whenOver) {
		this.idle = idle;
		this.whenOver = whenOver;
	}

	@Override
	public CompletionStage<ReplyBody> getBody() {
		return CompletableFuture.completedFuture(this);
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		boolean wanted;
		this.lock.lock();
		try {
			wanted = !this.closed && this.subscription == null;
			if (wanted) {
				this.subscription = subscription;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (wanted) {
			subscription.request(WINDOW);
		}
		else {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(List<ByteBuffer> item) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.pieces.add(item);
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void onError(Throwable failure) {
		end(failure);
	}

	@Override
	public void onComplete() {
		end(null);
	}

	private void end(@Nullable Throwable failure) {
		this.lock.lock();
		try {
			this.failure = failure;
			this.complete = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.whenOver.run();
	}

	@Override
	public int read() throws IOException {
		return (advance()) ? this.buffer.get() & 0xff : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		if (!advance()) {
			return -1;
		}
		int count = 0;
		do {
			int part = Math.min(length - count, this.buffer.remaining());
			this.buffer.get(bytes, offset + count, part);
			count += part;
		}
		while (count < length && nextOfPiece());
		return count;
	}

	/**
	 * Make sure that there is a byte in the buffer, and wait for one if need be.
	 * @return whether there is one; otherwise this is the end
	 */
	private boolean advance() throws IOException {
		while (!this.buffer.hasRemaining() && !nextOfPiece()) {
			List<ByteBuffer> next = await();
			if (next == null) {
				return false;
			}
			this.piece = next.iterator();
			Flow.Subscription source = this.subscription;
			if (source != null) {
				source.request(1);
			}
		}
		return true;
	}

	private boolean nextOfPiece() {
		while (!this.buffer.hasRemaining() && this.piece.hasNext()) {
			this.buffer = this.piece.next();
		}
		return this.buffer.hasRemaining();
	}

	private @Nullable List<ByteBuffer> await() throws IOException {
		try {
			this.lock.lockInterruptibly();
			try {
				long left = this.idle.toNanos();
				while (this.pieces.isEmpty() && !this.complete && !this.closed && left > 0) {
					left = this.changed.awaitNanos(left);
				}
				if (this.closed) {
					throw new IOException("The download was given up");
				}
				List<ByteBuffer> next = this.pieces.poll();
				if (next != null) {
					return next;
				}
				if (this.failure != null) {
					throw new IOException("The connection broke: " + this.failure, this.failure);
				}
				if (this.complete) {
					return null;
				}
			}
			finally {
				this.lock.unlock();
			}
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for data");
		}
		close();
		throw new HttpTimeoutException("Nothing came for " + this.idle.toSeconds() + " seconds");
	}

	/**
	 * Give up the connection unless all has come. Wakes a reader.
	 */
	@Override
	public void close() {
		Flow.Subscription source;
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			this.pieces.clear();
			source = (this.complete) ? null : this.subscription;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (source != null) {
			source.cancel();
		}
		this.whenOver.run();
	}

}

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

package io.github.libcontainerd.internal.image.pull;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.PullListener;
import io.github.libcontainerd.internal.image.store.ImageContext;
import io.github.libcontainerd.internal.image.store.ImageFailures;

/**
 * The pulls that are going on. One that several want is done once, and cancelled when
 * nobody wants it any more.
 */
public final class SharedPulls {

	private static final Logger logger = LoggerFactory.getLogger(SharedPulls.class);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

	private final ReentrantLock lock = new ReentrantLock();

	private final ImageContext context;

	private final Map<PullRequest, Run> running = new HashMap<>();

	// Those that were cancelled too, until they are over.
	private final Set<Run> all = new HashSet<>();

	private boolean closed;

	public SharedPulls(ImageContext context) {
		this.context = context;
	}

	/**
	 * Pull, or wait for who does so already. Cancelling the future gives up.
	 */
	public CompletableFuture<Image> pull(PullRequest request, @Nullable PullListener listener) {
		CompletableFuture<Image> waiter = new CompletableFuture<>();
		Run run;
		boolean begun = false;
		this.lock.lock();
		try {
			if (this.closed) {
				waiter
					.completeExceptionally(failures(request).exception(Reason.CANCELLED, "the client is closed", null));
				return waiter;
			}
			Run current = this.running.get(request);
			if (current == null) {
				current = new Run(request);
				this.running.put(request, current);
				this.all.add(current);
				begun = true;
			}
			run = current;
			run.waiters.add(waiter);
		}
		finally {
			this.lock.unlock();
		}
		if (listener != null) {
			run.report.add(listener);
		}
		waiter.whenComplete((image, failure) -> {
			if (listener != null) {
				run.report.remove(listener);
			}
			leave(run, waiter);
		});
		if (begun) {
			this.context.workers().execute(run);
		}
		return waiter;
	}

	private void leave(Run run, CompletableFuture<Image> waiter) {
		boolean last;
		this.lock.lock();
		try {
			last = run.waiters.remove(waiter) && run.waiters.isEmpty();
			if (last) {
				this.running.remove(run.request, run);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (last) {
			run.cancel();
		}
	}

	private void finish(Run run, @Nullable Image image, @Nullable Throwable failure) {
		List<CompletableFuture<Image>> waiters;
		this.lock.lock();
		try {
			this.running.remove(run.request, run);
			this.all.remove(run);
			waiters = List.copyOf(run.waiters);
			run.waiters.clear();
		}
		finally {
			this.lock.unlock();
		}
		run.over.complete(null);
		for (CompletableFuture<Image> waiter : waiters) {
			if (failure != null) {
				waiter.completeExceptionally(failures(run.request).translate(failure));
			}
			else {
				waiter.complete(image);
			}
		}
	}

	private ImageFailures failures(PullRequest request) {
		return new ImageFailures("pull", request.reference().name(), this.context.namespace());
	}

	/**
	 * Cancel all pulls, and wait until nothing is left of them.
	 */
	public void close() {
		List<Run> left;
		this.lock.lock();
		try {
			this.closed = true;
			left = List.copyOf(this.all);
		}
		finally {
			this.lock.unlock();
		}
		left.forEach((run) -> run.cancel());
		try {
			CompletableFuture.allOf(left.stream().map((run) -> run.over).toArray(CompletableFuture[]::new))
				.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn("A pull does not end; its lease in containerd expires");
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A pull that is going on.
	 */
	private final class Run implements Runnable {

		private final PullRequest request;

		private final PullReport report;

		private final Set<CompletableFuture<Image>> waiters = new HashSet<>();

		private final CompletableFuture<Void> over = new CompletableFuture<>();

		private final Pull pull;

		private @Nullable Thread thread;

		private boolean cancelled;

		private Run(PullRequest request) {
			this.request = request;
			this.report = new PullReport(request.reference().name(), SharedPulls.this.context.scheduler(),
					SharedPulls.this.context.workers());
			this.pull = new Pull(SharedPulls.this.context, request, this.report);
		}

		@Override
		public void run() {
			Image image = null;
			Throwable problem = null;
			try {
				begin();
				image = this.pull.run();
			}
			catch (Throwable ex) {
				problem = ex;
			}
			end();
			finish(this, image, problem);
		}

		private void begin() throws InterruptedException {
			SharedPulls.this.lock.lock();
			try {
				if (this.cancelled) {
					throw new InterruptedException();
				}
				this.thread = Thread.currentThread();
			}
			finally {
				SharedPulls.this.lock.unlock();
			}
		}

		private void end() {
			SharedPulls.this.lock.lock();
			try {
				this.thread = null;
				// One that came too late is not meant for what this thread does next.
				Thread.interrupted();
			}
			finally {
				SharedPulls.this.lock.unlock();
			}
		}

		private void cancel() {
			SharedPulls.this.lock.lock();
			try {
				this.cancelled = true;
				if (this.thread != null) {
					this.thread.interrupt();
				}
			}
			finally {
				SharedPulls.this.lock.unlock();
			}
		}

	}

}

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

package io.github.libcontainerd.queue.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.QueueListener;
import io.github.libcontainerd.queue.QueueUnavailableException;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.queue.engine.QueueEngine;
import io.github.libcontainerd.queue.engine.Verdict;

/**
 * Hands in how jobs have ended. While the engine can't be reached that is repeated, as it
 * may be: a result that was stored already is recognized.
 */
final class JobReporter {

	private static final Log logger = LogFactory.getLog(JobReporter.class);

	private static final Duration MAXIMUM_DELAY = Duration.ofMinutes(10);

	private final CountDownLatch closing = new CountDownLatch(1);

	private final QueueEngine engine;

	private final WorkerSettings settings;

	private final QueueListener listener;

	JobReporter(QueueEngine engine, WorkerSettings settings, QueueListener listener) {
		this.engine = engine;
		this.settings = settings;
		this.listener = listener;
	}

	void report(ActiveJob job, @Nullable JobResult result, @Nullable Throwable failure) {
		job.decide(ActiveJob.Fate.REPORTED);
		if (!job.leaseGone() && (job.watched() || job.output().begun())) {
			flush(job);
		}
		JobLease lease = job.lease();
		if (result != null && job.fate() != ActiveJob.Fate.LOST) {
			conclude(job, JobAttempt.End.RESULT, () -> this.engine.complete(lease, result));
			return;
		}
		switch (job.fate()) {
			case LOST -> ended(job, JobAttempt.End.LEASE_LOST);
			case CANCELLED -> conclude(job, JobAttempt.End.CANCELLED, () -> this.engine.cancelled(lease));
			case GIVEN_BACK -> conclude(job, JobAttempt.End.GIVEN_BACK, () -> this.engine.giveBack(lease));
			default -> fail(job, failure);
		}
	}

	private void fail(ActiveJob job, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		boolean permanent = cause instanceof JobRunException run && run.permanent();
		String problem = (cause instanceof JobRunException) ? String.valueOf(cause.getMessage())
				: String.valueOf(cause);
		Duration delay = this.settings.retryDelay().multipliedBy(1L << Math.min(job.claimed().failures(), 10));
		logger.debug("The job '" + job.lease().jobId() + "' could not be run: " + problem);
		conclude(job, JobAttempt.End.FAILED, () -> this.engine.fail(job.lease(), problem, permanent,
				(delay.compareTo(MAXIMUM_DELAY) < 0) ? delay : MAXIMUM_DELAY));
	}

	private void conclude(ActiveJob job, JobAttempt.End end, Supplier<Verdict> change) {
		Verdict verdict = insist(job, change);
		if (verdict == Verdict.LATE) {
			if (end == JobAttempt.End.RESULT || end == JobAttempt.End.FAILED) {
				this.listener.lateResultRefused(job.lease().jobId(), job.lease().attempt(), job.lease().node());
			}
			ended(job, JobAttempt.End.LEASE_LOST);
		}
		else if (verdict != null) {
			ended(job, end);
		}
	}

	/**
	 * Until there is an answer. A lease that is over for long is of no use any more.
	 */
	private @Nullable Verdict insist(ActiveJob job, Supplier<Verdict> change) {
		long deadline = System.nanoTime() + 2 * this.settings.lease().toNanos() + TimeUnit.MINUTES.toNanos(1);
		while (true) {
			try {
				return change.get();
			}
			catch (QueueUnavailableException ex) {
				if (System.nanoTime() - deadline > 0) {
					logger.warn("The end of the job '" + job.lease().jobId() + "', attempt " + job.lease().attempt()
							+ ", could not be handed in: " + ex.getMessage());
					return null;
				}
				logger.debug("The end of a job can't be handed in yet", ex);
			}
			try {
				if (this.closing.await(250, TimeUnit.MILLISECONDS)) {
					return null;
				}
			}
			catch (InterruptedException ex) {
				return null;
			}
		}
	}

	private void ended(ActiveJob job, JobAttempt.End end) {
		this.listener.attemptEnded(job.lease().jobId(), job.lease().attempt(), job.lease().node(), end,
				job.ranMillis());
	}

	/**
	 * Store what the job has written since the last time.
	 */
	void flush(ActiveJob job) {
		job.flushing().lock();
		try {
			List<JobOutput> pieces = job.output().take();
			if (!pieces.isEmpty()) {
				this.engine.appendOutput(job.lease(), pieces);
			}
		}
		catch (QueueUnavailableException ex) {
			logger.debug("Output of a job could not be stored", ex);
		}
		finally {
			job.flushing().unlock();
		}
	}

	void close() {
		this.closing.countDown();
	}

}

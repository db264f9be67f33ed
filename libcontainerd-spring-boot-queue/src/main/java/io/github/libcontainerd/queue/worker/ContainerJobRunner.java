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

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.UnsupportedByDaemonException;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.Output;
import io.github.libcontainerd.run.OutputLimits;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;

/**
 * Runs jobs as containers of this machine. The container has the job and the attempt in
 * its id and its labels, and does not outlive this process.
 *
 * @since 0.1.0
 */
public final class ContainerJobRunner implements JobRunner {

	/** The label of a container that has the id of its job. */
	public static final String JOB_LABEL = "io.github.libcontainerd.queue.job";

	/** The label of a container that has the number of its attempt. */
	public static final String ATTEMPT_LABEL = "io.github.libcontainerd.queue.attempt";

	private static final Log logger = LogFactory.getLog(ContainerJobRunner.class);

	private static final Duration GONE = Duration.ofSeconds(30);

	private static final long LOOK_MILLIS = 20;

	private final Supplier<Containers> containers;

	private final List<JobRequestCustomizer> customizers;

	private final int maxOutput;

	private final Executor executor;

	/**
	 * Create it.
	 * @param containers what runs them
	 * @param customizers what adds to their requests
	 * @param maxOutput how much output is kept per stream, in bytes
	 * @param executor waits for the ends of those that are killed
	 */
	public ContainerJobRunner(Supplier<Containers> containers, List<JobRequestCustomizer> customizers, int maxOutput,
			Executor executor) {
		this.containers = containers;
		this.customizers = List.copyOf(customizers);
		this.maxOutput = maxOutput;
		this.executor = executor;
	}

	/**
	 * Return the id of the container of an attempt.
	 * @param lease what its worker holds
	 * @return the id
	 */
	public static String containerId(JobLease lease) {
		return "job-" + lease.jobId() + "-" + lease.attempt();
	}

	@Override
	public JobRun run(ClaimedJob job, OutputConsumer live) {
		String id = containerId(job.lease());
		try {
			RunRequest.Builder request = job.job().toRequest();
			this.customizers.forEach((customizer) -> customizer.customize(request, job.job()));
			request.id(id)
				.label(JOB_LABEL, job.lease().jobId())
				.label(ATTEMPT_LABEL, String.valueOf(job.lease().attempt()))
				.output(new OutputLimits(this.maxOutput, this.maxOutput))
				.log(LogSink.to(live));
			return new Run(id, job.lease(), this.containers.get().runAsync(request.build()));
		}
		catch (RuntimeException ex) {
			throw failure(ex);
		}
	}

	@Override
	public void removeLeft(JobLease lease) {
		this.containers.get().find(containerId(lease)).ifPresent(RunningContainer::remove);
	}

	private static JobRunException failure(@Nullable Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		if (cause instanceof JobRunException failure) {
			return failure;
		}
		boolean permanent = cause instanceof InvalidRequestException || cause instanceof StartFailedException
				|| cause instanceof UnsupportedByDaemonException;
		String problem = (cause instanceof ContainerdException) ? String.valueOf(cause.getMessage())
				: String.valueOf(cause);
		return new JobRunException(problem, permanent, cause);
	}

	private JobResult result(JobLease lease, RunResult result) {
		try (result) {
			if (!result.codeKnown()) {
				throw new JobRunException("containerd does not know how the container ended", false, null);
			}
			return new JobResult(lease.jobId(), lease.attempt(), lease.node(), result.exitCode(), result.oomKilled(),
					result.timedOut(), result.duration(), kept(result.stdout()), kept(result.stderr()));
		}
		catch (IOException ex) {
			throw new JobRunException("its output can't be read: " + ex, false, ex);
		}
	}

	private Output kept(Output output) throws IOException {
		try (InputStream stream = output.stream()) {
			return Output.inMemory(stream.readNBytes(this.maxOutput),
					output.truncated() || output.size() > this.maxOutput);
		}
	}

	/**
	 * One run.
	 */
	private final class Run implements JobRun {

		private final String id;

		private final CompletableFuture<RunResult> run;

		private final CompletableFuture<JobResult> end = new CompletableFuture<>();

		private Run(String id, JobLease lease, CompletableFuture<RunResult> run) {
			this.id = id;
			this.run = run;
			run.whenCompleteAsync((result, failure) -> ended(lease, result, failure), ContainerJobRunner.this.executor);
		}

		private void ended(JobLease lease, @Nullable RunResult result, @Nullable Throwable failure) {
			try {
				if (result != null) {
					this.end.complete(result(lease, result));
				}
				else {
					awaitGone();
					this.end.completeExceptionally(failure(failure));
				}
			}
			catch (RuntimeException ex) {
				this.end.completeExceptionally(failure(ex));
			}
		}

		// One job, one living run: nobody is told of the end before the container is
		// gone.
		private void awaitGone() {
			long deadline = System.nanoTime() + GONE.toNanos();
			CountDownLatch never = new CountDownLatch(1);
			try {
				while (present()) {
					if (System.nanoTime() - deadline > 0) {
						logger.warn("The container '" + this.id + "' of a job is still there after " + GONE);
						return;
					}
					never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ContainerdException ex) {
				logger.debug("It can't be seen whether the container '" + this.id + "' is gone", ex);
			}
		}

		private boolean present() {
			return ContainerJobRunner.this.containers.get()
				.list()
				.stream()
				.anyMatch((container) -> container.id().equals(this.id));
		}

		@Override
		public CompletableFuture<JobResult> end() {
			return this.end;
		}

		@Override
		public void kill() {
			this.run.cancel(true);
		}

	}

}

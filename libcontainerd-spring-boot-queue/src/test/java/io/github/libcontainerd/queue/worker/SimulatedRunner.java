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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.OutputConsumer;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.engine.ClaimedJob;
import io.github.libcontainerd.queue.engine.JobLease;
import io.github.libcontainerd.run.Output;

/**
 * Runs jobs in name only. The command of a job says what it does: {@code exit CODE},
 * {@code sleep MILLIS}, {@code hang}, {@code hang-once}, {@code print TEXT},
 * {@code fail}, {@code refuse}.
 */
public final class SimulatedRunner implements JobRunner {

	private final Set<JobLease> living = ConcurrentHashMap.newKeySet();

	private final List<JobLease> started = new CopyOnWriteArrayList<>();

	private final List<JobLease> killed = new CopyOnWriteArrayList<>();

	private final List<JobLease> removed = new CopyOnWriteArrayList<>();

	@Override
	public JobRun run(ClaimedJob job, OutputConsumer live) {
		List<String> command = new ArrayList<>(job.job().command());
		this.started.add(job.lease());
		this.living.add(job.lease());
		CompletableFuture<JobResult> end = new CompletableFuture<>();
		end.whenComplete((result, failure) -> this.living.remove(job.lease()));
		switch (command.isEmpty() ? "exit" : command.get(0)) {
			case "sleep" -> end.completeOnTimeout(result(job.lease(), 0, ""), Long.parseLong(command.get(1)),
					TimeUnit.MILLISECONDS);
			case "hang" -> {
			}
			case "hang-once" -> {
				if (job.lease().attempt() > 1) {
					end.complete(result(job.lease(), 0, ""));
				}
			}
			case "print" -> {
				live.output(OutputStreamName.STDOUT, ByteBuffer.wrap(command.get(1).getBytes(StandardCharsets.UTF_8)));
			}
			case "fail" -> end.completeExceptionally(new JobRunException("no disk", false, null));
			case "refuse" -> end.completeExceptionally(new JobRunException("no such command", true, null));
			default -> end.complete(result(job.lease(), 0, "hello from " + job.lease().attempt()));
		}
		return new JobRun() {

			@Override
			public CompletableFuture<JobResult> end() {
				return end;
			}

			@Override
			public void kill() {
				if (!end.isDone()) {
					SimulatedRunner.this.killed.add(job.lease());
					end.completeExceptionally(new CancellationException());
				}
			}

		};
	}

	@Override
	public void removeLeft(JobLease lease) {
		this.removed.add(lease);
	}

	static JobResult result(JobLease lease, int exitCode, String output) {
		return new JobResult(lease.jobId(), lease.attempt(), lease.node(), exitCode, false, false, Duration.ofMillis(1),
				Output.inMemory(output.getBytes(StandardCharsets.UTF_8), false), Output.inMemory(new byte[0], false));
	}

	public Set<JobLease> living() {
		return this.living;
	}

	public List<JobLease> started() {
		return this.started;
	}

	public List<JobLease> killed() {
		return this.killed;
	}

	public List<JobLease> removed() {
		return this.removed;
	}

}

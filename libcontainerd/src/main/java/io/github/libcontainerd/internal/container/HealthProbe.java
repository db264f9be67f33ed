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
package io.github.libcontainerd.internal.container;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.health.CheckResult;
import io.github.libcontainerd.internal.health.Patient;
import io.github.libcontainerd.internal.log.RecentLines;
import io.github.libcontainerd.internal.record.HealthLabel;
import io.github.libcontainerd.internal.resource.ProcessTree;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;

/**
 * Runs the health check of a container as an additional process that nobody is notified
 * of, and reports what comes of it.
 */
final class HealthProbe implements Patient {

	private static final Logger logger = LoggerFactory.getLogger(HealthProbe.class);

	private static final int LINES = 20;

	private static final int MOST_CHARACTERS = 4096;

	private static final int SIGKILL = 9;

	// A process that can't be killed must not have others pile up behind it.
	private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

	private final ContainerState state;

	private final ContainerSpec spec;

	private final ProcessStarts starts;

	private final ClientContext context;

	HealthProbe(ContainerState state, ContainerSpec spec, ProcessStarts starts, ClientContext context) {
		this.state = state;
		this.spec = spec;
		this.starts = starts;
		this.context = context;
	}

	@Override
	public Executor queue() {
		return this.state::enqueue;
	}

	@Override
	public boolean isPaused() {
		return this.state.info().status() == ContainerStatus.PAUSED;
	}

	@Override
	public CompletableFuture<@Nullable CheckResult> examine(HealthCheck check) {
		String id = this.state.id();
		String processId = ProcessRun.HEALTH_CHECK + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
		Operation operation = new Operation("check the health of", this.context.namespace(), id, null);
		RecentLines output = new RecentLines(LINES, (line) -> {
		});
		ProcessRun run;
		try {
			run = this.starts.start(processId, process(check), Stdio.to(LogSink.to(output)), operation);
		}
		catch (StartFailedException ex) {
			return CompletableFuture
				.completedFuture(new CheckResult(ex.exitCode(), String.valueOf(ex.getMessage()), Instant.now()));
		}
		catch (ContainerdException ex) {
			// containerd is away, or the container has ended or is paused.
			logger.debug("The health of container '{}' could not be checked", id, ex);
			return CompletableFuture.completedFuture(null);
		}
		return ended(run, check, output);
	}

	private Process process(HealthCheck check) {
		Spec current = this.spec.current();
		Process init = current.process();
		Process.Builder builder = (init != null) ? init.toBuilder() : Process.builder();
		return builder.args(check.command()).terminal(false).build();
	}

	private CompletableFuture<@Nullable CheckResult> ended(ProcessRun run, HealthCheck check, RecentLines output) {
		AtomicBoolean timedOut = new AtomicBoolean();
		CompletableFuture<ExitStatus> exit = run.exit().copy();
		Future<?> timer = this.context.scheduler().schedule(() -> {
			timedOut.set(true);
			this.context.workers().execute(() -> kill(run));
			exit.completeOnTimeout(new ExitStatus(StateInfo.UNKNOWN_EXIT_CODE, false, false, null, false),
					KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}, check.timeout().toMillis(), TimeUnit.MILLISECONDS);
		return exit.handle((status, failure) -> {
			timer.cancel(false);
			return (status != null) ? result(status, timedOut.get(), check, output.lines()) : null;
		});
	}

	/**
	 * Kill a check with all that it has started.
	 */
	private void kill(ProcessRun run) {
		String id = this.state.id();
		Operation operation = Operation.onContainer("end the health check of", this.context.namespace(), id);
		Runnable own = () -> this.context.tasks().kill(id, run.processId(), SIGKILL, false);
		Linux linux = this.spec.current().linux();
		try {
			if (linux != null && linux.cgroupsPath() != null) {
				new ProcessTree(run.watch().pid(), linux.cgroupsPath())
					.killAll(() -> Rpc.await(this.context.tasks().pids(id), operation), own);
			}
			else {
				own.run();
			}
		}
		catch (ContainerdException ex) {
			own.run();
		}
	}

	private static @Nullable CheckResult result(ExitStatus status, boolean timedOut, HealthCheck check,
			List<String> lines) {
		String text = String.join("\n", lines);
		text = text.substring(Math.max(0, text.length() - MOST_CHARACTERS));
		if (timedOut) {
			String problem = "it took longer than " + check.timeout().toString().substring(2).toLowerCase(Locale.ROOT)
					+ " and was killed";
			return new CheckResult(null, text.isEmpty() ? problem : problem + ": " + text, Instant.now());
		}
		return status.codeKnown() ? new CheckResult(status.code(), text, Instant.now()) : null;
	}

	@Override
	public void diagnosed(@Nullable ContainerHealth health, boolean changed) {
		this.state.health(health);
		ProcessRun run = this.state.run();
		if (health == null || !changed || run == null) {
			return;
		}
		this.state.emit(List.of(run.machine().health()));
		if (health.status() != HealthStatus.STARTING) {
			this.context.containers()
				.updateLabel(this.state.id(), HealthLabel.STATUS, health.status().name())
				.whenComplete((nothing, failure) -> {
					if (failure != null) {
						logger.debug("The health of container '{}' could not be noted", this.state.id(), failure);
					}
				});
		}
	}

}

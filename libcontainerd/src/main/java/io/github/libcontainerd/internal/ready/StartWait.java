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
package io.github.libcontainerd.internal.ready;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerNotReadyException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.HealthStatus;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.internal.log.RecentLines;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.run.WaitStrategy;

/**
 * Waits on the caller's thread until all has come true that a start waits for.
 */
public final class StartWait {

	private static final int LINES = 50;

	private static final Duration LOOK_LIMIT = Duration.ofSeconds(5);

	private static final long FIRST_PAUSE = 10;

	private static final long LONGEST_PAUSE = 100;

	private final Operation operation;

	private final List<Condition> conditions = new ArrayList<>();

	private final List<WaitStrategy.LogLine> lines = new ArrayList<>();

	private final List<CompletableFuture<Void>> linesSeen = new ArrayList<>();

	private final int[] counts;

	private final RecentLines output = new RecentLines(LINES, this::line);

	/**
	 * Create it.
	 * @param request what is to be started
	 * @param operation what it is part of
	 * @throws InvalidRequestException if something can't come true
	 */
	public StartWait(RunRequest request, Operation operation) {
		this.operation = operation;
		ReadyChecks checks = new ReadyChecks(request.network());
		List<Integer> published = request.ports()
			.stream()
			.filter((port) -> port.protocol() == Protocol.TCP)
			.map(PublishedPort::containerPort)
			.toList();
		for (WaitStrategy wait : request.waits()) {
			Duration timeout = (wait instanceof WaitStrategy.Within within) ? within.timeout()
					: WaitStrategy.DEFAULT_TIMEOUT;
			WaitStrategy strategy = (wait instanceof WaitStrategy.Within within) ? within.strategy() : wait;
			this.conditions.add(condition(strategy, timeout, checks, published));
		}
		this.counts = new int[this.lines.size()];
	}

	private Condition condition(WaitStrategy strategy, Duration timeout, ReadyChecks checks, List<Integer> published) {
		if (strategy instanceof WaitStrategy.Ports) {
			if (published.isEmpty()) {
				throw invalid("it is to wait for its published ports, and publishes none; add publish(..)");
			}
			return new Condition("its ports " + published + " to accept connections", timeout, false, checks::ports);
		}
		if (strategy instanceof WaitStrategy.Port port) {
			requireReachable(port.containerPort(), checks, published);
			return new Condition("port " + port.containerPort() + "/tcp to accept connections", timeout, false,
					checks.port(port.containerPort()));
		}
		if (strategy instanceof WaitStrategy.Http http) {
			requireReachable(http.containerPort(), checks, published);
			return new Condition("GET " + http.path() + " at port " + http.containerPort() + " to be answered with "
					+ ReadyChecks.statuses(http.statuses()), timeout, false, checks.http(http));
		}
		if (strategy instanceof WaitStrategy.LogLine line) {
			CompletableFuture<Void> seen = new CompletableFuture<>();
			this.lines.add(line);
			this.linesSeen.add(seen);
			String what = (line.times() == 1) ? "a line of output" : line.times() + " lines of output";
			return new Condition(what + " with '" + line.pattern() + "'", timeout, true, (container, limit) -> {
				if (!seen.isDone()) {
					throw NotReady.yet("there was none", null);
				}
			});
		}
		if (strategy instanceof WaitStrategy.Command command) {
			return new Condition("the command " + command.command() + " to end with 0", timeout, false,
					checks.command(command.command()));
		}
		if (strategy instanceof WaitStrategy.Health) {
			return new Condition("it to be healthy", timeout, false, StartWait::healthy);
		}
		if (strategy instanceof WaitStrategy.Exit) {
			return new Condition("its end with code 0", timeout, true, (container, limit) -> {
				CompletableFuture<ExitStatus> exit = container.exit();
				if (!exit.isDone()) {
					throw NotReady.yet("it still runs", null);
				}
				if (exit.join().code() != 0) {
					throw NotReady.hopeless("it has ended with " + exit.join().code());
				}
			});
		}
		if (strategy instanceof WaitStrategy.Until until) {
			return new Condition(until.description(), timeout, false, (container, limit) -> {
				if (!until.condition().test(container)) {
					throw NotReady.yet("that has not come true", null);
				}
			});
		}
		throw invalid("there is no way to wait for " + strategy);
	}

	private static void healthy(RunningContainer container, Duration limit) throws NotReady {
		ContainerHealth health = container.health();
		String output = (health != null && !health.output().isEmpty()) ? "; its last check says " + health.output()
				: "";
		if (health == null || health.status() == HealthStatus.STARTING) {
			throw NotReady.yet("it is not" + output, null);
		}
		if (health.status() == HealthStatus.UNHEALTHY) {
			throw NotReady.hopeless("it is unhealthy" + output);
		}
	}

	private void requireReachable(int containerPort, ReadyChecks checks, List<Integer> published) {
		if (!checks.isReachable(containerPort, published)) {
			throw invalid("it is to wait for port " + containerPort
					+ ", which nobody can reach; publish it with publish(" + containerPort + ")");
		}
	}

	private InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(this.operation, problem, null);
	}

	/**
	 * Return what has to take the output of the container.
	 * @return the sinks; none if nothing is waited for
	 */
	public List<LogSink> sinks() {
		return this.conditions.isEmpty() ? List.of() : List.of(LogSink.to(this.output));
	}

	private void line(String line) {
		for (int i = 0; i < this.counts.length; i++) {
			if (this.lines.get(i).pattern().matcher(line).find() && ++this.counts[i] == this.lines.get(i).times()) {
				this.linesSeen.get(i).complete(null);
			}
		}
	}

	/**
	 * Wait.
	 * @param container the container, which has been started
	 * @throws ContainerNotReadyException if something does not come true
	 */
	public void await(RunningContainer container) {
		long begin = System.nanoTime();
		try {
			for (Condition condition : this.conditions) {
				await(condition, container, begin);
			}
		}
		catch (InterruptedException ex) {
			throw (CancellationException) new CancellationException(
					"The start was interrupted; its container is stopped")
				.initCause(ex);
		}
		finally {
			this.output.stop();
		}
	}

	private void await(Condition condition, RunningContainer container, long begin) throws InterruptedException {
		CompletableFuture<ExitStatus> exit = container.exit();
		long pause = FIRST_PAUSE;
		NotReady last = null;
		while (true) {
			// Before looking: what it was ready for it may have been just before its end.
			boolean ended = exit.isDone();
			Duration left = condition.timeout().minusNanos(System.nanoTime() - begin);
			try {
				if (!ended || condition.endCounts()) {
					condition.check().look(container, limit(left));
					return;
				}
				throw NotReady.hopeless("it has ended");
			}
			catch (NotReady ex) {
				if (ended || ex.isHopeless()) {
					throw failed(condition, ex, container.id(), exit, false);
				}
				if (left.isNegative() || left.isZero()) {
					// A look that was cut short says less than one that was not.
					throw failed(condition, (last != null) ? last : ex, container.id(), exit, true);
				}
				last = ex;
			}
			pauseOrEnd(exit, Math.min(pause, Math.max(1, left.toMillis())));
			pause = Math.min(LONGEST_PAUSE, pause * 2);
		}
	}

	private static Duration limit(Duration left) {
		Duration limit = (left.compareTo(LOOK_LIMIT) < 0) ? left : LOOK_LIMIT;
		return (limit.compareTo(Duration.ofMillis(1)) < 0) ? Duration.ofMillis(1) : limit;
	}

	private void pauseOrEnd(CompletableFuture<ExitStatus> exit, long millis) throws InterruptedException {
		CompletableFuture<?>[] wakers = new CompletableFuture<?>[this.linesSeen.size() + 1];
		for (int i = 0; i < this.linesSeen.size(); i++) {
			// One that was seen must not wake at once.
			CompletableFuture<Void> seen = this.linesSeen.get(i);
			wakers[i] = seen.isDone() ? new CompletableFuture<>() : seen;
		}
		wakers[this.linesSeen.size()] = exit;
		try {
			CompletableFuture.anyOf(wakers).get(millis, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			// It is looked at next.
		}
	}

	private ContainerNotReadyException failed(Condition condition, NotReady problem, String containerId,
			CompletableFuture<ExitStatus> exit, boolean timedOut) {
		ExitStatus end = (exit.isDone() && !exit.isCompletedExceptionally()) ? exit.join() : null;
		String why = timedOut ? "after " + text(condition.timeout()) + " " + problem.getMessage() : (end != null)
				? "it has ended with code " + end.code() + ending(end) : String.valueOf(problem.getMessage());
		Operation start = new Operation(this.operation.name(), this.operation.namespace(), containerId, null);
		return new ContainerNotReadyException(start, condition.description(), why, timedOut, end, this.output.lines(),
				problem.getCause());
	}

	private static String text(Duration time) {
		return time.toString().substring(2).toLowerCase(Locale.ROOT);
	}

	private static String ending(@Nullable ExitStatus end) {
		return (end != null && end.oomKilled()) ? ", for want of memory" : "";
	}

	/**
	 * One thing to wait for.
	 *
	 * @param description what, in words
	 * @param timeout how long, counted from the start
	 * @param endCounts whether it can come true with the end of the container
	 * @param check looks
	 */
	private record Condition(String description, Duration timeout, boolean endCounts, ReadyCheck check) {
	}

}

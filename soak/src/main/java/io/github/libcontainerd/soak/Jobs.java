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

package io.github.libcontainerd.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.RunInput;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.LinuxResources;

/**
 * Runs one container, of whichever kind, and writes down what became of it.
 */
final class Jobs {

	private static final int END_SECONDS = 90;

	private static final int READY_SECONDS = 10;

	private static final int MIB = 1 << 20;

	private final Client client;

	private final Ledger ledger;

	private final String image;

	private final ContainerPool pool;

	Jobs(Client client, Ledger ledger, String image, ContainerPool pool) {
		this.client = client;
		this.ledger = ledger;
		this.image = image;
		this.pool = pool;
	}

	/**
	 * Run a container to its end.
	 * @return whether it could be started
	 */
	boolean perform(Work work, RandomGenerator random) {
		this.ledger.write(Entry.Kind.WISH, work.id());
		return switch (work.kind()) {
			case RUN -> run(work, () -> this.client.containers().run(request(work).build()));
			case POOL -> run(work, () -> this.pool.run(RunInput.of(work.script())));
			case KEPT -> kept(work, random.nextBoolean());
			case RESTART -> started(work, request(work).restart(RestartPolicy.onFailure(Work.RETRIES))) != null;
			case HOST -> host(work, random);
			case PORT -> port(work, random);
		};
	}

	private RunRequest.Builder request(Work work) {
		return RunRequest.of(this.image).id(work.id()).command("sh", "-c", work.script());
	}

	private boolean run(Work work, Supplier<RunResult> call) {
		return attempt(work.id(), "run", () -> {
			long begin = System.nanoTime();
			try (RunResult result = call.get()) {
				String text = result.stdout().text();
				this.ledger.write(Entry.Kind.RESULT, result.containerId(), "wish", work.id(), "code", result.exitCode(),
						"known", result.codeKnown(), "output", judge(text, work.output()), "ms", since(begin));
			}
		});
	}

	private static String judge(String text, String expected) {
		if (text.equals(expected)) {
			return "all";
		}
		return expected.startsWith(text) ? "begin" : "other:" + text.length() + "/" + expected.length();
	}

	private static long since(long begin) {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
	}

	private boolean attempt(String id, String what, Runnable call) {
		long begin = System.currentTimeMillis();
		try {
			call.run();
			return true;
		}
		catch (ContainerdException ex) {
			this.ledger.write(Entry.Kind.REFUSED, id, "what", what, "since", begin, "type",
					ex.getClass().getSimpleName(), "message", String.valueOf(ex.getMessage()));
			return false;
		}
	}

	private @Nullable RunningContainer started(Work work, RunRequest.Builder request) {
		return started(work.id(), () -> this.client.containers().start(request.build()));
	}

	private @Nullable RunningContainer started(String wish, Supplier<RunningContainer> start) {
		long begin = System.nanoTime();
		RunningContainer container = start(wish, start);
		if (container != null) {
			end(wish, container, begin);
		}
		return container;
	}

	private @Nullable RunningContainer start(String wish, Supplier<RunningContainer> start) {
		CompletableFuture<RunningContainer> container = new CompletableFuture<>();
		attempt(wish, "start", () -> container.complete(start.get()));
		return container.getNow(null);
	}

	private void end(String wish, RunningContainer container, long begin) {
		ExitStatus status = await(container);
		if (status != null) {
			this.ledger.write(Entry.Kind.RESULT, container.id(), "wish", wish, "code", status.code(), "known",
					status.codeKnown(), "ms", since(begin));
		}
	}

	private @Nullable ExitStatus await(RunningContainer container) {
		try {
			return container.exit().get(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			wrong(container.id(), "Its end was not told within " + END_SECONDS + " seconds");
		}
		catch (ExecutionException ex) {
			wrong(container.id(), "Its end is told as " + ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return null;
	}

	private void wrong(String id, String what) {
		this.ledger.write(Entry.Kind.WRONG, id, "what", what);
	}

	private boolean kept(Work work, boolean twice) {
		RunningContainer container = started(work, request(work).remove(false));
		if (container == null) {
			return false;
		}
		log(container, work.output());
		if (twice) {
			this.ledger.write(Entry.Kind.WISH, work.id() + "#2");
			RunningContainer again = started(work.id() + "#2", container::start);
			if (again != null) {
				log(again, work.output() + work.output());
			}
		}
		remove(container);
		return true;
	}

	private void log(RunningContainer container, String expected) {
		attempt(container.id(), "log", () -> {
			try (Stream<LogEntry> lines = container.logs()) {
				String text = lines.map((line) -> line.text() + "\n").collect(Collectors.joining());
				this.ledger.write(Entry.Kind.LOG, container.id(), "output", judge(text, expected));
			}
		});
	}

	private void remove(RunningContainer container) {
		repeat(container.id(), "remove", container::remove);
	}

	/**
	 * Until it is done or there is nothing more to do it to.
	 */
	private void repeat(String id, String what, Runnable call) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
		boolean[] done = new boolean[1];
		while (!done[0] && System.nanoTime() < end) {
			attempt(id, what, () -> {
				try {
					call.run();
				}
				catch (NotFoundException ex) {
					// Somebody was faster.
				}
				done[0] = true;
			});
			if (!done[0]) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
			}
		}
		if (!done[0]) {
			wrong(id, "'" + what + "' was impossible for " + END_SECONDS + " seconds");
		}
	}

	private boolean host(Work work, RandomGenerator random) {
		long begin = System.nanoTime();
		RunningContainer container = start(work.id(), () -> this.client.containers().start(request(work).build()));
		if (container == null) {
			return false;
		}
		int times = random.nextInt(6);
		for (int i = 0; i < times && !container.exit().isDone(); i++) {
			switch (random.nextInt(5)) {
				case 0, 1 -> exec(container, i, random.nextInt(100), random.nextInt(300));
				case 2 -> pause(container, random.nextInt(300));
				case 3 -> attempt(work.id(), "update", () -> this.client.updateResources(work.id(),
						LinuxResources.builder().memoryLimit((64 + random.nextInt(64)) * MIB).build()));
				default -> attempt(work.id(), "stats", container::stats);
			}
		}
		stop(container);
		end(work.id(), container, begin);
		return true;
	}

	private boolean port(Work work, RandomGenerator random) {
		long begin = System.nanoTime();
		RunningContainer container = start(work.id(),
				() -> this.client.containers().start(request(work).publish(Work.PORT).build()));
		if (container == null) {
			return false;
		}
		int times = 1 + random.nextInt(10);
		for (int i = 0; i < times && !container.exit().isDone(); i++) {
			answer(container, (i == 0) ? READY_SECONDS : 0);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
		}
		stop(container);
		end(work.id(), container, begin);
		return true;
	}

	/**
	 * What is published answers, whatever else is away.
	 * @param patience for a first answer, in seconds
	 */
	private void answer(RunningContainer container, int patience) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(patience);
		String answer = "";
		long begin = 0;
		do {
			if (begin > 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
			}
			begin = System.currentTimeMillis();
			try {
				answer = Page.read(container.port(Work.PORT));
			}
			catch (IOException | ContainerdException ex) {
				answer = ex.toString();
			}
		}
		while (!answer.equals(container.id()) && System.nanoTime() < end && !container.exit().isDone());
		this.ledger.write(Entry.Kind.ANSWER, container.id(), "since", begin, "answer",
				answer.equals(container.id()) ? "right" : answer);
	}

	private void exec(RunningContainer container, int number, int code, int lines) {
		Work work = new Work(0, number, Work.Kind.RUN, code, lines, 0);
		attempt(container.id(), "exec", () -> {
			try (RunResult result = container.exec("sh", "-c", work.script())) {
				this.ledger.write(Entry.Kind.EXEC, container.id(), "expected", code, "code", result.exitCode(), "known",
						result.codeKnown(), "output", judge(result.stdout().text(), work.output()));
			}
		});
	}

	private void pause(RunningContainer container, int millis) {
		if (attempt(container.id(), "pause", container::pause)) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
		}
		// Also when the answer was lost, and it is frozen all the same.
		repeat(container.id(), "resume", () -> {
			if (container.status() == ContainerStatus.PAUSED) {
				container.resume();
			}
		});
	}

	private void stop(RunningContainer container) {
		this.ledger.write(Entry.Kind.STOP, container.id());
		repeat(container.id(), "stop", () -> container.stop(Duration.ofSeconds(2)));
	}

	/**
	 * See to a container of an earlier process until nothing is left of it.
	 */
	void adopt(RunningContainer container) {
		Work work = Work.parse(container.id()).orElse(null);
		boolean over = container.exit().isDone();
		if (!over && work != null && work.kind() == Work.Kind.PORT) {
			answer(container, READY_SECONDS);
		}
		if (!over && (work == null || work.isEndless())) {
			stop(container);
		}
		ExitStatus status = await(container);
		if (status != null) {
			this.ledger.write(Entry.Kind.FOUND, container.id(), "code", status.code(), "known", status.codeKnown(),
					"over", over);
		}
		if (work != null && work.kind() == Work.Kind.KEPT) {
			remove(container);
		}
	}

}

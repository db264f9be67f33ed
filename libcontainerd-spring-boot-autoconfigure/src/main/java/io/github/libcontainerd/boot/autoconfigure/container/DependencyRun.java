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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Does something for each of several names, at the same time but for those that have to
 * wait for others. The first failure interrupts all that is still being done.
 */
public final class DependencyRun {

	private static final int TERMINATION_SECONDS = 60;

	private final Collection<String> names;

	private final Function<String, Collection<String>> dependencies;

	/**
	 * Create a run.
	 * @param names the names
	 * @param dependencies return those that a name has to wait for, all of them names
	 */
	public DependencyRun(Collection<String> names, Function<String, Collection<String>> dependencies) {
		this.names = names;
		this.dependencies = dependencies;
	}

	/**
	 * Do it, and wait until all is done.
	 * @param threadName what the names of the threads begin with
	 * @param task what to do for a name
	 * @throws CancellationException if the thread is interrupted
	 */
	public void run(String threadName, Task task) {
		Map<String, CompletableFuture<Void>> done = new HashMap<>();
		this.names.forEach((name) -> done.put(name, new CompletableFuture<>()));
		ExecutorService threads = Executors.newCachedThreadPool((work) -> {
			Thread thread = new Thread(work, threadName);
			thread.setDaemon(true);
			return thread;
		});
		try {
			ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
			for (String name : this.names) {
				List<CompletableFuture<Void>> before = this.dependencies.apply(name).stream().map(done::get).toList();
				CompletableFuture<Void> mine = Objects.requireNonNull(done.get(name));
				running.submit(() -> {
					Thread.currentThread().setName(threadName + name);
					task.run(name, () -> {
						for (CompletableFuture<Void> other : before) {
							other.get();
						}
					});
					mine.complete(null);
					return null;
				});
			}
			for (int i = 0; i < this.names.size(); i++) {
				await(running.take());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("The start was interrupted");
		}
		finally {
			end(threads);
		}
	}

	// Whoever cleans up afterwards must find all that has been started.
	private static void end(ExecutorService threads) {
		threads.shutdownNow();
		boolean interrupted = Thread.interrupted();
		try {
			threads.awaitTermination(TERMINATION_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static void await(Future<Void> first) throws InterruptedException {
		try {
			first.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * What is done for a name.
	 */
	@FunctionalInterface
	public interface Task {

		/**
		 * Do it.
		 * @param name the name
		 * @param dependencies those that it has to wait for
		 * @throws InterruptedException if it is not to be done any more
		 * @throws ExecutionException never, since what fails interrupts the others
		 */
		void run(String name, Barrier dependencies) throws InterruptedException, ExecutionException;

	}

	/**
	 * Those that it has to wait for.
	 */
	@FunctionalInterface
	public interface Barrier {

		/**
		 * Wait until all has been done for them.
		 * @throws InterruptedException if they fail
		 * @throws ExecutionException never, since what fails interrupts the others
		 */
		void await() throws InterruptedException, ExecutionException;

	}

}

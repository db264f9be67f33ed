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

package io.github.libcontainerd.internal.stdio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FIFOs made ahead, in batches by one {@code mkfifo} process each: Java can't make one,
 * and a process per FIFO would cost more than the rest of a start. Taking one is a
 * rename. Safe for use by several threads.
 */
public final class FifoPool implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FifoPool.class);

	// Enough to begin with; more are made once they are needed.
	private static final int FIRST_BATCH = 32;

	private static final int BATCH = 128;

	private static final int LOW = 16;

	private final Path directory;

	private final Executor executor;

	private final ConcurrentLinkedQueue<Path> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicInteger sequence = new AtomicInteger();

	private final AtomicBoolean filling = new AtomicBoolean();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean closed;

	/**
	 * Create a pool and start to fill it.
	 * @param directory where the unused FIFOs lie; what an earlier pool left there is
	 * removed
	 * @param executor fills the pool
	 * @throws IOException if the directory can't be used
	 */
	public FifoPool(Path directory, Executor executor) throws IOException {
		this.directory = Files.createDirectories(directory);
		this.executor = executor;
		try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory)) {
			for (Path leftover : leftovers) {
				Files.delete(leftover);
			}
		}
		fillSoon();
	}

	/**
	 * Move a FIFO to a path.
	 * @param target the path; must not exist
	 * @throws IOException if there is no FIFO to be had
	 */
	public void take(Path target) throws IOException {
		Path fifo = this.ready.poll();
		while (fifo == null) {
			fill();
			fifo = this.ready.poll();
		}
		if (this.count.decrementAndGet() < LOW) {
			fillSoon();
		}
		Files.move(fifo, target, StandardCopyOption.ATOMIC_MOVE);
	}

	private void fillSoon() {
		if (this.filling.compareAndSet(false, true)) {
			this.executor.execute(() -> {
				try {
					fill();
				}
				catch (IOException | UncheckedIOException ex) {
					// The next take tries again and reports it.
					logger.debug("Could not make FIFOs in {}", this.directory, ex);
				}
				finally {
					this.filling.set(false);
				}
			});
		}
	}

	private void fill() throws IOException {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IOException("the FIFO pool is closed");
			}
			if (this.count.get() >= LOW) {
				return;
			}
			List<Path> paths = new ArrayList<>();
			List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600", "--"));
			int size = (this.sequence.get() == 0) ? FIRST_BATCH : BATCH;
			for (int i = 0; i < size; i++) {
				Path path = this.directory.resolve(Integer.toString(this.sequence.incrementAndGet()));
				paths.add(path);
				command.add(path.toString());
			}
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes());
			if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IOException("mkfifo failed in " + this.directory + ": " + output.strip());
			}
			this.ready.addAll(paths);
			this.count.addAndGet(paths.size());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted while making FIFOs", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Remove the unused FIFOs and the directory.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			Path fifo = this.ready.poll();
			while (fifo != null) {
				Files.deleteIfExists(fifo);
				fifo = this.ready.poll();
			}
			Files.deleteIfExists(this.directory);
		}
		catch (IOException ex) {
			logger.warn("Could not remove the FIFO pool {}", this.directory, ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}

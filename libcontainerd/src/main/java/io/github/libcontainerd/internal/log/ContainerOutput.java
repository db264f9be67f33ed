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

package io.github.libcontainerd.internal.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.OutputStreamName;
import io.github.libcontainerd.log.LogSink;

/**
 * The output of one process, through all runs of its container: read by a thread per
 * stream and handed to all sinks.
 */
public final class ContainerOutput {

	private static final Logger logger = LoggerFactory.getLogger(ContainerOutput.class);

	// Most processes say little.
	private static final int FIRST_BUFFER_BYTES = 4 * 1024;

	private static final int BUFFER_BYTES = 64 * 1024;

	private final String label;

	private final Executor readers;

	private final List<Sink> sinks = new CopyOnWriteArrayList<>();

	private final List<Sink> lasting;

	private final ReentrantLock lock = new ReentrantLock();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private CompletableFuture<Void> pumped = CompletableFuture.completedFuture(null);

	private volatile @Nullable IOPipe current;

	/**
	 * Create an output.
	 * @param readers threads that may be blocked by a read for as long as the process
	 * lives
	 * @param workers threads for what may block, such as a disk
	 */
	ContainerOutput(String label, List<LogSink> sinks, Executor readers, Executor workers) {
		this.label = label;
		this.readers = readers;
		for (LogSink sink : sinks) {
			this.sinks.add(sink(sink, label, workers));
		}
		this.lasting = List.copyOf(this.sinks);
	}

	private static Sink sink(LogSink sink, String label, Executor workers) {
		if (sink instanceof LogSink.ToFile file) {
			return new FileLog(file, workers);
		}
		if (sink instanceof LogSink.InMemory memory) {
			return new MemoryLog(memory.maxBytes());
		}
		if (sink instanceof LogSink.ToLogger toLogger) {
			return new LoggerSink(toLogger.name(), label);
		}
		return new ConsumerSink(((LogSink.ToConsumer) sink).consumer());
	}

	/**
	 * Start to read the streams of a run.
	 */
	void run(IOPipe io) {
		CompletableFuture<Void> stdout = pump(OutputStreamName.STDOUT, io.stdout());
		CompletableFuture<Void> stderr = io.terminal() ? CompletableFuture.completedFuture(null)
				: pump(OutputStreamName.STDERR, io.stderr());
		this.lock.lock();
		try {
			this.current = io;
			this.pumped = CompletableFuture.allOf(stdout, stderr);
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletableFuture<Void> pump(OutputStreamName name, InputStream in) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.readers.execute(() -> {
			Thread reader = Thread.currentThread();
			String idle = reader.getName();
			reader.setName("containerd-io-" + this.label + "-" + name.value());
			try {
				pumpAll(name, in);
			}
			finally {
				reader.setName(idle);
				done.complete(null);
			}
		});
		return done;
	}

	private void pumpAll(OutputStreamName name, InputStream in) {
		try (InputStream stream = in) {
			byte[] buffer = new byte[FIRST_BUFFER_BYTES];
			int count = stream.read(buffer);
			while (count >= 0) {
				ByteBuffer read = ByteBuffer.wrap(buffer, 0, count);
				deliver((sink) -> sink.output(name, read.asReadOnlyBuffer()));
				if (count == buffer.length && count < BUFFER_BYTES) {
					buffer = new byte[BUFFER_BYTES];
				}
				count = stream.read(buffer);
			}
		}
		catch (IOException ex) {
			logger.warn("Lost the {} of {}", name.value(), this.label, ex);
		}
		finally {
			deliver((sink) -> sink.ended(name));
		}
	}

	private void deliver(Consumer<Sink> call) {
		for (Sink sink : this.sinks) {
			try {
				call.accept(sink);
			}
			catch (RuntimeException | Error ex) {
				// Also an Error: the process must not lose its reader.
				logger.warn("A sink of the output of {} failed and gets no more of it", this.label, ex);
				this.sinks.remove(sink);
			}
		}
	}

	/**
	 * Return when the output of the current run has been read to its end and is where it
	 * belongs.
	 */
	CompletableFuture<Void> settled() {
		return pumped().thenCompose((nothing) -> CompletableFuture
			.allOf(this.lasting.stream().map(Sink::flushed).toArray(CompletableFuture[]::new)));
	}

	/**
	 * Return the log that can be read back, a file before a ring in memory.
	 * @return the log
	 */
	public Optional<LogSource> log() {
		List<LogSource> sources = new ArrayList<>();
		for (Sink sink : this.lasting) {
			if (sink instanceof FileLog file) {
				sources.add(0, file);
			}
			else if (sink instanceof MemoryLog memory) {
				sources.add(memory);
			}
		}
		return sources.stream().findFirst();
	}

	/**
	 * Return the stdin of the current run.
	 * @return the stream; a closed one when it has none
	 */
	public OutputStream stdin() {
		IOPipe io = this.current;
		return (io != null) ? io.stdin() : OutputStream.nullOutputStream();
	}

	/**
	 * Return whether the process has a terminal.
	 * @return whether it has
	 */
	public boolean terminal() {
		IOPipe io = this.current;
		return io != null && io.terminal();
	}

	/**
	 * Read the output from now on, beside the log.
	 * @return the streams; to be closed
	 */
	public Attachment attach() {
		Attachment attachment = new Attachment(this::stdin, this::terminal, this.sinks::remove);
		this.sinks.add(attachment);
		if (this.ended.isDone()) {
			attachment.end();
		}
		return attachment;
	}

	/**
	 * Return when all has been read that could be.
	 */
	CompletableFuture<Void> pumped() {
		this.lock.lock();
		try {
			return this.pumped.copy();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * No more runs come.
	 */
	void end() {
		this.ended.complete(null);
		this.lasting.forEach(Sink::close);
		for (Sink sink : this.sinks) {
			if (sink instanceof Attachment attachment) {
				attachment.end();
			}
		}
	}

}

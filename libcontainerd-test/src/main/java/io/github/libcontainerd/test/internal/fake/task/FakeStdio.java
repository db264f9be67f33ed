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

package io.github.libcontainerd.test.internal.fake.task;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.shell.FakePipe;
import io.github.libcontainerd.test.internal.host.Threads;

/**
 * The streams of a process, opened and copied the way the shim does.
 */
final class FakeStdio {

	private static final int BUFFER = 16 * 1024;

	private static final byte CTRL_D = 4;

	private final String stdin;

	private final String stdout;

	private final String stderr;

	private final boolean terminal;

	private final FakePipe in = new FakePipe();

	private final FakePipe out = new FakePipe();

	private final FakePipe err = new FakePipe();

	private final OutputStream processOut;

	private final OutputStream processErr;

	private final OutputStream inWriter = this.in.writer();

	private final List<Closeable> opened = new CopyOnWriteArrayList<>();

	private final List<CompletableFuture<Void>> copies = new CopyOnWriteArrayList<>();

	private volatile @Nullable FileChannel stdinKeeper;

	// Of the one thread that copies.
	private boolean lineBegun;

	FakeStdio(String stdin, String stdout, String stderr, boolean terminal) {
		this.stdin = stdin;
		this.stdout = stdout;
		this.stderr = stderr;
		this.terminal = terminal;
		this.processOut = stdout.isEmpty() ? OutputStream.nullOutputStream() : this.out.writer();
		FakePipe errors = terminal ? this.out : this.err;
		this.processErr = (terminal ? stdout : stderr).isEmpty() ? OutputStream.nullOutputStream() : errors.writer();
	}

	InputStream processIn() {
		return this.stdin.isEmpty() ? InputStream.nullInputStream() : this.in.reader();
	}

	OutputStream processOut() {
		return this.processOut;
	}

	OutputStream processErr() {
		return this.processErr;
	}

	/**
	 * Open the client's side, waiting for its readers.
	 * @param prefix starts the text of failures
	 */
	void open(String prefix) {
		try {
			openStreams(prefix);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void openStreams(String prefix) {
		if (this.stdin.isEmpty() && this.stdout.isEmpty() && this.stderr.isEmpty()) {
			return;
		}
		URI uri = scheme(this.stdout, prefix);
		if (uri != null) {
			openFile(uri, prefix);
			return;
		}
		if (!this.stdin.isEmpty()) {
			openStdin(prefix);
		}
		openOutput(this.stdout, this.out, prefix);
		if (!this.terminal) {
			openOutput(this.stderr, this.err, prefix);
		}
	}

	private static @Nullable URI scheme(String path, String prefix) {
		int colon = path.indexOf("://");
		if (colon < 0) {
			return null;
		}
		String scheme = path.substring(0, colon);
		if (!scheme.equals("file")) {
			throw Rpc.unknown(prefix + "failed to create init process I/O: unknown STDIO scheme " + scheme);
		}
		return URI.create(path);
	}

	private void openFile(URI uri, String prefix) {
		if (!this.stderr.equals(this.stdout)) {
			throw Status.UNKNOWN.withDescription("ttrpc: closed: unknown")
				.withCause(new ShimCrash())
				.asRuntimeException();
		}
		try {
			Path file = Path.of(uri.getPath());
			Path parent = file.getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			for (FakePipe pipe : List.of(this.out, this.err)) {
				copyOut(pipe,
						channel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
						null);
			}
		}
		catch (IOException ex) {
			throw Rpc.unknown(prefix + "unable to create process io: " + ex.getMessage());
		}
	}

	/**
	 * A write end is kept open, so that a client may go away without ending the stream.
	 */
	private void openStdin(String prefix) {
		Path path = Path.of(this.stdin);
		if (!Files.exists(path)) {
			throw Rpc.unknown("%sfailed to open stdin fifo %s: stat %s: no such file or directory".formatted(prefix,
					this.stdin, this.stdin));
		}
		try {
			boolean fifo = isFifo(path);
			if (fifo) {
				this.stdinKeeper = channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
			}
			FileChannel source = channel(path, StandardOpenOption.READ);
			copy("stdin", () -> {
				ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
				while (source.read(buffer) >= 0) {
					type(buffer.array(), buffer.position());
					buffer.clear();
				}
			}, () -> {
				this.inWriter.close();
				source.close();
			});
		}
		catch (IOException ex) {
			throw Rpc.unknown(prefix + "failed to open stdin fifo " + this.stdin + ": " + ex.getMessage());
		}
	}

	/**
	 * Give the process what was written. A terminal takes Ctrl-D at the beginning of a
	 * line for the end, and drops it elsewhere.
	 */
	private void type(byte[] bytes, int length) throws IOException {
		if (!this.terminal) {
			this.inWriter.write(bytes, 0, length);
			return;
		}
		for (int i = 0; i < length; i++) {
			if (bytes[i] != CTRL_D) {
				this.inWriter.write(bytes[i]);
				this.lineBegun = bytes[i] != '\n';
			}
			else if (this.lineBegun) {
				this.lineBegun = false;
			}
			else {
				this.inWriter.close();
			}
		}
	}

	private void openOutput(String name, FakePipe pipe, String prefix) {
		String start = prefix + "failed to start io pipe copy: unable to copy pipes: containerd-shim: opening ";
		Path path = Path.of(name);
		if (name.isEmpty() || !Files.exists(path)) {
			throw Rpc.unknown("%sfile \"%s\" failed: open %s: no such file or directory".formatted(start, name, name));
		}
		try {
			if (isFifo(path)) {
				FileChannel sink = openForWriting(path);
				// The shim reads as well, so that the reader may go away without a broken
				// pipe.
				copyOut(pipe, sink, channel(path, StandardOpenOption.READ));
			}
			else if (name.equals("/dev/null")) {
				copyOut(pipe, channel(path, StandardOpenOption.WRITE), null);
			}
			else {
				copyOut(pipe, channel(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND), null);
			}
		}
		catch (IOException ex) {
			throw Rpc.unknown("%sfile \"%s\" failed: %s".formatted(start, name, ex.getMessage()));
		}
	}

	private static boolean isFifo(Path path) {
		return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path) && !path.startsWith("/dev");
	}

	/** Blocks until there is a reader, or the call is cancelled. */
	private FileChannel openForWriting(Path path) throws IOException {
		CompletableFuture<FileChannel> open = new CompletableFuture<>();
		Threads.thread("fake-fifo-open", () -> {
			try {
				FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
				if (!open.complete(channel)) {
					channel.close();
				}
			}
			catch (IOException ex) {
				open.completeExceptionally(ex);
			}
		}).start();
		Context context = Context.current();
		Context.CancellationListener listener = (cancelled) -> open.cancel(false);
		context.addListener(listener, Runnable::run);
		try {
			FileChannel channel = open.get();
			this.opened.add(channel);
			return channel;
		}
		catch (java.util.concurrent.CancellationException ex) {
			// Lets the opening thread go.
			FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
			throw Status.DEADLINE_EXCEEDED.withDescription("context deadline exceeded").asRuntimeException();
		}
		catch (InterruptedException ex) {
			throw new IOException("interrupted");
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
		finally {
			context.removeListener(listener);
		}
	}

	private FileChannel channel(Path path, OpenOption... options) throws IOException {
		FileChannel channel = FileChannel.open(path, options);
		this.opened.add(channel);
		return channel;
	}

	private void copyOut(FakePipe pipe, FileChannel sink, @Nullable FileChannel ownReader) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.copies.add(done);
		copy("out", () -> {
			InputStream source = pipe.reader();
			byte[] buffer = new byte[BUFFER];
			for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
				ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
				while (bytes.hasRemaining()) {
					sink.write(bytes);
				}
			}
		}, () -> {
			pipe.reader().close();
			sink.close();
			if (ownReader != null) {
				ownReader.close();
			}
			done.complete(null);
		});
	}

	private static void copy(String name, IoAction action, IoAction atEnd) {
		Threads.thread("fake-copy-" + name, () -> {
			try {
				try {
					action.run();
				}
				finally {
					atEnd.run();
				}
			}
			catch (IOException ignored) {
				// Closed by either side.
			}
		}).start();
	}

	/** The client closes too before the process sees the end. */
	void closeStdin() {
		FileChannel keeper = this.stdinKeeper;
		if (keeper != null) {
			quietly(keeper);
		}
		else if (this.terminal) {
			closeProcessSide();
		}
	}

	/** All processes that held the pipes are gone. */
	void closeProcessSide() {
		this.out.closeWriters();
		this.err.closeWriters();
		this.in.reader();
	}

	/**
	 * Wait until all output was taken, then drop the rest.
	 */
	void drain(Duration timeout) {
		try {
			CompletableFuture.allOf(this.copies.toArray(CompletableFuture[]::new))
				.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void close() {
		this.opened.forEach(FakeStdio::quietly);
		quietly(this.out.reader());
		quietly(this.err.reader());
		quietly(this.in.reader());
		quietly(this.inWriter);
	}

	private static void quietly(Closeable closeable) {
		try {
			closeable.close();
		}
		catch (IOException ignored) {
			// Nothing to lose.
		}
	}

	/**
	 * Whether a failure means that the real shim would have crashed.
	 */
	static boolean isShimCrash(StatusRuntimeException failure) {
		return failure.getStatus().getCause() instanceof ShimCrash;
	}

	/**
	 * Something that may fail.
	 */
	@FunctionalInterface
	private interface IoAction {

		void run() throws IOException;

	}

	/**
	 * Marks a crash.
	 */
	private static final class ShimCrash extends RuntimeException {

	}

}

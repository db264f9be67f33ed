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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.internal.grpc.task.StdioPaths;

/**
 * The streams of one process: opened before it exists, released after it has ended.
 */
public final class ProcessStreams implements IOPipe {

	private static final Logger logger = LoggerFactory.getLogger(ProcessStreams.class);

	private final StdioPaths paths;

	private final List<Path> fifos;

	private final Consumer<Path> remover;

	private final @Nullable FifoOutput stdin;

	private final @Nullable FifoInput stdout;

	private final @Nullable FifoInput stderr;

	/**
	 * Create streams.
	 * @param fifos their FIFOs
	 * @param remover removes one of them
	 */
	ProcessStreams(StdioPaths paths, List<Path> fifos, Consumer<Path> remover, @Nullable FifoOutput stdin,
			@Nullable FifoInput stdout, @Nullable FifoInput stderr) {
		this.paths = paths;
		this.fifos = List.copyOf(fifos);
		this.remover = remover;
		this.stdin = stdin;
		this.stdout = stdout;
		this.stderr = stderr;
	}

	/**
	 * Return streams that nobody on this side attends to.
	 */
	static ProcessStreams none(StdioPaths paths) {
		return new ProcessStreams(paths, List.of(), (fifo) -> {
		}, null, null, null);
	}

	/**
	 * Return what containerd needs to know.
	 * @return the paths
	 */
	public StdioPaths paths() {
		return this.paths;
	}

	/**
	 * Return whether somebody on this side has to attend to the streams.
	 * @return whether they are FIFOs
	 */
	public boolean attached() {
		return !this.fifos.isEmpty();
	}

	@Override
	public OutputStream stdin() {
		return (this.stdin != null) ? this.stdin : OutputStream.nullOutputStream();
	}

	@Override
	public InputStream stdout() {
		return (this.stdout != null) ? this.stdout : InputStream.nullInputStream();
	}

	@Override
	public InputStream stderr() {
		return (this.stderr != null) ? this.stderr : InputStream.nullInputStream();
	}

	@Override
	public boolean terminal() {
		return this.paths.terminal();
	}

	/**
	 * To be called when containerd has opened its ends: after the create of init and the
	 * start of an additional process.
	 */
	public void peerOpened() {
		try {
			if (this.stdin != null) {
				this.stdin.readerOpened();
			}
			if (this.stdout != null) {
				this.stdout.writerOpened();
			}
			if (this.stderr != null) {
				this.stderr.writerOpened();
			}
		}
		catch (IOException ex) {
			logger.warn("Could not close the spare ends of {}", this.fifos, ex);
		}
	}

	/**
	 * Return when the shim has to close its end of stdin, since the user has closed ours.
	 * @return completes then; never without attached stdin, nor with a terminal, which
	 * would be hung up
	 */
	public CompletableFuture<Void> stdinClosed() {
		return (this.stdin != null) ? this.stdin.closed() : new CompletableFuture<>();
	}

	/**
	 * Return when nothing of the streams is open any more.
	 */
	CompletableFuture<Void> released() {
		CompletableFuture<Void> input = (this.stdin != null) ? this.stdin.released() : done();
		return CompletableFuture.allOf(input, drained());
	}

	private static CompletableFuture<Void> done() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Return when all output has been read.
	 * @return completes then, never exceptionally
	 */
	public CompletableFuture<Void> drained() {
		return CompletableFuture.allOf((this.stdout != null) ? this.stdout.done() : done(),
				(this.stderr != null) ? this.stderr.done() : done());
	}

	/**
	 * The process is gone from containerd: remove the FIFOs. What is left in them can
	 * still be read to its end.
	 */
	public void finish() {
		try {
			if (this.stdin != null) {
				this.stdin.release();
			}
		}
		catch (IOException ex) {
			logger.warn("Could not close the stdin of {}", this.fifos, ex);
		}
		this.fifos.forEach(this.remover);
	}

	/**
	 * Close everything at once; blocked readers and writers are released.
	 */
	public void discard() {
		try {
			if (this.stdin != null) {
				this.stdin.release();
			}
			if (this.stdout != null) {
				this.stdout.close();
			}
			if (this.stderr != null) {
				this.stderr.close();
			}
		}
		catch (IOException ex) {
			logger.warn("Could not close {}", this.fifos, ex);
		}
	}

	/**
	 * Close everything and remove the FIFOs.
	 */
	public void discardAndRemove() {
		discard();
		this.fifos.forEach(this.remover);
	}

}

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
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.client.StdioTraffic;
import io.github.libcontainerd.internal.grpc.task.StdioPaths;

/**
 * The directory with the FIFOs of one namespace. Each set has names of its own, so that
 * an old run never meets a new one.
 */
public final class FifoDirectory {

	private static final Logger logger = LoggerFactory.getLogger(FifoDirectory.class);

	// Not allowed in an id, so that "a" is never taken for the beginning of "a.b".
	private static final String SEPARATOR = "@";

	private final Path directory;

	private final FifoPool pool;

	// What is still to be read to its end, by somebody who may never do it.
	private final Set<ProcessStreams> open = ConcurrentHashMap.newKeySet();

	// All that there are, those of an earlier process included: nobody else makes any.
	private final Set<Path> present = ConcurrentHashMap.newKeySet();

	// Counts on from the time, lest names of an earlier process are used again.
	private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis());

	private volatile boolean closed;

	private final LongAdder written = new LongAdder();

	private final LongAdder readOut = new LongAdder();

	private final LongAdder readErr = new LongAdder();

	/**
	 * Create a directory.
	 * @param directory the path
	 * @param pool gives the FIFOs; on the same file system
	 * @throws IOException if it can't be made or read
	 */
	public FifoDirectory(Path directory, FifoPool pool) throws IOException {
		this.directory = Files.createDirectories(directory);
		this.pool = pool;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory)) {
			files.forEach(this.present::add);
		}
	}

	/**
	 * Open the streams of a process that does not exist yet.
	 * @param containerId the container
	 * @param processId the process
	 * @param stdio where the streams go
	 * @param terminal whether the process has a terminal
	 * @return the streams
	 * @throws IOException if that fails; nothing is left then
	 */
	public ProcessStreams open(String containerId, String processId, Stdio stdio, boolean terminal) throws IOException {
		if (stdio instanceof Stdio.ToFile toFile) {
			// A plain path is opened by the shim for appending and has to exist.
			Path file = toFile.file().toAbsolutePath();
			if (!Files.exists(file)) {
				Files.createFile(file,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
			}
			// Another name for the same file: given one name twice, the shim of 1.6 opens
			// it
			// once and closes it when stdout ends, which loses the rest of stderr. Both
			// append, so they don't overwrite each other.
			String again = file.getParent() + "/./" + file.getFileName();
			StdioPaths paths = new StdioPaths("", file.toString(), terminal ? "" : again, terminal);
			return ProcessStreams.none(paths);
		}
		if (stdio instanceof Stdio.ToLog) {
			return attach(containerId, processId, false, terminal);
		}
		if (stdio instanceof Stdio.ToSinks sinks) {
			return attach(containerId, processId, sinks.stdin(), terminal);
		}
		if (stdio instanceof Stdio.Attached attached) {
			return attach(containerId, processId, attached.stdin(), terminal);
		}
		// The shim of a terminal needs somewhere to copy its output to.
		StdioPaths paths = terminal ? new StdioPaths("", "/dev/null", "", true) : StdioPaths.NONE;
		return ProcessStreams.none(paths);
	}

	private ProcessStreams attach(String containerId, String processId, boolean withStdin, boolean terminal)
			throws IOException {
		String prefix = containerId + SEPARATOR + processId + SEPARATOR + this.sequence.incrementAndGet() + "-";
		List<Path> fifos = new ArrayList<>();
		FifoOutput stdin = null;
		FifoInput stdout = null;
		FifoInput stderr = null;
		try {
			stdin = withStdin ? new FifoOutput(fifo(prefix + "stdin", fifos), this.written, terminal, false) : null;
			stdout = new FifoInput(fifo(prefix + "stdout", fifos), this.readOut);
			stderr = terminal ? null : new FifoInput(fifo(prefix + "stderr", fifos), this.readErr);
			StdioPaths paths = new StdioPaths(withStdin ? path(prefix + "stdin") : "", path(prefix + "stdout"),
					terminal ? "" : path(prefix + "stderr"), terminal);
			return track(new ProcessStreams(paths, fifos, this::remove, stdin, stdout, stderr));
		}
		catch (IOException ex) {
			new ProcessStreams(StdioPaths.NONE, fifos, this::remove, stdin, stdout, stderr).discardAndRemove();
			throw ex;
		}
	}

	private ProcessStreams track(ProcessStreams streams) {
		this.open.add(streams);
		streams.released().thenRun(() -> this.open.remove(streams));
		return streams;
	}

	/**
	 * Note that a container is being made, until {@link #made}: a later process that
	 * finds it without a task then knows that it has never run.
	 * @param containerId the container
	 * @param operation what needs it
	 * @throws DaemonErrorException if that can't be noted
	 */
	public void making(String containerId, Operation operation) {
		if (this.closed) {
			// Nobody would take it away again.
			return;
		}
		Path mark = mark(containerId);
		try {
			Files.writeString(mark, "");
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation, "its FIFO directory can't be written: " + ex, ex);
		}
		this.present.add(mark);
	}

	/**
	 * Note that a container was made, or is gone.
	 * @param containerId the container
	 */
	public void made(String containerId) {
		remove(mark(containerId));
	}

	/**
	 * Whether somebody began to make a container, and did not come to start it.
	 * @param containerId the container
	 * @return whether it has never run
	 */
	public boolean unfinished(String containerId) {
		return Files.exists(mark(containerId));
	}

	private Path mark(String containerId) {
		return this.directory.resolve(containerId + SEPARATOR + "making");
	}

	/**
	 * Close all streams; what is in them is lost.
	 */
	public void closeStreams() {
		this.closed = true;
		this.open.forEach(ProcessStreams::discard);
	}

	/**
	 * Return how much has gone through the streams.
	 * @return the sums over all streams there have been
	 */
	public StdioTraffic traffic() {
		return new StdioTraffic(this.written.sum(), this.readOut.sum(), this.readErr.sum());
	}

	private String path(String name) {
		return this.directory.resolve(name).toString();
	}

	private Path fifo(String name, List<Path> fifos) throws IOException {
		Path path = this.directory.resolve(name);
		this.pool.take(path);
		this.present.add(path);
		fifos.add(path);
		return path;
	}

	/**
	 * Open the FIFOs of a process that an earlier client of this library has started.
	 * @param paths what containerd knows of them
	 * @return the streams; not attached when they are no FIFOs of this directory
	 * @throws IOException if they can't be opened
	 */
	public ProcessStreams reopen(StdioPaths paths) throws IOException {
		List<Path> fifos = new ArrayList<>();
		@Nullable Path stdinFifo = own(paths.stdin(), fifos);
		@Nullable Path stdoutFifo = own(paths.stdout(), fifos);
		@Nullable Path stderrFifo = own(paths.stderr(), fifos);
		FifoOutput stdin = null;
		FifoInput stdout = null;
		FifoInput stderr = null;
		try {
			stdin = (stdinFifo != null) ? new FifoOutput(stdinFifo, this.written, paths.terminal(), true) : null;
			stdout = (stdoutFifo != null) ? new FifoInput(stdoutFifo, this.readOut) : null;
			stderr = (stderrFifo != null) ? new FifoInput(stderrFifo, this.readErr) : null;
			ProcessStreams streams = new ProcessStreams(paths, fifos, this::remove, stdin, stdout, stderr);
			streams.peerOpened();
			return track(streams);
		}
		catch (IOException ex) {
			new ProcessStreams(StdioPaths.NONE, fifos, this::remove, stdin, stdout, stderr).discard();
			throw ex;
		}
	}

	private @Nullable Path own(String path, List<Path> fifos) {
		if (path.isEmpty() || !Path.of(path).startsWith(this.directory) || !Files.exists(Path.of(path))) {
			return null;
		}
		Path fifo = Path.of(path);
		fifos.add(fifo);
		return fifo;
	}

	/**
	 * Remove what is left of the FIFOs of a container.
	 * @param containerId the container
	 */
	public void sweep(String containerId) {
		sweepIf((owner) -> owner.equals(containerId));
		made(containerId);
	}

	/**
	 * Remove the FIFOs of all other containers: what a process that was killed has left.
	 * @param containerIds the containers whose FIFOs stay
	 */
	public void sweepAllBut(Set<String> containerIds) {
		sweepIf((owner) -> !containerIds.contains(owner));
	}

	private void sweepIf(Predicate<String> owner) {
		for (Path fifo : this.present) {
			String name = fifo.getFileName().toString();
			int end = name.indexOf(SEPARATOR);
			if (owner.test((end >= 0) ? name.substring(0, end) : name)) {
				remove(fifo);
			}
		}
	}

	/**
	 * Remove a FIFO. One that can't be removed is tried again by the next sweep.
	 */
	private void remove(Path fifo) {
		try {
			Files.deleteIfExists(fifo);
			this.present.remove(fifo);
		}
		catch (IOException ex) {
			logger.warn("Could not remove {}", fifo, ex);
		}
	}

	/**
	 * Remove the directory if nothing is in it.
	 * @throws IOException if that fails
	 */
	public void removeIfEmpty() throws IOException {
		try {
			Files.deleteIfExists(this.directory);
		}
		catch (DirectoryNotEmptyException ignored) {
			// FIFOs of containers that outlive this process.
		}
	}

}

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

package io.github.libcontainerd.internal.run;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.archive.ArchiveException;
import io.github.libcontainerd.internal.archive.TarAttributes;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.rootfs.AbsentMountException;
import io.github.libcontainerd.internal.rootfs.RootCopy;
import io.github.libcontainerd.internal.rootfs.RootMounts;
import io.github.libcontainerd.internal.userns.IdMap;

/**
 * Copies files into a container and out of it: through the root of its first process, or
 * while it does not run into its root file system and its volumes.
 */
final class ContainerFilesCopy {

	private static final int BUFFER = 64 * 1024;

	private final RunEngine engine;

	private final String id;

	private final Operation operation;

	ContainerFilesCopy(RunEngine engine, String id, String operation) {
		this.engine = engine;
		this.id = id;
		this.operation = Operation.onContainer(operation, engine.client().namespace(), id);
	}

	void in(String directory, InputStream archive) {
		use((root) -> root.copy().in(directory, archive));
	}

	void in(Path file, String path) {
		use((root) -> {
			try (InputStream content = Files.newInputStream(file)) {
				BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
				int mode = (int) Files.getAttribute(file, "unix:mode");
				root.copy()
					.file(path, content,
							new TarAttributes(mode & 0777, 0, 0, attributes.lastModifiedTime().toInstant()));
			}
		});
	}

	private void use(Use use) {
		try (Root root = root()) {
			use.accept(root);
		}
		catch (IOException | InvalidPathException ex) {
			throw translate(ex);
		}
	}

	InputStream out(String path) {
		Root root = null;
		try {
			root = root();
			InputStream archive = root.copy().out(path);
			Root opened = root;
			return new FilterInputStream(archive) {

				@Override
				public void close() throws IOException {
					try (opened) {
						super.close();
					}
				}

			};
		}
		catch (IOException | RuntimeException ex) {
			if (root != null) {
				root.closeQuietly(ex);
			}
			throw (ex instanceof RuntimeException failure && !(ex instanceof InvalidPathException)) ? failure
					: translate(ex);
		}
	}

	void out(String path, Path file) {
		try (InputStream archive = out(path)) {
			TarReader reader = new TarReader(archive);
			TarEntry entry = reader.next();
			if (entry == null || entry.type() != TarEntry.Type.FILE) {
				throw new InvalidRequestException(this.operation, "'" + path + "' is not a file", null);
			}
			try (OutputStream out = Files.newOutputStream(file)) {
				byte[] buffer = new byte[BUFFER];
				for (int count = reader.read(buffer, 0, BUFFER); count >= 0; count = reader.read(buffer, 0, BUFFER)) {
					out.write(buffer, 0, count);
				}
			}
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	private RuntimeException translate(Exception ex) {
		return translate(ex, this.operation);
	}

	static RuntimeException translate(Exception ex, Operation operation) {
		if (ex instanceof ClosedByInterruptException) {
			return new CancellationException("interrupted while files are copied");
		}
		if (ex instanceof NoSuchFileException) {
			return new NotFoundException(operation, "there is no '" + ex.getMessage() + "' in it", ex);
		}
		if (ex instanceof AbsentMountException absent) {
			return new IllegalContainerStateException(operation, "'" + absent.getFile() + "' " + absent.getReason(),
					ex);
		}
		if (ex instanceof ArchiveException || ex instanceof InvalidPathException || ex instanceof FileSystemException) {
			return new InvalidRequestException(operation, String.valueOf(ex.getMessage()), ex);
		}
		return new DaemonErrorException(operation, String.valueOf(ex.getMessage()), ex);
	}

	private Root root() throws IOException {
		int pid = pid();
		if (pid < 0) {
			throw new IllegalContainerStateException(this.operation, "it is between two runs; try again", null);
		}
		return (pid > 0 && this.engine.simulatedFiles() == null) ? running(pid) : stopped();
	}

	/**
	 * Return its first process; 0 if it has ended and was kept, -1 if it is being
	 * started.
	 */
	private int pid() {
		try {
			ContainerInfo info = this.engine.client().inspect(this.id);
			return info.kept() ? 0 : (info.pid() > 0) ? info.pid() : -1;
		}
		catch (NotFoundException ex) {
			return 0;
		}
	}

	private Root running(int pid) throws IOException {
		Path path = Path.of("/proc/" + pid + "/root");
		// Of a process that is none of a container's.
		if (Files.isSameFile(path.resolve("."), Path.of("/"))) {
			throw new IllegalContainerStateException(this.operation, "its process has no root file system of its own",
					null);
		}
		// The root is open by then.
		return new Root(new RootCopy(path, RootMounts.NONE, () -> {
			if (pid() != pid) {
				throw new IllegalContainerStateException(this.operation, "it has ended meanwhile", null);
			}
		}, this.engine.spec(this.id).map(IdMap::of).orElse(null)), null);
	}

	private Root stopped() throws IOException {
		ContainerPlan plan = this.engine.plan(this.id)
			.orElseThrow(() -> new NotFoundException(this.operation, "it is not there, or was not kept", null));
		List<Mount> rootfs = (plan.snapshot() != null) ? this.engine.mounts(plan.snapshot(), this.operation)
				: List.of();
		StoppedRoot root = StoppedRoot.open(this.engine, rootfs, plan.spec());
		return new Root(root.copy(), root);
	}

	private interface Use {

		void accept(Root root) throws IOException;

	}

	/**
	 * A root file system for the time of a copy.
	 */
	private record Root(RootCopy copy, @Nullable StoppedRoot stopped) implements AutoCloseable {

		void closeQuietly(Exception cause) {
			try {
				close();
			}
			catch (IOException ex) {
				cause.addSuppressed(ex);
			}
		}

		@Override
		public void close() throws IOException {
			if (this.stopped != null) {
				this.stopped.close();
			}
		}

	}

}

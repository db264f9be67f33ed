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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.libcontainerd.internal.grpc.Mount;

/**
 * The root file system of a container that does not run. An overlay is mounted in the
 * mount namespace of a process that ends with this one, however this one ends, so that no
 * mount is ever left.
 */
public final class MountedRoot implements AutoCloseable {

	private static final Path UNSHARE = Path.of("/usr/bin/unshare");

	private static final int UNMOUNT_SECONDS = 5;

	private final Path path;

	private final AutoCloseable holder;

	private MountedRoot(Path path, AutoCloseable holder) {
		this.path = path;
		this.holder = holder;
	}

	/**
	 * Mount it, if it is not a directory anyway.
	 * @param mounts how it is mounted
	 * @param place an empty directory
	 * @return the root, to be closed
	 * @throws IOException if it can't be mounted
	 */
	public static MountedRoot of(List<Mount> mounts, Path place) throws IOException {
		Mount mount = (mounts.size() == 1) ? mounts.get(0) : null;
		if (mount != null && mount.type().endsWith("bind")) {
			return new MountedRoot(Path.of(mount.source()), () -> {
			});
		}
		if (mount == null || !Files.isExecutable(UNSHARE)) {
			throw new IOException("the root file system can't be mounted by " + UNSHARE + ": " + mounts);
		}
		ProcessBuilder builder = new ProcessBuilder(UNSHARE.toString(), "--mount", "--propagation", "private", "sh",
				"-c", "mount -t \"$1\" -o \"$2\" \"$3\" \"$4\" && echo mounted && { cat >/dev/null; umount \"$4\"; }",
				"sh", mount.type(), String.join(",", mount.options()), mount.source(), place.toString());
		Process process = builder.redirectErrorStream(true).start();
		byte[] answer = process.getInputStream().readNBytes("mounted\n".length());
		if (!new String(answer, StandardCharsets.UTF_8).equals("mounted\n")) {
			String rest = new String(process.getInputStream().readNBytes(1000), StandardCharsets.UTF_8);
			process.destroyForcibly();
			throw new IOException("the root file system can't be mounted: " + new String(answer, StandardCharsets.UTF_8)
					+ rest.strip());
		}
		return new MountedRoot(Path.of("/proc/" + process.pid() + "/root" + place.toAbsolutePath()), () -> {
			// It unmounts what was mounted, before somebody else mounts the same.
			process.getOutputStream().close();
			if (!process.waitFor(UNMOUNT_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly().waitFor();
			}
			process.getInputStream().close();
		});
	}

	/**
	 * Return where it is.
	 * @return the root
	 */
	public Path path() {
		return this.path;
	}

	@Override
	public void close() throws IOException {
		try {
			this.holder.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IOException(ex);
		}
	}

}

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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.rootfs.MountedRoot;
import io.github.libcontainerd.internal.rootfs.RootCopy;
import io.github.libcontainerd.internal.rootfs.RootMount;
import io.github.libcontainerd.internal.rootfs.RootMounts;
import io.github.libcontainerd.internal.rootfs.RootTree;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spi.SimulatedFiles;

/**
 * The root file system of a container without a process, for the time of a copy. The
 * volumes and directories of the host that it has mounted while it runs are there; what
 * is in memory is not.
 */
final class StoppedRoot implements AutoCloseable {

	private final RunEngine engine;

	private final RootCopy copy;

	private final @Nullable MountedRoot mounted;

	private final @Nullable Path place;

	private StoppedRoot(RunEngine engine, RootCopy copy, @Nullable MountedRoot mounted, @Nullable Path place) {
		this.engine = engine;
		this.copy = copy;
		this.mounted = mounted;
		this.place = place;
	}

	/**
	 * Open it.
	 * @param rootfs how it is mounted; nothing for a directory
	 * @param spec the specification of the container
	 * @return the root, to be closed
	 * @throws IOException if it can't be mounted
	 */
	static StoppedRoot open(RunEngine engine, List<Mount> rootfs, Spec spec) throws IOException {
		SimulatedFiles simulated = engine.simulatedFiles();
		if (rootfs.isEmpty() || simulated != null) {
			Path root = (!rootfs.isEmpty() && simulated != null) ? simulated.root(RootTree.layers(rootfs))
					: Path.of((spec.root() != null) ? spec.root().path() : "");
			return new StoppedRoot(engine, copy(root, spec, simulated != null), null, null);
		}
		Path place = engine.makeTemporaryDirectory();
		MountedRoot mounted = null;
		try {
			mounted = MountedRoot.of(rootfs, place);
			return new StoppedRoot(engine, copy(mounted.path(), spec, false), mounted, place);
		}
		catch (IOException | RuntimeException ex) {
			close(engine, mounted, place);
			throw ex;
		}
	}

	private static RootCopy copy(Path root, Spec spec, boolean simulated) throws IOException {
		List<RootMount> mounts = new ArrayList<>();
		for (io.github.libcontainerd.spec.Mount mount : spec.mounts()) {
			boolean bind = "bind".equals(mount.type()) || mount.options().contains("bind")
					|| mount.options().contains("rbind");
			// What is simulated has nothing in memory.
			if (bind || !simulated) {
				mounts.add(mount(mount, bind));
			}
		}
		return new RootCopy(root, RootMounts.of(root, mounts), () -> {
		}, IdMap.of(spec));
	}

	private static RootMount mount(io.github.libcontainerd.spec.Mount mount, boolean bind) {
		Path source = bind ? Path.of(Objects.requireNonNullElse(mount.source(), "")) : null;
		String absence = (source == null) ? "is there only while it runs; copy then, or mount a volume there"
				: Files.exists(source) ? "is the file '" + source + "' of the host, which is mounted there; change that"
						: "is '" + source + "' of the host, which is not there any more; make it again";
		return new RootMount(mount.destination(), (source != null && Files.isDirectory(source)) ? source : null,
				mount.options().contains("ro"), absence);
	}

	RootCopy copy() {
		return this.copy;
	}

	@Override
	public void close() throws IOException {
		close(this.engine, this.mounted, this.place);
	}

	private static void close(RunEngine engine, @Nullable MountedRoot mounted, @Nullable Path place)
			throws IOException {
		try {
			if (mounted != null) {
				mounted.close();
			}
		}
		finally {
			if (place != null) {
				engine.deleteDirectory(place);
			}
		}
	}

}

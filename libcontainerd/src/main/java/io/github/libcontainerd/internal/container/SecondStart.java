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

package io.github.libcontainerd.internal.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.container.ContainerRecord;
import io.github.libcontainerd.internal.record.ContainerLabels;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.resource.Rollback;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Root;

/**
 * Starts a container again that has ended and was kept. If that fails it is kept as it
 * was. Blocks the thread of the caller.
 */
final class SecondStart {

	private final ClientContext context;

	private final Undo undo;

	SecondStart(ClientContext context) {
		this.context = context;
		this.undo = new Undo(context);
	}

	/**
	 * Check that all is there that its files consist of.
	 */
	static void check(ContainerPlan plan, Operation operation) {
		Path directory = plan.lifetime().directory();
		if (directory != null && !Files.isDirectory(directory)) {
			throw gone(operation, "its directory '" + directory + "' is gone", null);
		}
		Root root = plan.spec().root();
		if (plan.snapshot() == null && (root == null || !Files.isDirectory(Path.of(root.path())))) {
			throw gone(operation, "its root file system '" + ((root != null) ? root.path() : "") + "' is gone", null);
		}
		Linux linux = plan.spec().linux();
		if (linux != null) {
			linux.namespaces().forEach((namespace) -> {
				if (namespace.path() != null && namespace.path().startsWith("/proc/")) {
					// By now it may be that of any process, and be it the host's.
					throw new IllegalContainerStateException(operation,
							"it shared the namespace '" + namespace.path()
									+ "' of a process, which may be another one by now; remove it and start a new one",
							null);
				}
			});
		}
	}

	/**
	 * Start it.
	 * @param before its record
	 * @return the process id
	 */
	int start(ContainerPlan plan, ContainerRecord before, RunStart.Listener listener, Operation operation) {
		Rollback rollback = new Rollback();
		try {
			List<Mount> rootfs = rootfs(plan.snapshot(), operation);
			// Of a start that was broken off.
			new ContainerRemoval(this.context).removeTask(plan.id(), operation);
			this.context.fifos().making(plan.id(), operation);
			rollback.add(() -> this.undo.startAgain(before, operation));
			Map<String, String> labels = new HashMap<>(plan.recordLabels(this.context.owner()));
			labels.putAll(ContainerLabels.endBefore(before.labels()));
			Rpc.await(this.context.containers().update(plan.id(), labels, plan.spec().toJson()), operation);
			return new RunStart(this.context, (failed) -> this.undo.startAgainLater(before, operation)).start(plan, 1,
					rootfs, listener, operation);
		}
		catch (RuntimeException ex) {
			rollback.run(ex);
			this.undo.making(plan, operation, ex);
			throw ex;
		}
	}

	private List<Mount> rootfs(@Nullable RootSnapshot snapshot, Operation operation) {
		try {
			return this.context.snapshots().mounts(snapshot, operation);
		}
		catch (NotFoundException ex) {
			throw gone(operation, "its snapshot '" + ((snapshot != null) ? snapshot.key() : "") + "' is gone", ex);
		}
	}

	private static NotFoundException gone(Operation operation, String what, @Nullable Throwable cause) {
		return new NotFoundException(operation, what + ", and its files with it; remove it and start a new one", cause);
	}

}

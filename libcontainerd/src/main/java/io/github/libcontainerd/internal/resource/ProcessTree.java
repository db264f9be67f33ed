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

package io.github.libcontainerd.internal.resource;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.libcontainerd.internal.host.ProcessStat;

/**
 * A process in a container and all that it has started. Those belong to it that are in
 * its session, which the runtime makes for it and nobody else can enter, and those whose
 * parents belong to it. What has made a session of its own and lost its parent, as a
 * daemon does, can't be told from what others have started. A process is looked at and
 * killed by its id and its start time, so that another one of the same id is safe; one
 * that is not in the control group of the container is never touched.
 */
public final class ProcessTree {

	// A process that forks while it is killed may get away once or twice.
	private static final int ROUNDS = 20;

	private final int root;

	private final String cgroup;

	private final Map<Integer, Long> members = new HashMap<>();

	private final boolean session;

	/**
	 * Create a tree of one process.
	 * @param root the id of the process on the host, which runs
	 * @param cgroup the path of the control group of its container
	 */
	public ProcessTree(int root, String cgroup) {
		this.root = root;
		this.cgroup = cgroup;
		Optional<ProcessStat> stat = stat(root).filter((found) -> ControlGroups.contains(cgroup, root));
		this.session = stat.isPresent() && stat.get().session() == root;
		stat.ifPresent((found) -> this.members.put(root, found.startTicks()));
	}

	/**
	 * Find what belongs to it, while parents can be seen that will be killed.
	 * @param processes the processes of the container
	 */
	private void grow(List<Integer> processes) {
		boolean grown = true;
		while (grown) {
			grown = false;
			for (int pid : processes) {
				ProcessStat stat = stat(pid).orElse(null);
				if (stat != null && !is(pid, stat) && belongs(stat) && ControlGroups.contains(this.cgroup, pid)) {
					this.members.put(pid, stat.startTicks());
					grown = true;
				}
			}
		}
	}

	private boolean belongs(ProcessStat stat) {
		if (this.session && stat.session() == this.root) {
			return true;
		}
		int parent = (int) stat.parent();
		return stat(parent).filter((found) -> is(parent, found)).isPresent();
	}

	private boolean is(int pid, ProcessStat stat) {
		Long start = this.members.get(pid);
		return start != null && start == stat.startTicks();
	}

	/**
	 * Kill what belongs to it, but not the process itself.
	 * @param processes the processes of the container
	 * @return whether there was something to kill, so that it may have started more
	 */
	private boolean kill(List<Integer> processes) {
		grow(processes);
		boolean killed = false;
		for (int pid : processes) {
			// It knows the start time too, and keeps to it.
			ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
			if (handle != null && pid != this.root && stat(pid).filter((stat) -> is(pid, stat)).isPresent()
					&& ControlGroups.contains(this.cgroup, pid)) {
				killed |= handle.destroyForcibly();
			}
		}
		return killed;
	}

	/**
	 * Kill all of it, again and again while more of it shows up.
	 * @param processes asks for the processes of the container
	 * @param root kills the process itself
	 */
	public void killAll(Supplier<List<Integer>> processes, Runnable root) {
		grow(processes.get());
		root.run();
		boolean more = true;
		for (int i = 0; more && i < ROUNDS; i++) {
			more = kill(processes.get());
		}
	}

	private static Optional<ProcessStat> stat(int pid) {
		try {
			return Optional.of(ProcessStat.of(pid));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}

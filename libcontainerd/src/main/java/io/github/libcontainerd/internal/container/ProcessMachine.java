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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;

/**
 * The states of one run of a container, or of one additional process:
 *
 * <pre>
 * CREATED → RUNNING ⇄ PAUSED → EXITED
 * </pre>
 *
 * Pure: every input returns what is to be reported. It holds back what comes before the
 * start is known, since an exit may overtake the answer to its own start; it takes the
 * first of several reports of an end and drops the others; it collapses the many
 * out-of-memory events of one run to one. Not safe for use by several threads.
 */
public final class ProcessMachine {

	/** The states. */
	enum Phase {

		CREATED, RUNNING, PAUSED, EXITED

	}

	private final String processId;

	private final int run;

	private Phase phase = Phase.CREATED;

	private int pid;

	private boolean oom;

	private @Nullable ProcessExit exit;

	ProcessMachine(String processId, int run) {
		this.processId = processId;
		this.run = run;
	}

	/**
	 * The process has started.
	 */
	List<StateInfo> started(int startedPid) {
		if (this.phase != Phase.CREATED) {
			return List.of();
		}
		return begin(init() ? StateChange.START : StateChange.START_PROCESS, startedPid);
	}

	/**
	 * The process was found running.
	 */
	public List<StateInfo> restored(int foundPid) {
		if (this.phase != Phase.CREATED) {
			return List.of();
		}
		return begin(StateChange.RESTORE, foundPid);
	}

	/**
	 * The process was found, and is not to be reported as such.
	 */
	void adopted(int foundPid) {
		begin(StateChange.RESTORE, foundPid);
	}

	/**
	 * The process was found to have ended.
	 */
	void foundEnded(ProcessExit found) {
		this.exit = found;
		this.phase = Phase.EXITED;
	}

	private List<StateInfo> begin(StateChange state, int beginPid) {
		List<StateInfo> infos = new ArrayList<>();
		boolean early = this.oom;
		this.oom = false;
		this.pid = beginPid;
		infos.add(info(state, beginPid));
		if (early) {
			this.oom = true;
			infos.add(info(StateChange.OOM, 0));
		}
		this.phase = (this.exit != null) ? Phase.EXITED : Phase.RUNNING;
		return infos;
	}

	/**
	 * The kernel killed a process of the container: known by an event, or found in the
	 * figures of an ended run when the event was lost or is late.
	 */
	List<StateInfo> outOfMemory() {
		if (this.oom) {
			return List.of();
		}
		this.oom = true;
		return (this.phase == Phase.CREATED) ? List.of() : List.of(info(StateChange.OOM, 0));
	}

	List<StateInfo> paused() {
		if (this.phase != Phase.RUNNING) {
			return List.of();
		}
		this.phase = Phase.PAUSED;
		return List.of(info(StateChange.PAUSE, 0));
	}

	List<StateInfo> resumed() {
		if (this.phase != Phase.PAUSED) {
			return List.of();
		}
		this.phase = Phase.RUNNING;
		return List.of(info(StateChange.RESUME, 0));
	}

	/**
	 * Somebody says that the process has ended.
	 * @return whether this made the phase EXITED, so that the end is to be dealt with
	 */
	boolean exited(ProcessExit seen) {
		if (this.exit != null) {
			return false;
		}
		this.exit = seen;
		if (this.phase == Phase.CREATED) {
			return false;
		}
		this.phase = Phase.EXITED;
		return true;
	}

	/**
	 * Return the report of another health.
	 */
	StateInfo health() {
		return info(StateChange.HEALTH, 0);
	}

	/**
	 * Return the report of the end.
	 */
	StateInfo end(StateChange state) {
		ProcessExit verdict = exit().orElse(ProcessExit.UNKNOWN);
		int code = verdict.known() ? verdict.code() : StateInfo.UNKNOWN_EXIT_CODE;
		return new StateInfo(state, 0, code, verdict.known(), this.processId, this.oom && init(), verdict.at(),
				this.run);
	}

	private StateInfo info(StateChange state, int infoPid) {
		return new StateInfo(state, infoPid, 0, false, this.processId, this.oom && init(), null, this.run);
	}

	private boolean init() {
		return StateInfo.INIT.equals(this.processId);
	}

	Phase phase() {
		return this.phase;
	}

	int pid() {
		return this.pid;
	}

	public int run() {
		return this.run;
	}

	boolean oom() {
		return this.oom;
	}

	Optional<ProcessExit> exit() {
		return Optional.ofNullable(this.exit);
	}

}

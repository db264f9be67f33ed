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

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.internal.grpc.task.ProcessExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ProcessMachine}.
 */
class ProcessMachineTests {

	private static final ProcessExit SEVEN = new ProcessExit(7, true, Instant.EPOCH.plusSeconds(1));

	private final ProcessMachine machine = new ProcessMachine(StateInfo.INIT, 1);

	@Test
	void startIsReportedWithThePid() {
		assertThat(this.machine.started(42)).singleElement().satisfies((info) -> {
			assertThat(info.change()).isEqualTo(StateChange.START);
			assertThat(info.pid()).isEqualTo(42);
			assertThat(info.run()).isEqualTo(1);
		});
	}

	@Test
	void secondStartIsDropped() {
		this.machine.started(42);
		assertThat(this.machine.started(43)).isEmpty();
		assertThat(this.machine.pid()).isEqualTo(42);
	}

	@Test
	void exitThatOvertakesTheStartIsHeldBackUntilTheStartIsKnown() {
		assertThat(this.machine.exited(SEVEN)).isFalse();
		assertThat(this.machine.phase()).isEqualTo(ProcessMachine.Phase.CREATED);
		assertThat(this.machine.started(42)).extracting(StateInfo::change).containsExactly(StateChange.START);
		assertThat(this.machine.phase()).isEqualTo(ProcessMachine.Phase.EXITED);
		assertThat(this.machine.end(StateChange.EXIT).exitCode()).isEqualTo(7);
	}

	@Test
	void firstOfSeveralExitsCounts() {
		this.machine.started(42);
		assertThat(this.machine.exited(SEVEN)).isTrue();
		assertThat(this.machine.exited(new ProcessExit(137, true, Instant.EPOCH))).isFalse();
		assertThat(this.machine.end(StateChange.EXIT).exitCode()).isEqualTo(7);
	}

	@Test
	void unknownExitIs255AndSaysSo() {
		this.machine.started(42);
		this.machine.exited(ProcessExit.UNKNOWN);
		StateInfo end = this.machine.end(StateChange.EXIT);
		assertThat(end.exitCode()).isEqualTo(255);
		assertThat(end.codeKnown()).isFalse();
	}

	@Test
	void manyOutOfMemoryEventsAreOne() {
		this.machine.started(42);
		assertThat(this.machine.outOfMemory()).extracting(StateInfo::change).containsExactly(StateChange.OOM);
		assertThat(this.machine.outOfMemory()).isEmpty();
		this.machine.exited(SEVEN);
		assertThat(this.machine.outOfMemory()).isEmpty();
		assertThat(this.machine.end(StateChange.EXIT).oomKilled()).isTrue();
	}

	@Test
	void outOfMemoryFoundAfterTheExitIsStillReportedBeforeIt() {
		this.machine.started(42);
		this.machine.exited(SEVEN);
		assertThat(this.machine.outOfMemory()).extracting(StateInfo::change).containsExactly(StateChange.OOM);
		assertThat(this.machine.end(StateChange.EXIT).oomKilled()).isTrue();
	}

	@Test
	void outOfMemoryBeforeTheStartIsReportedAfterIt() {
		assertThat(this.machine.outOfMemory()).isEmpty();
		assertThat(this.machine.started(42)).extracting(StateInfo::change, StateInfo::oomKilled)
			.containsExactly(tuple(StateChange.START, false), tuple(StateChange.OOM, true));
	}

	@Test
	void pauseAndResumeAreReportedOncePerChange() {
		this.machine.started(42);
		assertThat(this.machine.resumed()).isEmpty();
		assertThat(this.machine.paused()).extracting(StateInfo::change).containsExactly(StateChange.PAUSE);
		assertThat(this.machine.paused()).isEmpty();
		assertThat(this.machine.resumed()).extracting(StateInfo::change).containsExactly(StateChange.RESUME);
		assertThat(this.machine.resumed()).isEmpty();
	}

	@Test
	void nothingIsPausedAfterTheEnd() {
		this.machine.started(42);
		this.machine.exited(SEVEN);
		assertThat(this.machine.paused()).isEmpty();
		assertThat(this.machine.phase()).isEqualTo(ProcessMachine.Phase.EXITED);
	}

	@Test
	void pausedContainerCanEnd() {
		this.machine.started(42);
		this.machine.paused();
		assertThat(this.machine.exited(SEVEN)).isTrue();
	}

	@Test
	void additionalProcessHasStatesOfItsOwnAndNeverTheOomFlag() {
		ProcessMachine exec = new ProcessMachine("shell", 3);
		assertThat(exec.started(5)).extracting(StateInfo::change).containsExactly(StateChange.START_PROCESS);
		exec.exited(SEVEN);
		StateInfo end = exec.end(StateChange.EXIT_PROCESS);
		assertThat(end.processId()).isEqualTo("shell");
		assertThat(end.oomKilled()).isFalse();
		assertThat(end.run()).isEqualTo(3);
	}

	@Test
	void restoreIsReportedInsteadOfStart() {
		assertThat(this.machine.restored(42)).extracting(StateInfo::change).containsExactly(StateChange.RESTORE);
	}

}

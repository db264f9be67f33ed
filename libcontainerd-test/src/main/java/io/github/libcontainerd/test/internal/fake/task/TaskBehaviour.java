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

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a task behaves.
 *
 * @param oomEvents how many {@code TaskOOM} events are sent before it exits with 137, or
 * 0
 * @param oomAfter when, counted from its start
 * @param exit an exit status that replaces running the command, or {@code null}
 * @param exitAfter when it exits with it
 * @param exitEvents how many copies of each exit event are sent
 * @param exitEventDelay how late exit events are
 * @param staleExitEvent whether an exit event of an older process is sent when it starts
 * @param startAnswersAfterExit whether {@code Start} is answered only after the exit
 * event
 * @param stdout what it writes to standard output at its start, or an empty string
 * @param stderr what it writes to standard error at its start, or an empty string
 * @param ports what answers at which of its ports
 */
public record TaskBehaviour(int oomEvents, Duration oomAfter, @Nullable Integer exit, Duration exitAfter,
		int exitEvents, Duration exitEventDelay, boolean staleExitEvent, boolean startAnswersAfterExit, String stdout,
		String stderr, Map<Integer, PortService> ports) {

	/** Run the command. */
	public static final TaskBehaviour NORMAL = new TaskBehaviour(0, Duration.ZERO, null, Duration.ZERO, 1,
			Duration.ZERO, false, false, "", "", Map.of());

	public TaskBehaviour {
		ports = Map.copyOf(ports);
	}

	/** Whether the command has to be there. */
	boolean runsCommand() {
		return this.exit == null && this.oomEvents == 0;
	}

}

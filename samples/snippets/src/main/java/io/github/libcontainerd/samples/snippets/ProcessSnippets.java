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

package io.github.libcontainerd.samples.snippets;

import java.util.concurrent.TimeUnit;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.Stdio;

/**
 * Snippets of {@code docs/guide/processes.md}.
 */
class ProcessSnippets {

	private static final int SIGHUP = 1;

	private static final int SIGKILL = 9;

	ExitStatus migrate(Client containerd) throws Exception {
		ContainerProcess migration = containerd.addProcess("database", "migrate-1",
				(process) -> process.args("/bin/sh", "-c", "migrate --to latest").env("STEP", "1"), Stdio.attached());
		return migration.exit().get(5, TimeUnit.MINUTES);
	}

	int orCodeOfAShell(Client containerd) throws Exception {
		try {
			return containerd
				.addProcess("database", "check-1", (process) -> process.args("/bin/check"), Stdio.attached())
				.exit()
				.get(1, TimeUnit.MINUTES)
				.code();
		}
		catch (StartFailedException ex) {
			return ex.exitCode();
		}
	}

	void signals(Client containerd) {
		containerd.signal("database", SIGHUP);
		containerd.signalProcess("database", "migrate-1", SIGKILL);
		containerd.pause("database");
		containerd.resume("database");
	}

}

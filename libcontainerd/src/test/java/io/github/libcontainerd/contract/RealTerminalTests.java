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

package io.github.libcontainerd.contract;

import java.io.IOException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.client.ContainerProcess;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The {@link TerminalContract} over a real containerd, with what only a real terminal
 * does.
 */
class RealTerminalTests extends TerminalContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	@DisplayName("S27: the size of the specification is that of the first moment")
	void sizeOfTheSpecification() {
		Spec spec = script("stty size").toBuilder()
			.process((process) -> process.terminal(true).consoleSize(50, 100))
			.build();
		end(this.client.create("web", spec).exit());
		assertThat(this.backend.output("web")).containsExactly("stdout:50 100");
	}

	@Test
	void controlCharactersAreSignalsAndAnEndOfFile() throws IOException {
		Spec spec = script("trap 'echo caught' INT; echo ready; cat; exit 9").toBuilder()
			.process((process) -> process.terminal(true))
			.build();
		Container container = this.client.create("web", spec, CreateOption.stdio(Stdio.interactive()));
		await().atMost(PATIENCE).until(() -> this.backend.output("web").contains("stdout:ready"));
		ContainerProcess exec = this.client.addProcess("web", "e",
				(process) -> process
					.args("/bin/sh", "-c", "trap 'exit 44' INT; echo ready; while true; do sleep 0.05; done")
					.terminal(true),
				Stdio.interactive());
		await().atMost(PATIENCE).until(() -> this.backend.output("web/e").contains("stdout:ready"));
		this.backend.streams("web", "e").stdin().write(3);
		assertThat(end(exec.exit()).code()).isEqualTo(44);
		assertThat(container.exit()).isNotDone();
		this.backend.streams("web").stdin().write(4);
		assertThat(end(container.exit()).code()).isEqualTo(9);
	}

}

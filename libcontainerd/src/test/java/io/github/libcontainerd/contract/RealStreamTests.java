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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.client.Container;
import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@link StreamContract} over a real containerd, with what only real processes do.
 */
class RealStreamTests extends StreamContract {

	@Override
	protected TestDaemon launch() {
		return TestDaemon.privateContainerd();
	}

	@Test
	@DisplayName("a grandchild of a container in the host's pid namespace does not outlive it")
	void grandchildInThePidNamespaceOfTheHost() {
		Spec spec = script("echo hi; sleep 100 & exit 4").toBuilder()
			.linux((linux) -> linux.removeNamespace("pid"))
			.build();
		Container container = this.client.create("web", spec);
		assertThat(end(container.exit()).code()).isEqualTo(4);
		assertThat(this.backend.output("web")).containsExactly("stdout:hi");
		assertThat(this.backend.states("web")).containsExactly(StateChange.START, StateChange.EXIT);
	}

}

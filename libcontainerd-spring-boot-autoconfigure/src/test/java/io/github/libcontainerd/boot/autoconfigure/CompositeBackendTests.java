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

package io.github.libcontainerd.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.client.Backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CompositeBackend}.
 */
class CompositeBackendTests {

	private final List<String> told = new ArrayList<>();

	private final StateInfo info = new StateInfo(StateChange.START, 42, 0, false, StateInfo.INIT, false, null, 1);

	private Backend recording() {
		return (id, change) -> this.told.add(id);
	}

	private static Backend failing(Error error) {
		return (id, change) -> {
			throw error;
		};
	}

	@Test
	void errorOfOneKeepsNoOtherFromBeingTold() {
		new CompositeBackend(List.of(failing(new NoClassDefFoundError("gone")), recording(),
				failing(new AssertionError("wrong")), recording()))
			.stateChanged("web", this.info);
		assertThat(this.told).containsExactly("web", "web");
	}

	@Test
	void errorOfTheVirtualMachineIsThrownWhenAllWereTold() {
		OutOfMemoryError first = new OutOfMemoryError("first");
		CompositeBackend backends = new CompositeBackend(
				List.of(failing(first), recording(), failing(new StackOverflowError())));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> backends.stateChanged("web", this.info))
			.isSameAs(first);
		assertThat(this.told).containsExactly("web");
	}

	@Test
	void whatIsKnownOfTheContainerIsPassedOn() {
		ContainerInfo container = Stubs.info("web", Map.of("team", "blue"), "busybox");
		List<ContainerInfo> known = new ArrayList<>();
		Backend facts = new Backend() {

			@Override
			public void stateChanged(String containerId, StateInfo change) {
				throw new AssertionError("the other method is called");
			}

			@Override
			public void stateChanged(ContainerInfo info, StateInfo change) {
				known.add(info);
			}

		};
		new CompositeBackend(List.of(recording(), facts)).stateChanged(container, this.info);
		assertThat(this.told).containsExactly("web");
		assertThat(known).containsExactly(container);
	}

}

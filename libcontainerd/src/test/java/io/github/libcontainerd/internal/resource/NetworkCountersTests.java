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

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Stats.NetworkIo;
import io.github.libcontainerd.Stats.Traffic;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NetworkCounters}.
 */
class NetworkCountersTests {

	@Test
	void allInterfacesButLoopbackAreCounted() {
		List<String> lines = List.of("Inter-|   Receive                            |  Transmit",
				" face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier",
				"    lo:     100       1    0    0    0     0    0    0      100       1    0    0    0     0    0    0",
				"  eth0:   21080     120    1    2    0     0    0    0     2248      30    3    4    0     0    0    0",
				"eth1:7 1 0 0 0 0 0 0 8 2 0 0 0 0 0 0");
		assertThat(NetworkCounters.parse(lines)).containsExactly(
				new NetworkIo("eth0", new Traffic(21080, 120, 1, 2), new Traffic(2248, 30, 3, 4)),
				new NetworkIo("eth1", new Traffic(7, 1, 0, 0), new Traffic(8, 2, 0, 0)));
	}

	@Test
	void thoseOfTheHostAreNot() {
		assertThat(NetworkCounters.of((int) ProcessHandle.current().pid())).isEmpty();
	}

	@Test
	void aProcessThatIsGoneHasNone() {
		assertThat(NetworkCounters.of(Integer.MAX_VALUE)).isEmpty();
	}

}

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

package io.github.libcontainerd.internal.run;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.network.PublishedPort;

import static org.assertj.core.api.Assertions.assertThat;

class ExposedPortsTests {

	@Test
	void portsOfTcpAndUdpAreFoundInTheOrderOfTheirNumbers() {
		assertThat(ExposedPorts.parse(List.of("8080/tcp", "53/udp", "53/tcp", "53", "443")))
			.extracting(PublishedPort::toString)
			.containsExactly("53/tcp", "53/udp", "443/tcp", "8080/tcp");
	}

	@Test
	void whatIsNoSuchPortIsLeftOut() {
		assertThat(ExposedPorts.parse(List.of("132/sctp", "0/tcp", "$PORT/tcp", "", "127.0.0.1:80:80", "-1")))
			.isEmpty();
	}

}

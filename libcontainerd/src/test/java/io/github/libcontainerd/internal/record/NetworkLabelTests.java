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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.Protocol;
import io.github.libcontainerd.internal.network.AttachRequest;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.network.Endpoint;
import io.github.libcontainerd.internal.network.Holder;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.PublishedPort;

import static org.assertj.core.api.Assertions.assertThat;

class NetworkLabelTests {

	@Test
	void whatIsWrittenIsRead() {
		Attachment attachment = new Attachment(new Holder("00112233", "default", "web"),
				Path.of("/run/a b/default--web"),
				List.of(new Endpoint("backend", IpAddresses.parse("10.90.0.9"), null, List.of("db", "database")),
						new Endpoint("six", IpAddresses.parse("10.90.1.9"), IpAddresses.parse("fd12::9"), List.of()),
						new Endpoint("cni:site", IpAddresses.parse("10.99.0.2"), null, List.of())),
				List.of(new PortBinding(Protocol.TCP, IpAddresses.parse("127.0.0.1"), 8080, 80),
						new PortBinding(Protocol.UDP, IpAddresses.parse("0.0.0.0"), 5353, 53),
						new PortBinding(Protocol.UDP, IpAddresses.parse("::"), 5353, 53),
						new PortBinding(Protocol.TCP, IpAddresses.parse("::1"), 8081, 80)));
		assertThat(NetworkLabel.read("web", NetworkLabel.write(attachment))).isEqualTo(attachment);
	}

	@Test
	void whatAnEarlierVersionWroteIsRead() {
		Attachment attachment = NetworkLabel.read("web",
				Map.of(ContainerLabels.PREFIX + "network", "00112233 default /run/default--web",
						ContainerLabels.PREFIX + "network.endpoints", "backend=10.90.0.9=db",
						ContainerLabels.PREFIX + "network.ports", "0.0.0.0:8080:80/tcp"));
		assertThat(attachment.endpoints())
			.containsExactly(new Endpoint("backend", IpAddresses.parse("10.90.0.9"), null, List.of("db")));
		assertThat(attachment.ports()).hasToString("[0.0.0.0:8080:80/tcp]");
	}

	@Test
	void wishesAreReadAsTheyWereWritten() {
		AttachRequest bridges = new AttachRequest(
				List.of(EndpointRequest.of("backend").alias("db").address("10.90.0.9").build(),
						EndpointRequest.of("six").ipv6Address("fd12::9").build(), EndpointRequest.of("other").build()),
				List.of(PublishedPort.tcp(8080, 80), PublishedPort.tcp(80).on("::1")));
		assertThat(NetworkLabel.readWishes(NetworkLabel.write(bridges))).hasToString(bridges.toString());
		AttachRequest site = AttachRequest.ofSite("site", List.of(PublishedPort.tcp(80)));
		assertThat(NetworkLabel.readWishes(NetworkLabel.write(site))).hasToString(site.toString());
	}

	@Test
	void whatIsNoneOfOursIsLeftAlone() {
		assertThat(NetworkLabel.write((Attachment) null)).isEmpty();
		assertThat(NetworkLabel.read("web", Map.of())).isNull();
		assertThat(NetworkLabel.read("web", Map.of(ContainerLabels.PREFIX + "network", "nonsense"))).isNull();
	}

}

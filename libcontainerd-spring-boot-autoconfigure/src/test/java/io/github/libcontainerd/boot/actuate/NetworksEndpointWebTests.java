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

package io.github.libcontainerd.boot.actuate;

import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.network.PublishedPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NetworksEndpoint} and {@link NetworksEndpointWebExtension} over HTTP.
 */
class NetworksEndpointWebTests extends AbstractEndpointWebTests {

	private static final String UNRESTRICTED = "management.endpoint.networks.access=unrestricted";

	private final Networks networks = this.client.networks();

	@AfterEach
	void release() {
		this.client.releaseNetworks();
	}

	private void test(Consumer<MockMvcTester> test, String... properties) {
		this.runner.withBean(Networks.class, () -> this.networks)
			.withPropertyValues(properties)
			.run((context) -> test.accept(MockMvcTester.from(context)));
	}

	@Test
	void networksAreListedWithTheirContainersAndPorts() {
		this.networks.create("backend", (request) -> request.subnet("192.0.2.0/24"));
		this.client.with("db", "backend", PublishedPort.tcp(5432));
		int port = this.client.inspect("db").ports().get(0).hostPort();
		test((web) -> {
			assertThat(web.get().uri("/actuator/networks")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
					{
						"networks": [
							{
								"name": "backend", "subnet": "192.0.2.0/24", "gateway": "192.0.2.1",
								"containers": [
									{
										"container": "default/db", "address": "192.0.2.2",
										"ports": [
											{
												"protocol": "tcp", "hostAddress": "127.0.0.1",
												"hostPort": %d, "containerPort": 5432
											}
										]
									}
								]
							}
						],
						"status": { "table": true, "forwarding": true, "missingPrograms": [] }
					}
					""".formatted(port));
			json(web, "/actuator/networks/backend").contains("192.0.2.2");
			json(web, "/actuator/containers/db").contains("\"networks\":{\"backend\":\"192.0.2.2\"}")
				.contains("\"hostPort\":" + port);
		});
	}

	@Test
	void ipv6IsToldWhereThereIsSome() {
		this.networks.create("plain");
		this.networks.create("six", (request) -> request.ipv6Subnet("2001:2:0:7::/64"));
		this.client.with("db", "six", PublishedPort.tcp(5432).onAllAddresses());
		test((web) -> {
			json(web, "/actuator/networks/six").contains("\"ipv6Subnet\":\"2001:2:0:7::/64\"")
				.contains("\"ipv6Gateway\":\"2001:2:0:7::1\"")
				.contains("\"ipv6Address\":\"2001:2:0:7::2\"");
			json(web, "/actuator/networks/plain").doesNotContain("ipv6");
			json(web, "/actuator/containers/db").contains("\"ipv6Networks\":{\"six\":\"2001:2:0:7::2\"}")
				.contains("\"hostAddress\":\"0.0.0.0\"")
				.contains("\"hostAddress\":\"::\"");
		});
	}

	@Test
	void aNetworkThatIsNotThereIsNotFound() {
		test((web) -> assertThat(web.get().uri("/actuator/networks/nothing")).hasStatus(HttpStatus.NOT_FOUND)
			.bodyText()
			.contains("There is no network 'nothing'"));
	}

	@Test
	void nothingIsRemovedUnlessItIsAllowed() {
		this.networks.create("backend");
		test((web) -> assertThat(web.delete().uri("/actuator/networks/backend"))
			.hasStatus(HttpStatus.METHOD_NOT_ALLOWED));
		assertThat(this.networks.list()).hasSize(1);
	}

	@Test
	void aNetworkIsRemovedUnlessItIsInUse() {
		this.networks.create("backend");
		this.networks.create("frontend");
		this.client.with("db", "backend");
		test((web) -> {
			assertThat(web.delete().uri("/actuator/networks/backend")).hasStatus(HttpStatus.CONFLICT)
				.bodyText()
				.contains("it is used by container 'default/db'");
			assertThat(web.delete().uri("/actuator/networks/frontend")).hasStatus(HttpStatus.NO_CONTENT);
			assertThat(web.delete().uri("/actuator/networks/frontend")).hasStatus(HttpStatus.NOT_FOUND);
		}, UNRESTRICTED);
		assertThat(this.networks.list()).extracting("name").containsExactly("backend");
	}

	@Test
	void thoseThatNobodyUsesArePruned() {
		this.networks.create("backend");
		this.networks.create("frontend");
		this.client.with("db", "backend");
		test((web) -> {
			post(web, "/actuator/networks/prune", "{}").hasStatusOk()
				.bodyJson()
				.isLenientlyEqualTo("{\"removed\": [\"frontend\"]}");
			post(web, "/actuator/networks/explode", "{}").hasStatus(HttpStatus.BAD_REQUEST);
		}, UNRESTRICTED);
	}

}

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

package io.github.libcontainerd.network;

import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.IpAddresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for requests with IPv6.
 */
class Ipv6RequestTests {

	private static ThrowableAssertAlternative<InvalidRequestException> refused(ThrowableAssert.ThrowingCallable call) {
		return assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call);
	}

	@Test
	void aSubnetHasAddressesOfItsFamily() {
		Subnet subnet = Subnet.parse("fd12:3456::/64");
		assertThat(subnet).hasToString("fd12:3456::/64").isEqualTo(Subnet.of(IpAddresses.parse("fd12:3456::7"), 64));
		assertThat(subnet.isIpv6()).isTrue();
		assertThat(subnet.get(0xabcd)).isEqualTo(IpAddresses.parse("fd12:3456::abcd"));
		assertThat(subnet.size()).isEqualTo(Long.MAX_VALUE);
		assertThat(Subnet.parse("fd12::/120").size()).isEqualTo(256);
		assertThat(Subnet.parse("fd12::/66").size()).isEqualTo(1L << 62);
		assertThat(Subnet.parse("::/0").contains(IpAddresses.parse("ffff::1"))).isTrue();
		assertThat(subnet.contains(IpAddresses.parse("fd12:3456::ffff:1"))).isTrue();
		assertThat(subnet.contains(IpAddresses.parse("fd12:3456:0:1::1"))).isFalse();
		assertThat(subnet.contains(IpAddresses.parse("10.0.0.1"))).isFalse();
		assertThat(subnet.overlaps(Subnet.parse("fd12::/16"))).isTrue();
		assertThat(subnet.overlaps(Subnet.parse("0.0.0.0/0"))).isFalse();
		assertThat(Subnet.parse("10.0.0.0/8").overlaps(Subnet.parse("::/0"))).isFalse();
		assertThat(Subnet.parse("0.0.0.0/0").size()).isEqualTo(1L << 32);
		for (String text : new String[] { "fd12::1/64", "fd12::/129", "fd12::", "[fd12::]/64",
				"::ffff:10.0.0.0/104" }) {
			refused(() -> Subnet.parse(text));
		}
	}

	@Test
	void aNetworkWithASubnetOfIpv6HasIpv6() {
		assertThat(NetworkRequest.of("a").build().ipv6()).isNull();
		assertThat(NetworkRequest.of("a").ipv6(false).build().ipv6()).isFalse();
		NetworkRequest request = NetworkRequest.of("a").ipv6Subnet("fd12::/64").build();
		assertThat(request.ipv6()).isTrue();
		assertThat(request.ipv6Subnet()).hasToString("fd12::/64");
		refused(() -> NetworkRequest.of("a").ipv6(false).ipv6Subnet("fd12::/64").build())
			.withMessageContaining("fd12::/64");
		refused(() -> NetworkRequest.of("a").ipv6(true).mtu(1279).build()).withMessageContaining("1280");
		assertThat(NetworkRequest.of("a").ipv6(true).mtu(1280).build().mtu()).isEqualTo(1280);
		assertThat(NetworkRequest.of("a").mtu(1279).build().mtu()).isEqualTo(1279);
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.90.0.0/24", "fd12::/127", "fd00::/7", "fe80::/64", "ff02::/16", "::/126" })
	void whatIsNoSubnetForHostsIsRefused(String subnet) {
		refused(() -> NetworkRequest.of("a").ipv6Subnet(subnet).build());
		refused(() -> NetworkRequest.of("a").subnet("fd12::/64").build()).withMessageContaining("no IPv4 address");
	}

	@Test
	void anAddressIsOfItsFamily() {
		EndpointRequest request = EndpointRequest.of("a").address("10.0.0.7").ipv6Address("fd12::7").build();
		assertThat(request.ipv6Address()).isEqualTo(IpAddresses.parse("fd12::7"));
		refused(() -> EndpointRequest.of("a").address("fd12::7"));
		refused(() -> EndpointRequest.of("a").ipv6Address("10.0.0.7"));
		refused(() -> EndpointRequest.of("a").ipv6Address("fd12::7; reboot"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[::1]:8080:80/tcp", "[fd12::7]::80/udp", "[::]:8000-8010:80/tcp" })
	void aPortIsParsedAsItIsWritten(String text) {
		assertThat(PublishedPort.parse(text)).hasToString(text).isEqualTo(PublishedPort.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "::1:8080:80", "[::1:8080:80", "[127.0.0.1]:8080:80", "[]:80:80", "[::1%lo]:80:80",
			"[fe80::1]:80:80", "[::1];:80:80" })
	void aPortAtNoAddressIsRefused(String text) {
		refused(() -> PublishedPort.parse(text));
	}

}

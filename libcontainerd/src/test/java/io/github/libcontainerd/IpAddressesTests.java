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

package io.github.libcontainerd;

import java.net.Inet6Address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IpAddressesTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, ::1", "::, ::", "0:0:0:0:0:0:0:1, ::1", "FD12:0:0::7, fd12::7",
			"2001:db8:0:1:0:0:0:2, 2001:db8:0:1::2", "2001:0:0:1:0:0:1:2, 2001::1:0:0:1:2",
			"2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "fd12::, fd12::", "2001:db8::192.0.2.1, 2001:db8::c000:201" })
	void anAddressIsWrittenAsShortAsItCanBe(String text, String shortest) {
		assertThat(IpAddresses.format(IpAddresses.parse(text))).isEqualTo(shortest);
		assertThat(IpAddresses.parse(shortest)).isEqualTo(IpAddresses.parse(text));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "localhost", "1.2.3", "01.2.3.4", "256.0.0.1", "1.2.3.4 ", "[::1]", "::1%lo", "fe80::1%2",
					"::ffff:192.0.2.1", "1::2::3", "12345::", ":", "a:b", "::1/128", "fd12::g", "::1;reboot", "::1\n" })
	void whatIsNoneIsRefusedWithoutALookup(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> IpAddresses.parse(text)).withMessageContaining(text);
	}

	@Test
	void aPortFollowsBrackets() {
		assertThat(IpAddresses.format(IpAddresses.parse("fd12::7"), 80)).isEqualTo("[fd12::7]:80");
		assertThat(IpAddresses.format(IpAddresses.parse("192.0.2.7"), 80)).isEqualTo("192.0.2.7:80");
		PortBinding all = new PortBinding(Protocol.TCP, IpAddresses.parse("::"), 8080, 80);
		assertThat(all).hasToString("[::]:8080:80/tcp");
		assertThat(all.reachableAt().getAddress()).isInstanceOf(Inet6Address.class).isEqualTo(IpAddresses.parse("::1"));
	}

}

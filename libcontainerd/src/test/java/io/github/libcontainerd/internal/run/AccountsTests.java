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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.spec.User;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Users and groups by name and by number.
 */
class AccountsTests {

	private static final Accounts ACCOUNTS = Accounts.parse("""
			root:x:0:0:root:/root:/bin/sh
			# comment:x:5:5::/:
			broken
			negative:x:-1:0::/:
			app:x:1000:100:App:/home/app:/bin/sh
			42:x:7:7:a user whose name is a number:/:
			""", """
			root:x:0:
			users:x:100:
			wheel:x:10:root,app
			audio:x:29:app
			other:x:30:ap,pp
			""");

	private static User find(String user) throws Accounts.UnknownUserException {
		return ACCOUNTS.find(user);
	}

	@Test
	void nameHasItsGroups() throws Exception {
		assertThat(find("app")).isEqualTo(User.of(1000, 100).withAdditionalGids(List.of(100L, 10L, 29L)));
		assertThat(find("")).isEqualTo(User.of(0, 0).withAdditionalGids(List.of(0L, 10L)));
		assertThat(find("root")).isEqualTo(find(""));
	}

	@Test
	void numberOfAUserIsThatUser() throws Exception {
		assertThat(find("1000")).isEqualTo(find("app"));
	}

	@Test
	void nameGoesBeforeNumber() throws Exception {
		assertThat(find("42").uid()).isEqualTo(7);
	}

	@Test
	void numberNeedNotExist() throws Exception {
		assertThat(find("4711")).isEqualTo(User.of(4711, 0));
		assertThat(find("4711:4712")).isEqualTo(User.of(4711, 4712));
	}

	@Test
	void groupThatIsGivenIsTheOnlyOne() throws Exception {
		assertThat(find("app:wheel")).isEqualTo(User.of(1000, 10));
		assertThat(find("app:0")).isEqualTo(User.of(1000, 0));
		assertThat(find(":audio")).isEqualTo(User.of(0, 29));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nosuch", "comment", "negative", "app:nosuch", "-1", "1000:-1", "4294967295", "2147483648",
			"1000:2147483648", "app:audio:x", "0x0", "+1" })
	void whatDoesNotExistIsNeverRoot(String user) {
		assertThatExceptionOfType(Accounts.UnknownUserException.class).isThrownBy(() -> find(user));
	}

	/** As moby/user takes it, which Docker and containerd use. */
	@Test
	void linesNeedNotBeWhole() throws Exception {
		Accounts accounts = Accounts.parse("""
				short:x:1500
				nogroup:x:1600::/:
				crlf:x:1700:1700::/:/bin/sh\r
				two:x
				nouid:x::5::/:
				bad:x:1800:many
				last:x:1900:1901""", "shortg:x\nnogid:x::short\nbadg:x:many\nlast:x:7:crlf");
		assertThat(accounts.find("short")).isEqualTo(User.of(1500, 0).withAdditionalGids(List.of(0L)));
		assertThat(accounts.find("1500")).isEqualTo(accounts.find("short"));
		assertThat(accounts.find("nogroup").gid()).isZero();
		assertThat(accounts.find("crlf")).isEqualTo(User.of(1700, 1700).withAdditionalGids(List.of(1700L, 7L)));
		assertThat(accounts.find("last")).isEqualTo(User.of(1900, 1901).withAdditionalGids(List.of(1901L)));
		assertThat(accounts.find("5:shortg")).isEqualTo(User.of(5, 0));
		assertThat(accounts.find("5:nogid")).isEqualTo(User.of(5, 0));
		for (String user : List.of("two", "nouid", "bad", "5:badg")) {
			assertThatExceptionOfType(Accounts.UnknownUserException.class).as(user)
				.isThrownBy(() -> accounts.find(user));
		}
	}

	@Test
	void withoutFilesNumbersWork() throws Exception {
		assertThat(Accounts.parse("", "").find("")).isEqualTo(User.of(0, 0));
		assertThat(Accounts.parse("", "").find("5:6")).isEqualTo(User.of(5, 6));
		assertThatExceptionOfType(Accounts.UnknownUserException.class)
			.isThrownBy(() -> Accounts.parse("", "").find("root"));
	}

}

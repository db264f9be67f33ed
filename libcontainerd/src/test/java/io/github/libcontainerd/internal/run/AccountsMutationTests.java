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

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.github.libcontainerd.Mutations;

/**
 * The files of users and groups are those of an image, which may be hostile.
 */
class AccountsMutationTests {

	@Test
	void everyFileIsRead() {
		Mutations.read(30_000, (input) -> {
			String text = new String(input, StandardCharsets.UTF_8);
			Accounts accounts = Accounts.parse(text, text);
			for (String user : new String[] { "root", "1000", "app:staff", "0:0", "", text }) {
				try {
					accounts.find(user);
				}
				catch (Accounts.UnknownUserException ex) {
					// It says so.
				}
			}
		}, "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home:\n", "root:x:0:\nstaff:x:50:app,root\n");
	}

}

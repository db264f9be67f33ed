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

import java.util.regex.Pattern;

/**
 * The rules for names. They are strict, because names are given to programs of the host.
 */
final class Names {

	private static final Pattern NETWORK = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,62}");

	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

	private Names() {
	}

	static String network(String name) {
		if (!NETWORK.matcher(name).matches()) {
			throw Addresses.invalid("'" + name + "' is no name of a network; use 1 to 63 small letters and digits, "
					+ "with '_', '.' or '-' behind the first");
		}
		return name;
	}

	static String alias(String name) {
		if (!HOST.matcher(name).matches() || name.equalsIgnoreCase("localhost")) {
			throw Addresses.invalid("'" + name + "' is no name for a container in a network; use 1 to 63 letters and "
					+ "digits, with '_', '.' or '-' between them, and not 'localhost'");
		}
		return name;
	}

}

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

package io.github.libcontainerd.soak;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.libcontainerd.test.internal.host.Commands;

/**
 * The network namespace that all of it happens in, which must not be the machine's own.
 */
final class Firewall {

	private static final Pattern CONTAINER = Pattern.compile("g\\d+-\\d+-");

	private Firewall() {
	}

	/**
	 * Whether the network is one of its own, whose rules may be flushed: there is nothing
	 * but the loopback interface.
	 */
	static boolean isOurs() {
		return Commands.readLines(Path.of("/proc/self/net/dev"))
			.stream()
			.filter((line) -> line.contains(":"))
			.allMatch((line) -> line.strip().startsWith("lo:"));
	}

	/**
	 * Remove all rules, as somebody does who sets up his own.
	 */
	static void flush() {
		Commands.run("nft", "flush", "ruleset");
	}

	/**
	 * Return what is left of containers.
	 */
	static List<String> leftovers() {
		List<String> found = new ArrayList<>();
		lines("ip", "link", "show", "type", "veth").forEach((line) -> found.add("link " + line.strip()));
		lines("nft", "list", "ruleset").filter((line) -> CONTAINER.matcher(line).find())
			.forEach((line) -> found.add("rule " + line.strip()));
		return found;
	}

	private static Stream<String> lines(String... command) {
		return Arrays.stream(Commands.run(command).split("\n")).filter((line) -> !line.isBlank());
	}

}

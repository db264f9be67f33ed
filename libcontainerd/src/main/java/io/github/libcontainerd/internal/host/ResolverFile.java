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

package io.github.libcontainerd.internal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /etc/resolv.conf} of a container that has not the network of the host: a server
 * at the host's own 127.0.0.1 is none that it reaches.
 */
public final class ResolverFile {

	// Docker's, where the host has none that a container reaches.
	private static final List<String> PUBLIC = List.of("nameserver 8.8.8.8", "nameserver 8.8.4.4");

	private ResolverFile() {
	}

	/**
	 * Return the text.
	 * @param etc the directory of the host's file
	 * @param resolved the file in which systemd-resolved says what it asks itself
	 */
	public static String text(Path etc, Path resolved) throws IOException {
		List<String> lines = lines(etc.resolve("resolv.conf"));
		if (lines.stream().anyMatch(ResolverFile::isServer)
				&& lines.stream().filter(ResolverFile::isServer).allMatch(ResolverFile::isLoopback)
				&& Files.isReadable(resolved)) {
			lines = lines(resolved);
		}
		List<String> reached = new ArrayList<>(
				lines.stream().filter((line) -> !isServer(line) || !isLoopback(line)).toList());
		if (reached.stream().noneMatch(ResolverFile::isServer)) {
			reached.addAll(PUBLIC);
		}
		return String.join("", reached.stream().map((line) -> line + "\n").toList());
	}

	private static List<String> lines(Path file) throws IOException {
		return Files.isReadable(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
	}

	private static boolean isServer(String line) {
		return line.strip().startsWith("nameserver");
	}

	private static boolean isLoopback(String line) {
		String server = line.strip().substring("nameserver".length()).strip();
		return server.startsWith("127.") || server.matches("::1(\\s.*)?");
	}

}

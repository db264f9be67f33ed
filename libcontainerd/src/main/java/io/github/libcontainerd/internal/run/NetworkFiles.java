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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.github.libcontainerd.internal.host.ResolverFile;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.spec.Mount;

/**
 * {@code /etc/hosts}, {@code /etc/resolv.conf} and {@code /etc/hostname} of a container,
 * as Docker gives them: files of the container that it may write to.
 */
final class NetworkFiles {

	static final List<String> NAMES = List.of("hosts", "resolv.conf", "hostname");

	private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

	private static final Path HOST = Path.of("/etc");

	private static final String LOOPBACK = """
			127.0.0.1	localhost
			::1	localhost ip6-localhost ip6-loopback
			fe00::0	ip6-localnet
			ff00::0	ip6-mcastprefix
			ff02::1	ip6-allnodes
			ff02::2	ip6-allrouters
			""";

	private NetworkFiles() {
	}

	/**
	 * Write the files.
	 * @param wanted which of them
	 * @return the mounts that show them
	 */
	static List<Mount> write(Path directory, NetworkMode network, String hostname, Predicate<String> wanted)
			throws IOException {
		List<Mount> mounts = new ArrayList<>();
		for (String name : NAMES) {
			String destination = "/etc/" + name;
			if (wanted.test(destination)) {
				Path file = directory.resolve(name);
				Files.writeString(file, text(name, network, hostname));
				Files.setPosixFilePermissions(file, READABLE);
				mounts.add(Mount.bind(file.toString(), destination));
			}
		}
		return mounts;
	}

	private static String text(String name, NetworkMode network, String hostname) throws IOException {
		return switch (name) {
			case "hosts" ->
				(network instanceof NetworkMode.Host) ? ofHost(name) : LOOPBACK + "127.0.0.1\t" + hostname + "\n";
			case "resolv.conf" -> resolver(network);
			default -> hostname + "\n";
		};
	}

	private static String resolver(NetworkMode network) throws IOException {
		return (network instanceof NetworkMode.Host) ? ofHost("resolv.conf")
				: ResolverFile.text(HOST, Path.of("/run/systemd/resolve/resolv.conf"));
	}

	private static String ofHost(String name) throws IOException {
		Path file = HOST.resolve(name);
		return Files.isReadable(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
	}

	/**
	 * Return those mounts of another container that show its files.
	 */
	static List<Mount> of(List<Mount> others) {
		return others.stream()
			.filter((mount) -> NAMES.stream().anyMatch((name) -> mount.destination().equals("/etc/" + name)))
			.toList();
	}

}

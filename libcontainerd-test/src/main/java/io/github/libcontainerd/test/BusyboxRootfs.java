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

package io.github.libcontainerd.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.github.libcontainerd.test.internal.host.Commands;

/**
 * A root file system made of the host's static busybox. One serves any number of
 * containers.
 */
public final class BusyboxRootfs {

	private static final List<Path> CANDIDATES = List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox"));

	static final String PASSWD = "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/tmp:/bin/sh\n"
			+ "nobody:x:65534:65534:nobody:/:/bin/false\n";

	static final String GROUP = "root:x:0:\napp:x:1000:\nnobody:x:65534:\n";

	private static final int ELF64_PHOFF = 32;

	private static final int ELF64_PHENTSIZE = 54;

	private static final int PT_INTERP = 3;

	private BusyboxRootfs() {
	}

	/**
	 * Build a root file system.
	 * @param dir the directory to fill, created when missing
	 * @return the directory, absolute
	 */
	public static Path create(Path dir) {
		Path root = dir.toAbsolutePath().normalize();
		Path busybox = busybox();
		try {
			for (String name : List.of("bin", "etc", "proc", "sys", "dev", "tmp", "root", "var", "run")) {
				Files.createDirectories(root.resolve(name));
			}
			Path bin = root.resolve("bin");
			Path copy = bin.resolve("busybox");
			if (!Files.exists(copy)) {
				// Not a hard link: a container could then write to the host's busybox.
				Files.copy(busybox, copy, StandardCopyOption.REPLACE_EXISTING);
				Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
				for (String applet : Commands.run(busybox.toString(), "--list").split("\n")) {
					if (!applet.isBlank() && !applet.equals("busybox")) {
						Files.createSymbolicLink(bin.resolve(applet.strip()), Path.of("busybox"));
					}
				}
			}
			write(root.resolve("etc/passwd"), PASSWD);
			write(root.resolve("etc/group"), GROUP);
			for (String name : List.of("", "bin", "etc", "root", "var", "run")) {
				Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
			}
			Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
			return root;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot build a root file system in " + root, ex);
		}
	}

	private static void write(Path file, String text) throws IOException {
		Files.write(file, text.getBytes(StandardCharsets.UTF_8));
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
	}

	static Path busybox() {
		Path busybox = CANDIDATES.stream()
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"No busybox in " + CANDIDATES + "; install it, for example with: apt-get install busybox-static"));
		if (!isStatic(busybox)) {
			throw new IllegalStateException(busybox
					+ " is not a static 64-bit executable, so it cannot run alone in a root file system; install a static one,"
					+ " for example with: apt-get install busybox-static");
		}
		return busybox;
	}

	/**
	 * Whether the file is an ELF executable without an interpreter.
	 */
	static boolean isStatic(Path file) {
		try {
			ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
			if (elf.limit() < 64 || elf.getInt(0) != 0x464c457f || elf.get(4) != 2) {
				return false;
			}
			int offset = (int) elf.getLong(ELF64_PHOFF);
			int size = elf.getShort(ELF64_PHENTSIZE);
			int count = elf.getShort(ELF64_PHENTSIZE + 2);
			for (int i = 0; i < count; i++) {
				if (elf.getInt(offset + i * size) == PT_INTERP) {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + file, ex);
		}
	}

}

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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.Mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What a volume begins with.
 */
class TreeCopyTests {

	private static final FileTime TIME = FileTime.fromMillis(1_000_000_000_000L);

	@TempDir
	private Path directory;

	private Path upper;

	private Path lower;

	private Path target;

	@BeforeEach
	void makeLayers() throws IOException {
		this.upper = Files.createDirectories(this.directory.resolve("upper/data"));
		this.lower = Files.createDirectories(this.directory.resolve("lower/data"));
		this.target = Files.createDirectory(this.directory.resolve("volume"));
	}

	private void copy() throws IOException {
		RootTree tree = RootTree.of(List.of(new Mount("overlay", "overlay", "",
				List.of("lowerdir=" + this.upper.getParent() + ":" + this.lower.getParent()))))
			.orElseThrow();
		RootTree.Node node = tree.resolve("/data");
		assertThat(node).isNotNull();
		TreeCopy.copy(node, this.target, this.target);
		try (var files = Files.list(this.directory)) {
			assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("upper", "lower",
					"volume");
		}
	}

	private static String run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(out).isZero();
		return out;
	}

	/**
	 * Set an attribute that Java does not see.
	 */
	private static void attribute(Path path, String name, String hex) throws Exception {
		run("python3", "-c", "import os,sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))",
				path.toString(), name, hex);
	}

	private static String attributes(Path path) throws Exception {
		return run("python3", "-c", "import os,sys; p=sys.argv[1]; print(sorted((n, os.getxattr(p, n).hex())"
				+ " for n in os.listxattr(p)))", path.toString());
	}

	@Test
	void attributesThatJavaDoesNotSee() throws Exception {
		String capability = "0100000200040000000000000000000000000000";
		String acl = "0200000001000700ffffffff02000500e803000004000500ffffffff10000700ffffffff20000500ffffffff";
		Path file = Files.writeString(this.lower.resolve("server"), "x");
		Files.setAttribute(file, "unix:uid", 1000);
		attribute(file, "security.capability", capability);
		Path inner = Files.createDirectory(this.upper.resolve("inner"));
		for (Path path : List.of(this.upper, inner)) {
			attribute(path, "user.note", "aa");
			attribute(path, "trusted.note", "bb");
			attribute(path, "system.posix_acl_default", acl);
		}
		attribute(inner, "trusted.overlay.opaque", "79");
		attribute(file, "system.posix_acl_access", acl);
		copy();
		assertThat(attributes(this.target.resolve("server"))).isEqualTo(attributes(file)).contains(capability);
		assertThat(attributes(this.target)).isEqualTo(attributes(this.upper)).contains(acl);
		assertThat(attributes(this.target.resolve("inner"))).isEqualTo(attributes(this.upper)).contains("trusted.note");
		assertThat(Files.getAttribute(this.target.resolve("server"), "unix:uid")).isEqualTo(1000);
	}

	@Test
	void whatIsNoPlainFile() throws Exception {
		Path file = Files.writeString(this.lower.resolve("file"), "one");
		Files.createLink(this.lower.resolve("same"), file);
		Files.createSymbolicLink(this.lower.resolve("link"), Path.of("/etc/../nowhere"));
		run("touch", "-h", "-d", "@1000000000", this.lower.resolve("link").toString());
		run("mkfifo", "-m", "640", this.lower.resolve("fifo").toString());
		run("mknod", this.upper.resolve("null").toString(), "c", "1", "3");
		Files.writeString(this.lower.resolve("gone"), "x");
		run("mknod", this.upper.resolve("gone").toString(), "c", "0", "0");
		run("python3", "-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
				this.upper.resolve("socket").toString());
		copy();
		assertThat(Files.getAttribute(this.target.resolve("same"), "unix:ino"))
			.isEqualTo(Files.getAttribute(this.target.resolve("file"), "unix:ino"));
		Path link = this.target.resolve("link");
		assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("/etc/../nowhere"));
		assertThat(Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS)).isEqualTo(TIME);
		assertThat(run("stat", "-c", "%A", this.target.resolve("fifo").toString())).isEqualTo("prw-r-----\n");
		assertThat(run("stat", "-c", "%F %t %T", this.target.resolve("null").toString()))
			.isEqualTo("character special file 1 3\n");
		assertThat(Files.exists(this.target.resolve("gone"), LinkOption.NOFOLLOW_LINKS)).isFalse();
		assertThat(Files.exists(this.target.resolve("socket"), LinkOption.NOFOLLOW_LINKS)).isFalse();
	}

	@Test
	void directoriesOfAllLayersWithTheAttributesOfTheUppermost() throws Exception {
		for (Path layer : List.of(this.lower, this.upper)) {
			Path inner = Files.createDirectories(layer.resolve("a/b"));
			Files.writeString(inner.resolve("of-" + layer.getParent().getFileName()), "x");
			Files.writeString(inner.resolve("both"), layer.getParent().getFileName().toString());
			Files.setPosixFilePermissions(inner,
					PosixFilePermissions.fromString(layer.equals(this.upper) ? "rwxr-x---" : "rwxrwxrwx"));
		}
		Files.createDirectories(this.lower.resolve("empty/too"));
		for (Path path : List.of(this.upper.resolve("a/b"), this.upper.resolve("a"), this.upper,
				this.lower.resolve("empty"))) {
			Files.setLastModifiedTime(path, TIME);
		}
		copy();
		Path inner = this.target.resolve("a/b");
		assertThat(inner.resolve("of-lower")).exists();
		assertThat(inner.resolve("of-upper")).exists();
		assertThat(inner.resolve("both")).hasContent("upper");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner))).isEqualTo("rwxr-x---");
		for (String name : List.of("", "a", "a/b", "empty")) {
			assertThat(Files.getLastModifiedTime(this.target.resolve(name))).as(name).isEqualTo(TIME);
		}
		assertThat(this.target.resolve("empty/too")).isDirectory();
	}

	@Test
	void hostileNames() throws Exception {
		List<String> names = List.of("-T", "--to-command=touch x", "new\nline", "back\\slash", "per%41cent", " ", "*",
				"\"quotes'", "a");
		for (String name : names) {
			Files.writeString(this.lower.resolve(name), name);
		}
		run("python3", "-c", "import os,sys; open(os.fsencode(sys.argv[1]) + b'/n\\xff\\xfe', 'w').write('raw')",
				this.lower.toString());
		copy();
		for (String name : names) {
			assertThat(this.target.resolve(name)).hasContent(name);
		}
		assertThat(run("python3", "-c", "import os,sys; print(open(os.fsencode(sys.argv[1]) + b'/n\\xff\\xfe').read())",
				this.target.toString()))
			.isEqualTo("raw\n");
		assertThat(this.target.toFile().list()).hasSize(names.size() + 1);
	}

	/** A link of one layer where another has a directory leads nowhere. */
	@Test
	void linksAreNotFollowed() throws Exception {
		Path outside = Files.createDirectory(this.directory.resolve("upper/outside"));
		Files.writeString(outside.resolve("secret"), "x");
		Files.createSymbolicLink(this.upper.resolve("way"), outside);
		Files.createDirectories(this.lower.resolve("way"));
		Files.writeString(this.lower.resolve("way/file"), "x");
		copy();
		assertThat(this.target.resolve("way")).isSymbolicLink();
		assertThat(outside.toFile().list()).containsExactly("secret");
	}

	@Test
	void failureSaysWhatTarSaid() throws IOException {
		TarCopy copy = new TarCopy(TarCopy.program().orElseThrow());
		copy.add(this.lower, Path.of("missing"));
		Path scratch = this.directory.resolve("names");
		assertThatIOException().isThrownBy(() -> copy.copy(this.target, scratch)).withMessageContaining("missing");
		assertThat(this.directory.toFile().list()).containsExactlyInAnyOrder("upper", "lower", "volume");
	}

	@Test
	void withoutTarPlainThingsAreCopied() throws Exception {
		Path file = Files.writeString(Files.createDirectory(this.lower.resolve("a")).resolve("file"), "one");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
		Files.createSymbolicLink(this.lower.resolve("link"), Path.of("a"));
		RootTree tree = RootTree.of(List.of(new Mount("bind", this.lower.toString(), "", List.of()))).orElseThrow();
		RootTree.Node node = tree.resolve("/");
		assertThat(node).isNotNull();
		TreeCopy.copyWithoutTar(node, this.target);
		assertThat(this.target.resolve("link/file")).hasContent("one");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.target.resolve("a/file"))))
			.isEqualTo("rw-------");
	}

}

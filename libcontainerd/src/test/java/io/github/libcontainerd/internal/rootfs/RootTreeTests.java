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
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.internal.grpc.Mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Layers read without being mounted.
 */
class RootTreeTests {

	@TempDir
	private Path directory;

	private Path upper;

	private Path lower;

	private RootTree tree;

	@BeforeEach
	void makeLayers() throws IOException {
		this.upper = Files.createDirectories(this.directory.resolve("upper/etc")).getParent();
		this.lower = Files.createDirectories(this.directory.resolve("lower/etc")).getParent();
		Files.writeString(this.directory.resolve("secret"), "of the host");
		this.tree = RootTree
			.of(List.of(new Mount("overlay", "overlay", "",
					List.of("index=off", "lowerdir=" + this.upper + ":" + this.lower))))
			.orElseThrow();
	}

	private String read(String path) throws IOException {
		return this.tree.read(path, 1000).map((bytes) -> new String(bytes, StandardCharsets.UTF_8)).orElse("-");
	}

	private static void write(Path layer, String path, String text) throws IOException {
		Path file = layer.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private static void whiteout(Path layer, String path) throws Exception {
		Process mknod = new ProcessBuilder("mknod", layer.resolve(path).toString(), "c", "0", "0").start();
		assertThat(mknod.waitFor()).isZero();
	}

	@Test
	void upperLayerHidesTheLowerFileByFile() throws IOException {
		write(this.lower, "etc/one", "lower");
		write(this.lower, "etc/two", "lower");
		write(this.upper, "etc/one", "upper");
		assertThat(read("/etc/one")).isEqualTo("upper");
		assertThat(read("etc//./two")).isEqualTo("lower");
		assertThat(read("etc/three")).isEqualTo("-");
		assertThat(read("etc")).isEqualTo("-");
		assertThat(read("etc/one/below")).isEqualTo("-");
	}

	@Test
	void whatWasRemovedIsGone() throws Exception {
		write(this.lower, "etc/one", "lower");
		write(this.lower, "opt/deep/two", "lower");
		whiteout(this.upper, "etc/one");
		whiteout(this.upper, "opt");
		assertThat(read("etc/one")).isEqualTo("-");
		assertThat(read("opt/deep/two")).isEqualTo("-");
	}

	@Test
	void directoryThatWasReplacedHidesTheOneBelow() throws Exception {
		write(this.lower, "etc/one", "lower");
		write(this.lower, "opt/ä/two", "lower");
		write(this.upper, "opt/ä/three", "upper");
		assertThat(read("etc/one")).isEqualTo("lower");
		opaque(this.upper.resolve("etc"));
		assertThat(read("etc/one")).isEqualTo("-");
		assertThat(read("opt/ä/two")).isEqualTo("lower");
		opaque(this.upper.resolve("opt"));
		assertThat(read("opt/ä/two")).isEqualTo("-");
		assertThat(read("opt/ä/three")).isEqualTo("upper");
	}

	private static void opaque(Path directory) throws Exception {
		Process process = new ProcessBuilder("python3", "-c",
				"import os,sys; os.setxattr(sys.argv[1], 'trusted.overlay.opaque', b'y')", directory.toString())
			.start();
		assertThat(process.waitFor()).isZero();
	}

	@Test
	void fileInThePlaceOfADirectoryHidesIt() throws IOException {
		write(this.lower, "opt/one", "lower");
		write(this.upper, "opt", "a file");
		assertThat(read("opt/one")).isEqualTo("-");
		write(this.lower, "srv", "a file");
		write(this.upper, "srv/one", "upper");
		assertThat(read("srv/one")).isEqualTo("upper");
	}

	@Test
	void linksStayInTheRoot() throws IOException {
		write(this.lower, "real/file", "inside");
		Files.createSymbolicLink(this.upper.resolve("etc/absolute"), Path.of("/real/file"));
		Files.createSymbolicLink(this.upper.resolve("etc/climbing"), Path.of("../../../../../real/file"));
		Files.createSymbolicLink(this.upper.resolve("etc/dir"), Path.of("/real"));
		Files.createSymbolicLink(this.upper.resolve("etc/host"), this.directory.resolve("secret"));
		Files.createSymbolicLink(this.upper.resolve("etc/up"), Path.of("../../secret"));
		assertThat(read("etc/absolute")).isEqualTo("inside");
		assertThat(read("etc/climbing")).isEqualTo("inside");
		assertThat(read("etc/dir/file")).isEqualTo("inside");
		assertThat(read("etc/dir/../real/file")).isEqualTo("inside");
		assertThat(read("etc/host")).isEqualTo("-");
		assertThat(read("etc/up")).isEqualTo("-");
		assertThat(read("../../secret")).isEqualTo("-");
	}

	@Test
	void linksThatGoInCirclesEnd() throws IOException {
		Files.createSymbolicLink(this.upper.resolve("a"), Path.of("b"));
		Files.createSymbolicLink(this.upper.resolve("b"), Path.of("a"));
		assertThatIOException().isThrownBy(() -> read("a/etc/passwd")).isInstanceOf(FileSystemLoopException.class);
	}

	@Test
	void onlyFilesOfSensibleSizeAreRead() throws Exception {
		write(this.upper, "etc/much", "x".repeat(1001));
		assertThatIOException().isThrownBy(() -> read("etc/much"));
		assertThat(new ProcessBuilder("mkfifo", this.upper.resolve("etc/fifo").toString()).start().waitFor()).isZero();
		assertThat(read("etc/fifo")).isEqualTo("-");
	}

	@Test
	void snapshotterWithoutDirectoriesIsToldApart() {
		assertThat(RootTree.of(List.of(new Mount("ext4", "/dev/mapper/x", "", List.of())))).isEmpty();
		assertThat(RootTree.of(List.of())).isEmpty();
		assertThat(RootTree.of(List.of(new Mount("bind", "/no/such", "", List.of("rbind"))))).isEmpty();
		assertThat(RootTree.of(List.of(new Mount("bind", this.lower.toString(), "", List.of("rbind"))))).isPresent();
	}

	@Test
	void copyHasOwnersModesAndLinks() throws Exception {
		write(this.lower, "data/sub/file", "lower");
		write(this.lower, "data/gone", "lower");
		write(this.upper, "data/own", "upper");
		Files.createSymbolicLink(this.upper.resolve("data/link"), Path.of("/etc/passwd"));
		Files.setAttribute(this.upper.resolve("data/own"), "unix:uid", 1234);
		Files.setAttribute(this.upper.resolve("data/own"), "unix:mode", 04750);
		Files.setAttribute(this.upper.resolve("data"), "unix:gid", 77);
		whiteout(this.upper, "data/gone");
		Path target = Files.createDirectory(this.directory.resolve("target"));
		TreeCopy.copy(this.tree.resolve("data"), target, target);
		assertThat(target.resolve("sub/file")).hasContent("lower");
		assertThat(target.resolve("gone")).doesNotExist();
		assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("/etc/passwd"));
		assertThat(Files.getAttribute(target.resolve("own"), "unix:uid")).isEqualTo(1234);
		assertThat((int) Files.getAttribute(target.resolve("own"), "unix:mode") & 07777).isEqualTo(04750);
		assertThat(Files.getAttribute(target, "unix:gid")).isEqualTo(77);
	}

	@Test
	void copyHasFilesWhoseNamesAreNoText() throws Exception {
		Files.createDirectory(this.lower.resolve("data"));
		Process made = new ProcessBuilder("sh", "-c", "cd \"$0\" && echo text > \"$(printf 'caf\\351')\"",
				this.lower.resolve("data").toString())
			.start();
		assertThat(made.waitFor()).isZero();
		Path target = Files.createDirectory(this.directory.resolve("target"));
		TreeCopy.copy(this.tree.resolve("data"), target, target);
		try (var copied = Files.list(target)) {
			assertThat(copied).singleElement().satisfies((file) -> assertThat(file).hasContent("text"));
		}
	}

}

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

package io.github.libcontainerd.internal.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Archives of GNU tar, of our own writer, and damaged ones.
 */
class TarReaderTests {

	@TempDir
	private Path directory;

	private static Map<String, byte[]> files(byte[] archive) throws IOException {
		Map<String, byte[]> files = new LinkedHashMap<>();
		TarReader tar = new TarReader(new ByteArrayInputStream(archive));
		for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
			if (entry.type() == TarEntry.Type.FILE) {
				files.put(entry.name(), content(tar));
			}
		}
		return files;
	}

	private static byte[] content(TarReader tar) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[1000];
		for (int count = tar.read(buffer, 0, buffer.length); count >= 0; count = tar.read(buffer, 0, buffer.length)) {
			out.write(buffer, 0, count);
		}
		return out.toByteArray();
	}

	private byte[] tar(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("tar", "-C", this.directory.toString(), "-cf", "-"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		return process.getInputStream().readAllBytes();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gnu", "pax", "ustar", "oldgnu", "v7" })
	void readsAllFormatsOfGnuTar(String format) throws IOException {
		byte[] bytes = new byte[1234];
		new Random(1).nextBytes(bytes);
		Files.write(this.directory.resolve("some"), bytes);
		Files.createFile(this.directory.resolve("empty"));
		Files.createSymbolicLink(this.directory.resolve("link"), Path.of("some"));
		Files.createLink(this.directory.resolve("hard"), this.directory.resolve("some"));
		byte[] archive = tar("--format=" + format, "some", "empty", "link", "hard");
		assertThat(files(archive)).containsOnlyKeys("some", "empty").containsEntry("some", bytes);
		TarReader tar = new TarReader(new ByteArrayInputStream(archive));
		List<TarEntry> entries = new ArrayList<>();
		for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
			entries.add(entry);
		}
		assertThat(entries).containsExactly(new TarEntry("some", TarEntry.Type.FILE, "", 1234),
				new TarEntry("empty", TarEntry.Type.FILE, "", 0),
				new TarEntry("link", TarEntry.Type.SYMBOLIC_LINK, "some", 0),
				new TarEntry("hard", TarEntry.Type.HARD_LINK, "some", 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gnu", "pax" })
	void readsLongNames(String format) throws IOException {
		String name = "ä".repeat(40) + "/" + "b".repeat(200) + "/" + "c".repeat(200);
		Path file = this.directory.resolve(name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, "deep");
		Files.createSymbolicLink(this.directory.resolve("to"), Path.of(name));
		byte[] archive = tar("--format=" + format, name, "to");
		assertThat(files(archive)).containsOnlyKeys(name);
		TarReader tar = new TarReader(new ByteArrayInputStream(archive));
		tar.next();
		assertThat(tar.next()).isEqualTo(new TarEntry("to", TarEntry.Type.SYMBOLIC_LINK, name, 0));
	}

	@Test
	void readsNamesInTwoParts() throws IOException {
		String name = "a".repeat(90) + "/" + "b".repeat(90);
		Files.createDirectories(this.directory.resolve(name).getParent());
		Files.writeString(this.directory.resolve(name), "x");
		assertThat(files(tar("--format=ustar", name))).containsOnlyKeys(name);
	}

	@Test
	void sparseFilesAreNotSupported() throws IOException {
		try (var file = java.nio.channels.FileChannel.open(this.directory.resolve("sparse"),
				java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
			file.position(10_000_000);
			file.write(java.nio.ByteBuffer.wrap(new byte[] { 1 }));
		}
		for (String format : List.of("gnu", "pax")) {
			byte[] archive = tar("--format=" + format, "-S", "sparse");
			assertThatExceptionOfType(ArchiveException.class).isThrownBy(() -> files(archive))
				.matches(ArchiveException::isUnsupported);
		}
	}

	@Test
	void readsWhatTheWriterWrites() throws IOException {
		String longName = "blobs/sha512/" + "0".repeat(128);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		TarWriter writer = new TarWriter(out);
		writer.directory("blobs");
		writer.file("small", "hello".getBytes(StandardCharsets.UTF_8));
		writer.file(longName, 513, new ByteArrayInputStream(new byte[513]));
		writer.file("empty", new byte[0]);
		writer.finish();
		byte[] archive = out.toByteArray();
		assertThat(archive.length % 512).isZero();
		assertThat(files(archive)).containsOnlyKeys("small", longName, "empty");
		Path file = Files.write(this.directory.resolve("ours.tar"), archive);
		Process gnu = new ProcessBuilder("tar", "-tf", file.toString()).redirectErrorStream(true).start();
		assertThat(new String(gnu.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
			.containsExactly("blobs/", "small", longName, "empty");
	}

	@Test
	void largeSizesAreWrittenAndRead() throws IOException {
		long size = 9L * 1024 * 1024 * 1024;
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		// It ends at once, and the header has been written by then.
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new TarWriter(out).file("large", size, InputStream.nullInputStream()));
		TarEntry entry = new TarReader(new ByteArrayInputStream(out.toByteArray())).next();
		assertThat(entry).isEqualTo(new TarEntry("large", TarEntry.Type.FILE, "", size));
	}

	@Test
	void contentOfAnotherSizeIsNotWritten() {
		assertThatExceptionOfType(IOException.class).isThrownBy(
				() -> new TarWriter(new ByteArrayOutputStream()).file("x", 5, new ByteArrayInputStream(new byte[4])))
			.withMessageContaining("4 bytes instead of 5");
	}

	@Test
	void everyTruncationIsFound() throws IOException {
		Files.write(this.directory.resolve("some"), new byte[700]);
		byte[] archive = Arrays.copyOf(tar("--format=gnu", "some"), 512 + 1024);
		assertThatNoException().isThrownBy(() -> files(archive));
		for (int length = 1; length < 512 + 700; length += 37) {
			byte[] part = Arrays.copyOf(archive, length);
			assertThatExceptionOfType(ArchiveException.class).as("of length " + length).isThrownBy(() -> files(part));
		}
	}

	@Test
	void noDamageIsWorseThanAnException() throws IOException {
		Files.createDirectories(this.directory.resolve("d".repeat(120)));
		Files.writeString(this.directory.resolve("d".repeat(120) + "/x"), "content");
		Random random = new Random(42);
		for (String format : List.of("gnu", "pax")) {
			byte[] archive = tar("--format=" + format, "d".repeat(120));
			for (int i = 0; i < 2000; i++) {
				byte[] damaged = archive.clone();
				for (int k = 0; k < 3; k++) {
					damaged[random.nextInt(4096)] = (byte) random.nextInt();
				}
				try {
					files(damaged);
				}
				catch (ArchiveException ex) {
					assertThat(ex).hasMessageContaining("archive");
				}
			}
		}
	}

}

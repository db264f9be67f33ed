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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.internal.archive.ArchiveException;
import io.github.libcontainerd.internal.archive.TarAttributes;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.spec.IdMapping;
import io.github.libcontainerd.test.LeakCheck;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RootCopy}.
 */
class RootCopyTests {

	@TempDir
	private Path directory;

	private Path root;

	private Path outside;

	private RootCopy copy;

	@BeforeEach
	void setUp() throws IOException {
		this.root = Files.createDirectory(this.directory.resolve("root"));
		this.outside = Files.createDirectory(this.directory.resolve("outside"));
		Files.writeString(this.outside.resolve("secret"), "of the host");
		this.copy = new RootCopy(this.root, RootMounts.NONE, () -> {
		});
	}

	private void mounted(RootMount... mounts) throws IOException {
		this.copy = new RootCopy(this.root, RootMounts.of(this.root, List.of(mounts)), () -> {
		});
	}

	private void in(String path, TestTar tar) throws IOException {
		this.copy.in(path, new ByteArrayInputStream(tar.toBytes()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private void assertOutsideUntouched() {
		assertThat(this.outside.toFile().list()).containsExactly("secret");
		assertThat(this.outside.resolve("secret")).hasContent("of the host");
	}

	@Test
	void filesDirectoriesAndLinksKeepTheirOwnersAndModes() throws IOException {
		LeakCheck leaks = LeakCheck.begin();
		in("/srv/new",
				new TestTar().entry("a/", '5', 01770, 7, 8, "", new byte[0])
					.entry("a/run", '0', 04755, 1000, 1001, "", bytes("x"))
					.entry("a/link", '2', 0777, 5, 6, "run", new byte[0])
					.hardLink("hard", "a/run"));
		Path made = this.root.resolve("srv/new");
		assertThat(Files.readAttributes(made.resolve("a"), "unix:mode,uid,gid")).containsEntry("mode", 041770)
			.containsEntry("uid", 7)
			.containsEntry("gid", 8);
		assertThat(Files.readAttributes(made.resolve("a/run"), "unix:mode,uid,gid,nlink"))
			.containsEntry("mode", 0104755)
			.containsEntry("uid", 1000)
			.containsEntry("gid", 1001)
			.containsEntry("nlink", 2);
		assertThat(made.resolve("a/link")).isSymbolicLink().hasContent("x");
		assertThat(made.resolve("hard")).hasContent("x");
		leaks.assertNothingLeft();
	}

	@Test
	void linksAreFollowedWithinTheRoot() throws IOException {
		Files.createDirectories(this.root.resolve("usr/bin"));
		Files.createSymbolicLink(this.root.resolve("bin"), Path.of("/usr/bin"));
		Files.createSymbolicLink(this.root.resolve("host"), this.outside);
		Files.createSymbolicLink(this.root.resolve("up"), Path.of("../../../.." + this.outside));
		in("/", new TestTar().directory("bin/").file("bin/tool", "x").file("host/a", "1").file("up/b", "2"));
		assertThat(this.root.resolve("usr/bin/tool")).hasContent("x");
		Path inside = this.root.resolve(this.outside.toString().substring(1));
		assertThat(inside.resolve("a")).hasContent("1");
		assertThat(inside.resolve("b")).hasContent("2");
		in("/host", new TestTar().file("c", "3"));
		assertThat(inside.resolve("c")).hasContent("3");
		assertOutsideUntouched();
	}

	@Test
	void linkAtThePlaceOfAFileIsReplaced() throws IOException {
		Files.createSymbolicLink(this.root.resolve("file"), this.outside.resolve("secret"));
		in("/", new TestTar().file("file", "new")
			.symbolicLink("again", this.outside.resolve("secret").toString())
			.file("again", "newer"));
		assertThat(this.root.resolve("file")).isRegularFile().hasContent("new");
		assertThat(this.root.resolve("again")).hasContent("newer");
		assertOutsideUntouched();
	}

	@Test
	void entryThroughALinkOfTheArchiveStaysInside() throws IOException {
		in("/", new TestTar().symbolicLink("evil", this.outside.toString()).file("evil/secret", "changed"));
		assertOutsideUntouched();
	}

	@Test
	void whatLeadsOutOrIsNoFileIsRefused() {
		for (TestTar tar : List.of(new TestTar().file("../a", "x"), new TestTar().file("a/../../b", "x"),
				new TestTar().hardLink("a", "../outside/secret"),
				new TestTar().entry("null", '3', 0666, 0, 0, "", new byte[0]),
				new TestTar().entry("fifo", '6', 0666, 0, 0, "", new byte[0]))) {
			assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> in("/", tar));
		}
		assertThat(this.root).isEmptyDirectory();
		assertOutsideUntouched();
	}

	@Test
	void absoluteNamesAreRelative() throws IOException {
		in("/srv", new TestTar().file(this.outside + "/secret", "x"));
		assertThat(this.root.resolve("srv" + this.outside + "/secret")).hasContent("x");
		assertOutsideUntouched();
	}

	@Test
	void wayGoesOnInWhatIsMounted() throws IOException {
		Path volume = Files.createDirectories(this.directory.resolve("volume/deep")).getParent();
		Path other = Files.createDirectory(this.directory.resolve("other"));
		Files.createDirectories(this.root.resolve("run"));
		Files.createDirectories(this.root.resolve("var"));
		Files.createSymbolicLink(this.root.resolve("var/run"), Path.of("/run"));
		Files.createSymbolicLink(volume.resolve("host"), this.outside);
		mounted(new RootMount("/var/run/data", volume, false, ""), new RootMount("/run/data/deep", other, false, ""));
		in("/", new TestTar().file("run/data/a", "1")
			.file("var/run/data/deep/b", "2")
			.hardLink("run/data/c", "run/data/a"));
		assertThat(volume.resolve("a")).hasContent("1");
		assertThat(volume.resolve("c")).hasContent("1");
		assertThat(volume.resolve("deep")).isEmptyDirectory();
		assertThat(other.resolve("b")).hasContent("2");
		assertThat(this.root.resolve("run")).isEmptyDirectory();
		assertThat(names("/run/data/deep")).containsExactlyInAnyOrder("./", "./b");
		assertThat(names("/run/data/deep/../a")).containsExactly("./a");
		in("/run/data/host", new TestTar().file("d", "3"));
		assertThat(this.root.resolve(this.outside.toString().substring(1)).resolve("d")).hasContent("3");
		assertThatExceptionOfType(FileSystemException.class)
			.isThrownBy(() -> in("/", new TestTar().file("run/data", "x")))
			.withMessageContaining("is a directory");
		assertOutsideUntouched();
	}

	@Test
	void whatIsMountedReadOnlyOrNotThereIsRefused() throws IOException {
		Path volume = Files.createDirectory(this.directory.resolve("volume"));
		mounted(new RootMount("/data", volume, true, ""), new RootMount("/tmp", null, false, "is in memory"),
				new RootMount("/tmp/sub", volume, false, ""), new RootMount("/etc/hosts", null, false, "is a file"));
		for (String path : List.of("/data", "/data/new", "/data/new/../other")) {
			assertThatExceptionOfType(FileSystemException.class)
				.isThrownBy(() -> in(path, new TestTar().file("file", "x")))
				.withMessageContaining("'/data', which is read-only");
		}
		assertThat(volume).isEmptyDirectory();
		for (TestTar tar : List.of(new TestTar().file("tmp/a", "x"), new TestTar().file("tmp/sub/a", "x"),
				new TestTar().file("tmp", "x"), new TestTar().symbolicLink("link", "tmp").file("link/a", "x"),
				new TestTar().file("etc/hosts", "x"), new TestTar().hardLink("a", "tmp/a"))) {
			assertThatExceptionOfType(AbsentMountException.class).isThrownBy(() -> in("/", tar));
		}
		assertThatExceptionOfType(AbsentMountException.class).isThrownBy(() -> names("/etc/hosts"))
			.satisfies((ex) -> assertThat(ex.getFile() + " " + ex.getReason()).isEqualTo("/etc/hosts is a file"));
	}

	@Test
	void truncatedArchiveIsAnError() {
		byte[] bytes = new TestTar().file("a", "x".repeat(2000)).toBytes();
		assertThatExceptionOfType(ArchiveException.class)
			.isThrownBy(() -> this.copy.in("/", new ByteArrayInputStream(bytes, 0, 1024)));
	}

	@Test
	void circleOfLinksIsAnError() throws IOException {
		Files.createSymbolicLink(this.root.resolve("a"), Path.of("b"));
		Files.createSymbolicLink(this.root.resolve("b"), Path.of("/a"));
		assertThatExceptionOfType(FileSystemLoopException.class).isThrownBy(() -> in("/a", new TestTar()));
	}

	@Test
	void archiveOfADirectoryHasNamesRelativeToIt() throws IOException {
		LeakCheck leaks = LeakCheck.begin();
		Files.createDirectories(this.root.resolve("srv/a"));
		Files.writeString(this.root.resolve("srv/a/file"), "x");
		Files.createSymbolicLink(this.root.resolve("srv/link"), this.outside);
		Files.createSymbolicLink(this.root.resolve("data"), Path.of("/srv"));
		assertThat(names("/data")).containsExactlyInAnyOrder("./", "./a/", "./a/file", "./link");
		assertThat(names("/data/a/file")).containsExactly("./file");
		assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> names("/data/link/secret"));
		leaks.assertNothingLeft();
	}

	private List<String> names(String path) throws IOException {
		List<String> names = new ArrayList<>();
		try (InputStream archive = this.copy.out(path)) {
			TarReader reader = new TarReader(archive);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				names.add(entry.name());
			}
		}
		return names;
	}

	@Test
	void readerThatClosesEarlyLeavesNothing() throws IOException {
		Files.write(this.root.resolve("large"), new byte[8 << 20]);
		LeakCheck leaks = LeakCheck.begin("process reaper");
		InputStream archive = this.copy.out("/large");
		assertThat(archive.read()).isNotNegative();
		archive.close();
		assertThat(ProcessHandle.current().children().filter(RootCopyTests::isTar)).isEmpty();
		leaks.assertNothingLeft();
	}

	private static boolean isTar(ProcessHandle process) {
		return process.info().command().orElse("").endsWith("/tar") && process.isAlive();
	}

	@Test
	void directoryThatIsSwappedForALinkAllTheTimeLeadsNowhere() throws Exception {
		Path door = Files.createDirectory(this.root.resolve("door"));
		Path trap = Files.createSymbolicLink(this.root.resolve("trap"), this.outside);
		AtomicBoolean stop = new AtomicBoolean();
		Thread swapper = new Thread(() -> {
			Path spare = this.root.resolve("spare");
			while (!stop.get()) {
				try {
					Files.move(door, spare);
					Files.move(trap, door, StandardCopyOption.ATOMIC_MOVE);
					Files.move(door, trap, StandardCopyOption.ATOMIC_MOVE);
					Files.move(spare, door);
				}
				catch (IOException ex) {
					// The copy has made a directory in between.
					restore(door, trap, spare);
				}
			}
		});
		swapper.start();
		try {
			for (int i = 0; i < 100; i++) {
				try {
					in("/door", new TestTar().file("mine", "x").directory("made/"));
					for (String name : names("/door")) {
						assertThat(name).isNotEqualTo("./secret");
					}
				}
				catch (IOException ex) {
					// It was not there just then.
				}
			}
		}
		finally {
			stop.set(true);
			swapper.join();
		}
		assertOutsideUntouched();
	}

	private static void restore(Path door, Path trap, Path spare) {
		try {
			if (Files.isSymbolicLink(door)) {
				Files.move(door, trap, StandardCopyOption.REPLACE_EXISTING);
			}
			if (Files.exists(spare) && Files.notExists(door)) {
				Files.move(spare, door);
			}
			else if (Files.exists(spare)) {
				new ProcessBuilder("rm", "-r", spare.toString()).start().waitFor();
			}
		}
		catch (IOException ex) {
			// The next turn tries again.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 100_000, 2_147_483_648L })
	void aUserNamespaceHasOtherIdsThanItsArchives(long first) throws IOException {
		List<IdMapping> range = List.of(IdMapping.of(0, first, 65536));
		RootCopy mapped = new RootCopy(this.root, RootMounts.NONE, () -> {
		}, new IdMap(range, range));
		mapped.in("/srv/new",
				new ByteArrayInputStream(new TestTar().entry("a/", '5', 01770, 7, 8, "", new byte[0])
					.entry("a/run", '0', 04755, 1000, 1001, "", bytes("x"))
					.entry("a/link", '2', 0777, 5, 6, "run", new byte[0])
					.toBytes()));
		Path made = this.root.resolve("srv/new");
		assertThat(Files.readAttributes(made.resolve("a/run"), "unix:mode,uid,gid")).containsEntry("mode", 0104755)
			.containsEntry("uid", (int) (first + 1000))
			.containsEntry("gid", (int) (first + 1001));
		assertThat(Files.getAttribute(made, "unix:uid")).isEqualTo((int) first);
		Files.writeString(made.resolve("n".repeat(200)), "y".repeat(1025));
		Map<String, String> owners = new TreeMap<>();
		try (InputStream archive = mapped.out("/srv/new")) {
			TarReader reader = new TarReader(archive);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				TarAttributes attributes = reader.attributes();
				owners.put(entry.name().replaceAll("^\\./|/$", ""), attributes.uid() + ":" + attributes.gid());
			}
		}
		assertThat(owners).containsEntry("a", "7:8")
			.containsEntry("a/run", "1000:1001")
			.containsEntry("a/link", "5:6")
			.containsEntry("n".repeat(200), "65534:65534");
		assertThatExceptionOfType(FileSystemException.class)
			.isThrownBy(() -> mapped.in("/",
					new ByteArrayInputStream(new TestTar().entry("b", '0', 0644, 70000, 0, "", new byte[0]).toBytes())))
			.withMessageContaining("the user 70000");
	}

}

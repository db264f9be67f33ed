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
package io.github.libcontainerd.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.libcontainerd.ContainerStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.internal.archive.TarAttributes;
import io.github.libcontainerd.internal.archive.TarEntry;
import io.github.libcontainerd.internal.archive.TarReader;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files into a container and out of it, before it starts, while it runs and after its
 * end.
 */
abstract class CopyContract extends ImageRunTest {

	@AfterEach
	void removeVolumes() {
		containers().list().forEach(RunningContainer::remove);
		this.client.volumes().prune();
		assertThat(this.client.volumes().list()).isEmpty();
	}

	protected static InputStream tar(String name, String content) {
		return new ByteArrayInputStream(new TestTar().file(name, content).toBytes());
	}

	protected static String first(InputStream archive) throws IOException {
		try (archive) {
			TarReader reader = new TarReader(archive);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				if (entry.type() == TarEntry.Type.FILE) {
					byte[] bytes = new byte[(int) entry.size()];
					return new String(bytes, 0, Math.max(0, reader.read(bytes, 0, bytes.length)));
				}
			}
			return "";
		}
	}

	/**
	 * Return the modes and owners of what is in an archive, by its names.
	 */
	private Map<String, String> attributes(InputStream archive) throws IOException {
		Map<String, String> found = new TreeMap<>();
		try (archive) {
			TarReader reader = new TarReader(archive);
			for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
				TarAttributes attributes = reader.attributes();
				found.put(entry.name(), entry.type() + " " + Integer.toOctalString(attributes.mode())
						+ owners(attributes.uid() + ":" + attributes.gid()));
			}
		}
		return found;
	}

	/**
	 * The fake has files of whoever tests with it.
	 */
	private String owners(String owners) {
		return this.daemon.real() ? " " + owners : "";
	}

	private Path archive(TestTar tar) throws IOException {
		return Files.write(this.directory.resolve("files.tar"), tar.toBytes());
	}

	private String cat(RunRequest.Builder request) {
		return containers().run(request.build()).stdout().text();
	}

	private RunningContainer ended(RunRequest.Builder request) {
		RunningContainer container = containers().start(request.remove(false).build());
		assertThat(end(container.exit()).code()).isZero();
		assertThat(this.client.inspect(container.id()).status()).isEqualTo(ContainerStatus.EXITED);
		return container;
	}

	@Test
	void runningContainerGetsFilesAndGivesThem() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "of the host");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
		Path fetched = this.directory.resolve("fetched");
		RunningContainer container = containers()
			.start(script(image(), "echo own > /own; echo ready; sleep 100").volume("data", "/data").build());
		awaitLine(container, "ready");
		container.copyIn("/data/sub", tar("file", "in the volume,"));
		container.copyIn("/srv/new", tar("file", "in a new directory,"));
		container.copyIn(file, "/srv/copy");
		assertThat(container.exec("cat", "/data/sub/file", "/srv/new/file", "/srv/copy").stdout().text())
			.isEqualTo("in the volume,in a new directory,of the host");
		assertThat(this.client.volumes().inspect("data").directory().resolve("sub/file")).hasContent("in the volume,");
		assertThat(first(container.copyOut("/data/sub"))).isEqualTo("in the volume,");
		assertThat(first(container.copyOut("/own"))).isEqualTo("own\n");
		container.copyOut("/srv/copy", fetched);
		assertThat(fetched).hasContent("of the host");
		assertThat(attributes(container.copyOut("/srv/copy"))).containsEntry("./copy", "FILE 750" + owners("0:0"));
		container.exec("rm", "/srv/copy", "/bin/busybox");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> container.copyOut("/srv/copy"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> container.copyOut("/bin/busybox"));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> container.copyIn("/", tar("../up", "x")));
	}

	@Test
	void containerThatIsNoMoreHasNoFiles() {
		RunningContainer container = containers().start(script(image(), "sleep 100").build());
		container.stop(Duration.ZERO);
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> container.copyIn("/", tar("late", "x")));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> container.copyOut("/own"));
	}

	@Test
	void containerThatHasEndedGetsFilesAndGivesThem() throws IOException {
		RunningContainer container = ended(script(image(), "echo made > /result").id("job"));
		assertThat(first(container.copyOut("/result"))).isEqualTo("made\n");
		container.copyIn("/etc/job", tar("config", "given"));
		RunningContainer again = container.start();
		assertThat(end(again.exit()).code()).isZero();
		assertThat(first(again.copyOut("/etc/job/config"))).isEqualTo("given");
	}

	@Test
	void volumesOfAContainerThatHasEndedTakePart() throws IOException {
		RunningContainer container = ended(
				script(image(), "echo kept > /data/deep/file").volume("data", "/data/deep").volume("more", "/data"));
		Path fetched = this.directory.resolve("fetched");
		assertThat(first(container.copyOut("/data/deep"))).isEqualTo("kept\n");
		container.copyOut("/data/deep/file", fetched);
		assertThat(fetched).hasContent("kept\n");
		container.copyIn("/data/deep/sub", tar("file", "more"));
		container.copyIn(fetched, "/data/copy");
		assertThat(this.client.volumes().inspect("data").directory().resolve("sub/file")).hasContent("more");
		assertThat(this.client.volumes().inspect("more").directory().resolve("copy")).hasContent("kept\n");
		assertThat(cat(script(image(), "cat /other/sub/file").volume("data", "/other"))).isEqualTo("more");
	}

	@Test
	void directoryOfTheHostOfAContainerThatHasEndedTakesPart() throws IOException {
		Path bound = Files.createDirectories(this.directory.resolve("bound"));
		RunningContainer container = ended(script(image(), "echo made > /host/file").bind(bound, "/host"));
		assertThat(first(container.copyOut("/host"))).isEqualTo("made\n");
		container.copyIn("/host", tar("given", "x"));
		assertThat(bound.resolve("given")).hasContent("x");
	}

	@Test
	void readOnlyVolumeIsNotWrittenToAfterTheEnd() throws IOException {
		RunningContainer container = ended(script(image(), "true").volumeReadOnly("data", "/data"));
		for (String name : List.of("file", "new/file")) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> container.copyIn("/data", tar(name, "x")))
				.withMessageContaining("'/data', which is read-only");
		}
		assertThat(this.client.volumes().inspect("data").directory()).isEmptyDirectory();
		assertThat(attributes(container.copyOut("/data"))).containsOnlyKeys("./");
	}

	@Test
	void fileThatIsMountedIsNotReplacedAfterTheEnd() {
		RunningContainer container = ended(script(image(), "true").file("given", "/etc/given"));
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> container.copyIn("/etc", tar("given", "x")))
			.withMessageContaining("'/etc/given' is the file")
			.withMessageContaining("change that");
		assertThatExceptionOfType(IllegalContainerStateException.class)
			.isThrownBy(() -> container.copyOut("/etc/given"));
	}

	@Test
	void archiveIsThereFromTheStart() throws IOException {
		String image = image(
				new TestTar().directory("etc/").directory("etc/shop/", 0700).file("etc/shop/base", "base,"));
		Path archive = archive(new TestTar().entry("conf.d/", '5', 0750, 7, 8, "", new byte[0])
			.entry("conf.d/a", '0', 0640, 7, 8, "", "a,".getBytes(StandardCharsets.UTF_8))
			.symbolicLink("link", "conf.d/a")
			.hardLink("hard", "conf.d/a"));
		RunningContainer container = ended(
				script(image, "cat /etc/shop/base /etc/shop/conf.d/a /etc/shop/link /etc/shop/hard").files(archive,
						"/etc/shop"));
		assertThat(container.logs().map((entry) -> entry.text()).toList()).containsExactly("base,a,a,a,");
		assertThat(attributes(container.copyOut("/etc/shop"))).containsEntry("./", "DIRECTORY 700" + owners("0:0"))
			.containsEntry("./conf.d/", "DIRECTORY 750" + owners("7:8"))
			.containsEntry("./conf.d/a", "FILE 640" + owners("7:8"))
			.hasEntrySatisfying("./link", (link) -> assertThat(link).startsWith("SYMBOLIC_LINK"));
	}

	@Test
	void compressedArchiveIsThereFromTheStart() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
			out.write(new TestTar().file("file", "x").toBytes());
		}
		Path archive = Files.write(this.directory.resolve("files.tgz"), compressed.toByteArray());
		assertThat(cat(script(image(), "cat /srv/file").files(archive, "/srv"))).isEqualTo("x");
	}

	@Test
	void directoryIsThereFromTheStart() throws IOException {
		Path source = Files.createDirectories(this.directory.resolve("conf"));
		Files.createDirectories(source.resolve("proc"));
		Files.writeString(source.resolve("proc/file"), "of a directory");
		Files.setPosixFilePermissions(source.resolve("proc/file"), PosixFilePermissions.fromString("rwx------"));
		if (this.daemon.real()) {
			Files.setAttribute(source.resolve("proc/file"), "unix:uid", 1000);
		}
		RunningContainer container = ended(script(image(), "cat /etc/shop/proc/file").files(source, "/etc/shop"));
		assertThat(attributes(container.copyOut("/etc/shop"))).containsEntry("./proc/file", "FILE 700" + owners("0:0"));
	}

	@Test
	void filesFromTheStartGetIntoVolumes() throws IOException {
		Path archive = archive(new TestTar().file("data/file", "x").file("file", "y"));
		assertThat(
				cat(script(image(), "cat /srv/data/file /srv/file").volume("data", "/srv/data").files(archive, "/srv")))
			.isEqualTo("xy");
		assertThat(this.client.volumes().inspect("data").directory().resolve("file")).hasContent("x");
	}

	@Test
	void hostileArchiveDoesNotLeadOut() throws IOException {
		Path outside = Files.createDirectories(this.directory.resolve("outside"));
		Path secret = Files.writeString(outside.resolve("secret"), "of the host");
		String image = image(new TestTar().symbolicLink("door", outside.toString()));
		Path archive = archive(new TestTar().file(secret.toString(), "1")
			.symbolicLink("evil", outside.toString())
			.file("evil/secret", "2")
			.symbolicLink("file", secret.toString())
			.file("file", "3")
			.symbolicLink("up", "../../../.." + outside)
			.file("up/new", "4"));
		containers().run(script(image, "true").files(archive, "/door").build());
		containers().run(script(image, "true").files(archive, "/").build());
		assertThat(outside.toFile().list()).containsExactly("secret");
		assertThat(secret).hasContent("of the host");
	}

	@Test
	void whatCannotBeCopiedLeavesNoContainer() throws IOException {
		String image = image();
		List<TestTar> refused = new ArrayList<>();
		refused.add(new TestTar().file("../up", "x"));
		refused.add(new TestTar().hardLink("hard", "../../etc/passwd"));
		refused.add(new TestTar().entry("device", '3', 0666, 0, 0, "", new byte[0]));
		refused.add(new TestTar().entry("fifo", '6', 0666, 0, 0, "", new byte[0]));
		for (TestTar tar : refused) {
			Path archive = archive(tar);
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> containers().start(script(image, "sleep 100").files(archive, "/").build()))
				.withMessageContaining("files.tar' can't be copied to '/'");
			assertThat(this.client.list()).isEmpty();
		}
		Path noArchive = Files.writeString(this.directory.resolve("text"), "x".repeat(2000));
		Path missing = this.directory.resolve("missing");
		for (Path source : List.of(noArchive, missing)) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> containers().start(script(image, "sleep 100").files(source, "/").build()))
				.withMessageContaining("'" + source + "'");
		}
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> containers()
				.start(RunRequest.ofDirectory(this.rootfs).command("true").files(noArchive, "/").build()))
			.withMessageContaining("copy it there yourself");
	}

}

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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.ExportOption;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.TestArchive;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestImage.Compression;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Images from archives and to archives, and what other tools make of them.
 */
abstract class ArchiveContract extends ContractTest {

	private static final String NAME = "docker.io/library/app:1";

	@AfterEach
	void nothingIsUnfinished() {
		leftovers().assertNothingUnfinished();
	}

	private ImageLeftovers leftovers() {
		return ImageLeftovers.of(this.daemon.socket(), this.namespace);
	}

	private static TestImage.Builder busybox(Compression compression) {
		return TestImage.builder()
			.layer(TestImage.busyboxLayer(), compression)
			.layer(new TestTar().file("data/hello", "hello").toBytes(), compression)
			.config("Cmd", List.of("sh"));
	}

	private static InputStream stream(byte[] bytes) {
		return new ByteArrayInputStream(bytes);
	}

	private void assertRuns(String name) {
		assertThat(new Ctr(this.daemon, this.namespace).run("run", "--rm", name, "one", "/bin/cat", "/data/hello"))
			.contains("hello");
	}

	@ParameterizedTest
	@EnumSource(Compression.class)
	void ociLayoutIsImportedAndUnpacked(Compression compression) {
		TestImage made = busybox(compression).build();
		List<Image> images = this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, made)));
		assertThat(images).singleElement().satisfies((image) -> {
			assertThat(image.name()).isEqualTo(NAME);
			assertThat(image.target().digest()).isEqualTo(made.manifest().digest());
		});
		assertThat(this.client.images().inspect("app:1").unpacked()).isTrue();
		assertRuns(NAME);
		this.client.images().remove(NAME);
		leftovers().assertNothingLeft();
	}

	@ParameterizedTest
	@EnumSource(Compression.class)
	void archiveOfDockerSaveIsImported(Compression compression) {
		TestImage made = busybox(compression).build();
		byte[] archive = TestArchive.dockerSave(made, "app:1", "quay.io/other/name:2");
		List<Image> images = this.client.images().importArchive(stream(archive));
		assertThat(images).extracting(Image::name).containsExactly(NAME, "quay.io/other/name:2");
		ImageDetails details = this.client.images().inspect("app:1");
		assertThat(details.configDigest()).isEqualTo(made.blobs().get(0).digest());
		assertThat(details.unpacked()).isTrue();
		assertRuns(NAME);
	}

	@Test
	void layersMayBeLinksInTheArchive() {
		TestImage made = busybox(Compression.NONE).build();
		this.client.images().importArchive(stream(TestArchive.dockerSaveWithLinks(made, "app:1")));
		assertRuns(NAME);
	}

	@Test
	void archiveMayBeCompressed() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (OutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(TestArchive.ociLayout(NAME, busybox(Compression.NONE).build()));
		}
		this.client.images().importArchive(stream(compressed.toByteArray()));
		assertRuns(NAME);
	}

	@Test
	void allPlatformsAreKeptAndOneIsUnpacked() {
		TestImage host = busybox(Compression.GZIP).build();
		TestImage other = busybox(Compression.GZIP).platform("linux", "s390x").build();
		this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, TestImage.index(other, host))));
		ImageDetails details = this.client.images().inspect(NAME);
		assertThat(details.unpacked()).isTrue();
		assertThat(details.platforms()).containsExactlyInAnyOrder(Platform.host(), Platform.parse("linux/s390x"));
		Platform foreign = Platform.parse("linux/s390x");
		assertThat(this.client.images().inspect(NAME, foreign).configDigest()).isEqualTo(other.blobs().get(0).digest());
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.client.images().exportArchive(out, List.of(NAME), ExportOption.platform(foreign));
		this.client.images().remove(NAME);
		this.client.images().importArchive(stream(out.toByteArray()), ImportOption.unpack(false));
		assertThat(this.client.images().list()).singleElement()
			.satisfies((image) -> assertThat(image.target().digest()).isEqualTo(other.manifest().digest()));
	}

	@Test
	void oneOfSeveralPlatformsIsKept() {
		TestImage host = busybox(Compression.GZIP).build();
		TestImage other = TestImage.builder()
			.layer(new TestTar().file("x", "x").toBytes())
			.platform("linux", "s390x")
			.build();
		this.client.images()
			.importArchive(stream(TestArchive.ociLayout(NAME, TestImage.index(other, host))),
					ImportOption.allPlatforms(false));
		assertThat(this.client.images().inspect(NAME).unpacked()).isTrue();
		// The collector runs some time after the lease has ended.
		this.client.images().prune();
		this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, host)));
		assertThat(leftovers().everything()).doesNotContain("content " + other.layers().get(0).digest());
	}

	@Test
	void imageOfAnotherPlatformNeedsToBeAskedFor() {
		TestImage other = busybox(Compression.GZIP).platform("linux", "s390x").build();
		byte[] archive = TestArchive.ociLayout(NAME, other);
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> this.client.images().importArchive(stream(archive)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NO_SUCH_PLATFORM))
			.withMessageContaining("ImportOption.unpack(false)");
		leftovers().assertNothingLeft();
		assertThat(this.client.images().importArchive(stream(archive), ImportOption.unpack(false))).hasSize(1);
	}

	@Test
	void archiveThatNamesNothingNeedsAName() {
		byte[] archive = TestArchive.ociLayout(null, busybox(Compression.GZIP).build());
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> this.client.images().importArchive(stream(archive)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_REFERENCE));
		leftovers().assertNothingLeft();
		this.client.images().importArchive(stream(archive), ImportOption.name("app:1"));
		assertRuns(NAME);
	}

	@Test
	void roundTripKeepsTheDigest() {
		TestImage made = busybox(Compression.ZSTD).build();
		this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, made)));
		this.client.images().tag(NAME, "quay.io/other/name:2");
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.client.images().exportArchive(out, List.of(NAME, "quay.io/other/name:2"));
		this.client.images().remove(NAME);
		this.client.images().remove("quay.io/other/name:2");
		leftovers().assertNothingLeft();
		List<Image> images = this.client.images().importArchive(stream(out.toByteArray()));
		assertThat(images).extracting(Image::name).containsExactly(NAME, "quay.io/other/name:2");
		assertThat(images).extracting((image) -> image.target().digest()).containsOnly(made.manifest().digest());
		assertRuns(NAME);
	}

	@Test
	void ctrReadsWhatWeWrite() throws IOException {
		this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, busybox(Compression.GZIP).build())));
		Path file = this.directory.resolve("ours.tar");
		try (OutputStream out = Files.newOutputStream(file)) {
			this.client.images().exportArchive(out, List.of(NAME));
		}
		this.client.images().remove(NAME);
		leftovers().assertNothingLeft();
		Ctr ctr = new Ctr(this.daemon, this.namespace);
		assertThat(ctr.run("images", "import", file.toString())).contains(NAME);
		Files.delete(file);
		assertThat(ctr.run("images", "check")).contains("complete");
		assertThat(this.client.images().inspect(NAME).unpacked()).isTrue();
		assertRuns(NAME);
	}

	@Test
	void weReadWhatCtrWrites() throws IOException {
		this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, busybox(Compression.GZIP).build())));
		Path file = this.directory.resolve("theirs.tar");
		Ctr ctr = new Ctr(this.daemon, this.namespace);
		ctr.run("images", "export", file.toString(), NAME);
		this.client.images().remove(NAME);
		try (InputStream in = Files.newInputStream(file)) {
			assertThat(this.client.images().importArchive(in)).extracting(Image::name).containsExactly(NAME);
		}
		Files.delete(file);
		assertRuns(NAME);
	}

	@ParameterizedTest
	@ValueSource(strings = { "docker-archive", "oci-archive" })
	void skopeoReadsAndWritesThem(String transport) throws IOException {
		this.client.images().importArchive(stream(TestArchive.ociLayout(NAME, busybox(Compression.GZIP).build())));
		Path ours = this.directory.resolve("ours.tar");
		Path theirs = this.directory.resolve("theirs.tar");
		try (OutputStream out = Files.newOutputStream(ours)) {
			this.client.images().exportArchive(out, List.of(NAME));
		}
		this.client.images().remove(NAME);
		TestArchive.skopeo("copy", transport + ":" + ours, transport + ":" + theirs + ":" + NAME);
		try (InputStream in = Files.newInputStream(theirs)) {
			assertThat(this.client.images().importArchive(in)).extracting(Image::name).containsExactly(NAME);
		}
		Files.delete(ours);
		Files.delete(theirs);
		assertRuns(NAME);
	}

	@ParameterizedTest
	@ValueSource(strings = { "../../etc/passwd", "/etc/passwd", "blobs/../../x" })
	void namesThatLeadOutOfTheArchiveAreRefused(String name) {
		byte[] archive = new TestTar().file(name, "x").toBytes();
		refused(archive, Reason.CORRUPT, name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/etc/passwd", "../../etc/passwd" })
	void linksThatLeadOutOfTheArchiveAreRefused(String target) {
		refused(new TestTar().symbolicLink("a/layer.tar", target).toBytes(), Reason.CORRUPT, target);
		refused(new TestTar().hardLink("a/layer.tar", target).toBytes(), Reason.CORRUPT, target);
	}

	@Test
	void linkToItselfIsRefused() {
		byte[] archive = new TestTar().symbolicLink("a", "b")
			.symbolicLink("b", "a")
			.file("manifest.json", "[{\"Config\":\"a\",\"RepoTags\":[\"app:1\"],\"Layers\":[]}]")
			.toBytes();
		refused(archive, Reason.CORRUPT, "'a'");
	}

	@Test
	void blobThatIsNotWhatItsNameSaysIsRefused() {
		TestImage made = busybox(Compression.GZIP).build();
		byte[] archive = TestArchive.ociLayout(NAME, made,
				Map.of(made.layers().get(1).digest(), "other".getBytes(StandardCharsets.UTF_8)));
		refused(archive, Reason.CORRUPT, made.layers().get(1).digest());
	}

	@Test
	void archiveWithoutAllPartsIsRefused() {
		TestImage made = busybox(Compression.GZIP).build();
		refused(TestArchive.ociLayoutWithout(NAME, made, made.layers().get(1).digest()), Reason.CORRUPT, NAME);
	}

	@Test
	void truncatedArchiveIsRefused() {
		byte[] archive = TestArchive.ociLayout(NAME, busybox(Compression.GZIP).build());
		refused(java.util.Arrays.copyOf(archive, archive.length / 2), Reason.CORRUPT, "archive");
	}

	@Test
	void whatIsNoArchiveIsRefused() {
		refused("certainly not a tar archive".repeat(100).getBytes(StandardCharsets.UTF_8), Reason.CORRUPT, "archive");
		refused(new TestTar().file("hello", "hello").toBytes(), Reason.UNSUPPORTED_FORMAT, "index.json");
		refused(new byte[0], Reason.UNSUPPORTED_FORMAT, "index.json");
	}

	@Test
	void damagedIndexIsRefused() {
		byte[] archive = new TestTar().file("oci-layout", "{}").file("index.json", "{\"manifests\":[").toBytes();
		refused(archive, Reason.CORRUPT, "index");
	}

	@Test
	void layerWithAnotherContentThanTheConfigurationSaysIsRefused() {
		TestImage one = busybox(Compression.GZIP).build();
		TestImage two = TestImage.builder()
			.layer(new TestTar().file("x", "x").toBytes())
			.layer(new TestTar().file("y", "y").toBytes())
			.build();
		byte[] archive = TestArchive.ociLayoutMixed(NAME, one, two);
		refused(archive, Reason.CORRUPT, one.layers().get(0).digest());
	}

	private void refused(byte[] archive, Reason reason, String text) {
		assertThatExceptionOfType(ImageException.class)
			.isThrownBy(() -> this.client.images().importArchive(stream(archive)))
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
		leftovers().assertNothingLeft();
	}

}

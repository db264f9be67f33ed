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

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException;
import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Image;
import io.github.libcontainerd.image.ImportOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Images that no tool of today writes, but that strangers have: all of them run with
 * containerd's own client.
 */
abstract class StrangeImageContract extends ContractTest {

	private static final String NAME = "docker.io/library/app:1";

	private static final Map<String, String> HOST = Map.of("os", "linux", "architecture", LayoutBuilder.ARCHITECTURE);

	private static final Map<String, String> OTHER = Map.of("os", "linux", "architecture", "s390x");

	private final LayoutBuilder layout = new LayoutBuilder();

	@AfterEach
	void nothingIsLeft() {
		this.client.images().list().forEach((image) -> this.client.images().remove(image.name()));
		this.remote.close();
		leftovers().assertNothingLeft();
	}

	private ImageLeftovers leftovers() {
		return ImageLeftovers.of(this.daemon.socket(), this.namespace);
	}

	private List<String> load(InputStream archive, ImportOption... options) {
		return this.client.images().importArchive(archive, options).stream().map(Image::name).toList();
	}

	private void assertSays(String name, String text) {
		RunResult result = this.client.containers().run(RunRequest.of(name).build());
		assertThat(result.stdout().text()).isEqualTo(text);
	}

	@Test
	void entryWithoutPlatformBesideAnAttestationIsLookedInto() {
		load(this.layout.archive(LayoutBuilder.named(NAME, this.layout.index(this.layout.image("hello", HOST),
				LayoutBuilder.platform("unknown", "unknown", this.layout.attestation())))));
		assertSays(NAME, "hello");
	}

	@Test
	void attestationWithoutPlatformIsNotTakenForTheImage() {
		load(this.layout.archive(LayoutBuilder.named(NAME,
				this.layout.index(this.layout.attestation(), this.layout.image("hello", HOST)))));
		assertSays(NAME, "hello");
	}

	@Test
	void ofEntriesWithoutPlatformTheConfigurationDecides() {
		load(this.layout.archive(LayoutBuilder.named(NAME,
				this.layout.index(this.layout.image("other", OTHER), this.layout.image("hello", HOST)))));
		assertSays(NAME, "hello");
		assertThat(this.client.images().inspect(NAME).platforms()).containsExactlyInAnyOrder(Platform.host(),
				Platform.parse("linux/s390x"));
		assertThat(this.client.images().inspect(NAME, Platform.parse("linux/s390x")).platform())
			.isEqualTo(Platform.parse("linux/s390x"));
	}

	@Test
	void platformThatIsNamedGoesBeforeOneThatIsNot() {
		load(this.layout.archive(LayoutBuilder.named(NAME, this.layout.index(this.layout.image("looked into", HOST),
				LayoutBuilder.platform("linux", LayoutBuilder.ARCHITECTURE, this.layout.image("named", HOST))))));
		assertSays(NAME, "named");
	}

	@Test
	void nestedIndexesAreLookedInto() {
		load(this.layout.archive(LayoutBuilder.named(NAME,
				this.layout.index(
						this.layout.index(LayoutBuilder.platform("linux", "s390x", this.layout.image("other", OTHER))),
						this.layout.index(this.layout.attestation(), LayoutBuilder.platform("linux",
								LayoutBuilder.ARCHITECTURE, this.layout.image("hello", HOST)))))));
		assertSays(NAME, "hello");
		assertThat(this.client.images().inspect(NAME).platforms()).contains(Platform.host(),
				Platform.parse("linux/s390x"));
	}

	@Test
	void emptyPlatformOfAnEntryIsNone() {
		load(this.layout.archive(LayoutBuilder.named(NAME,
				this.layout.index(LayoutBuilder.platform("", "", this.layout.image("hello", HOST)),
						LayoutBuilder.platform("linux", "s390x", this.layout.image("other", OTHER))))));
		assertSays(NAME, "hello");
	}

	@Test
	void onlyTheHostsPlatformIsKeptOfEntriesWithoutOne() {
		load(this.layout.archive(
				LayoutBuilder.named(NAME,
						this.layout.index(this.layout.image("other", OTHER),
								this.layout.index(this.layout.image("hello", HOST))))),
				ImportOption.allPlatforms(false));
		assertSays(NAME, "hello");
	}

	@Test
	void whatSuitsNothingSaysWhatItIsFor() {
		InputStream archive = this.layout.archive(LayoutBuilder.named(NAME,
				this.layout.index(this.layout.attestation(), this.layout.image("other", OTHER))));
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> load(archive))
			.withMessageContaining("linux/s390x")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NO_SUCH_PLATFORM));
	}

	@Test
	void entriesWithoutPlatformArePulled() {
		try (FaultyRegistry registry = FaultyRegistry.start()) {
			Map<String, Object> wanted = this.layout.image("hello", HOST);
			Map<String, Object> index = this.layout.index(this.layout.attestation(), this.layout.image("other", OTHER),
					this.layout.index(wanted));
			String reference = push(registry, index);
			this.client.images().pull(reference);
			assertSays(reference, "hello");
			assertThat(registry.requests().toString()).as("of the others only what tells what they are")
				.doesNotContain(TestImage.digestOf(new TestTar().file("hello", "other").toBytes()));
			this.client.images().remove(reference);
		}
	}

	private String push(FaultyRegistry registry, Map<String, Object> top) {
		this.layout.blobs().forEach((digest, blob) -> {
			registry.putAt("/v2/app/blobs/" + digest, blob);
			registry.putAt("/v2/app/manifests/" + digest, blob);
		});
		return registry.put("app", "1", Objects.requireNonNull(this.layout.blobs().get(top.get("digest"))));
	}

	@ParameterizedTest
	@CsvSource({ "'', ''", "linux, ''", "Linux, ''" })
	void emptyPlatformOfAConfigurationIsTheHosts(String os, String architecture) {
		load(this.layout.archive(
				LayoutBuilder.named(NAME, this.layout.image("hello", Map.of("os", os, "architecture", architecture)))));
		assertSays(NAME, "hello");
		assertThat(this.client.images().inspect(NAME).platform()).isEqualTo(Platform.host());
	}

	@Test
	void variantThatTheMachineHasIsRunWhenThereIsNoOther() {
		Platform machine = Platform.machine();
		Map<String, String> fields = new java.util.HashMap<>(HOST);
		if (machine.variant() != null) {
			fields.put("variant", machine.variant());
		}
		load(this.layout.archive(LayoutBuilder.named(NAME, this.layout.image("alone", fields)),
				LayoutBuilder.named("of-index",
						this.layout
							.index(LayoutBuilder.with(this.layout.image("variant", fields), "platform", fields))),
				LayoutBuilder.named("plain",
						this.layout.index(LayoutBuilder.with(this.layout.image("plain", HOST), "platform", HOST),
								LayoutBuilder.with(this.layout.image("variant", fields), "platform", fields)))));
		assertSays(NAME, "alone");
		assertSays("of-index", "variant");
		assertSays("plain", "plain");
	}

	@Test
	void keysInAnyLetterCaseAreRead() {
		byte[] layer = TestImage.busyboxLayer();
		Map<String, Object> config = this.layout.part(LayoutBuilder.CONFIG,
				Map.of("Architecture", LayoutBuilder.ARCHITECTURE, "OS", "linux", "Config",
						Map.of("env", List.of("PATH=/bin"), "cmd", List.of("sh", "-c", "id -u; pwd"), "workingdir",
								"/tmp", "user", "1000", "LABELS", Map.of("Key", "Value")),
						"RootFS", Map.of("Type", "layers", "Diff_IDs", List.of(TestImage.digestOf(layer)))));
		Map<String, Object> part = this.layout.part(LayoutBuilder.LAYER, layer);
		Map<String, Object> manifest = this.layout.part(LayoutBuilder.MANIFEST,
				Map.of("SchemaVersion", 2, "Config", upper(config), "Layers", List.of(upper(part))));
		load(this.layout.archive(LayoutBuilder.named(NAME, this.layout.part(LayoutBuilder.INDEX, Map.of("Manifests",
				List.of(LayoutBuilder.with(upper(manifest), "Platform", upper(Map.copyOf(HOST)))))))));
		assertSays(NAME, "1000\n/tmp\n");
		assertThat(this.client.images().inspect(NAME).config().labels()).isEqualTo(Map.of("Key", "Value"));
	}

	private static Map<String, Object> upper(Map<String, ?> map) {
		Map<String, Object> upper = new java.util.LinkedHashMap<>();
		map.forEach((key, value) -> upper.put(key.toUpperCase(java.util.Locale.ROOT), value));
		return upper;
	}

	@Test
	void ofANamedAndAnUnnamedImageTheNamedOneIsImported() {
		Map<String, Object> named = LayoutBuilder.named(NAME, this.layout.image("named", HOST));
		Map<String, Object> unnamed = this.layout.image("unnamed", HOST);
		assertThat(load(this.layout.archive(named, unnamed))).containsExactly(NAME);
		assertSays(NAME, "named");
	}

	@Test
	void theNameAskedForIsThatOfTheOnlyUnnamedImage() {
		Map<String, Object> named = LayoutBuilder.named(NAME, this.layout.image("named", HOST));
		Map<String, Object> unnamed = this.layout.image("unnamed", HOST);
		assertThat(load(
				this.layout.archive(unnamed, named,
						LayoutBuilder.platform("unknown", "unknown", this.layout.attestation())),
				new ImportOption.Named("other:2")))
			.containsExactly("docker.io/library/other:2", NAME);
		assertSays("other:2", "unnamed");
		assertSays(NAME, "named");
	}

	@Test
	void oneNameIsNotEnoughForTwoImages() {
		InputStream archive = this.layout.archive(this.layout.image("one", HOST), this.layout.image("two", HOST),
				LayoutBuilder.named(NAME, this.layout.image("named", HOST)));
		assertThatExceptionOfType(ImageException.class).isThrownBy(() -> load(archive, new ImportOption.Named("x")))
			.withMessageContaining("several images without a name")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_REFERENCE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "null", "[null]", "[\"\"]", "[\"<none>:<none>\"]" })
	void unnamedImageOfDockerSaveIsLeftOutOrNamed(String noTags) {
		TestTar tar = new TestTar();
		byte[] layer = TestImage.busyboxLayer();
		String config = "{\"architecture\":\"" + LayoutBuilder.ARCHITECTURE
				+ "\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/bin/echo\",\"hello\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
				+ TestImage.digestOf(layer) + "\"]}}";
		String manifest = "[{\"Config\":\"c.json\",\"RepoTags\":[\"app:1\"],\"Layers\":[\"layer.tar\"]},"
				+ "{\"Config\":\"c.json\",\"RepoTags\":" + noTags + ",\"Layers\":[\"layer.tar\"]}]";
		byte[] archive = tar.file("c.json", config).file("layer.tar", layer).file("manifest.json", manifest).toBytes();
		assertThat(load(new java.io.ByteArrayInputStream(archive))).containsExactly(NAME);
		assertThat(load(new java.io.ByteArrayInputStream(archive), ImportOption.name("other:2"))).containsExactly(NAME,
				"docker.io/library/other:2");
		assertSays("other:2", "hello\n");
	}

	@ParameterizedTest
	@CsvSource({ "application/vnd.cncf.helm.config.v1+json, application/vnd.cncf.helm.chart.content.v1.tar+gzip",
			"application/vnd.oci.image.config.v1+json, application/octet-stream",
			"application/vnd.oci.image.config.v1+json, application/vnd.oci.image.layer.v1.tar.gzip" })
	void whatIsNoImageSaysOfWhichTypeItIs(String configType, String layerType) {
		byte[] layer = new TestTar().file("Chart.yaml", "name: chart").toBytes();
		Map<String, Object> artifact = this.layout.manifest(
				this.layout.part(configType,
						Map.of("name", "chart", "rootfs", Map.of("diff_ids", List.of(TestImage.digestOf(layer))))),
				List.of(this.layout.part(layerType, layer)));
		String text = "is of media type '" + layerType + "'";
		assertUnsupported(text, () -> load(this.layout.archive(LayoutBuilder.named(NAME, artifact))));
		try (FaultyRegistry registry = FaultyRegistry.start()) {
			String reference = push(registry, artifact);
			assertUnsupported(text, () -> this.client.images().pull(reference));
		}
	}

	@Test
	void artifactThatWasKeptIsNoImageLater() {
		byte[] bytes = new TestTar().file("Chart.yaml", "name: chart").toBytes();
		String configType = "application/vnd.cncf.helm.config.v1+json";
		Map<String, Object> artifact = this.layout.manifest(this.layout.part(configType, Map.of("name", "chart")),
				List.of(this.layout.part(LayoutBuilder.LAYER, bytes)));
		load(this.layout.archive(LayoutBuilder.named(NAME, artifact)), new ImportOption.Unpack(false));
		assertUnsupported(configType, () -> this.client.images().unpack(NAME));
		assertUnsupported(configType, () -> assertSays(NAME, ""));
		try (FaultyRegistry registry = FaultyRegistry.start()) {
			String reference = push(registry, artifact);
			this.client.images().pull(reference, new PullOption.Unpack(false));
			assertUnsupported(configType, () -> this.client.images().unpack(reference));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/vnd.docker.image.rootfs.foreign.diff.tar",
			"application/vnd.oci.image.layer.nondistributable.v1.tar" })
	void layerThatWasNotMeantToBeDistributedIsOneAllTheSame(String type) {
		byte[] layer = TestImage.busyboxLayer();
		Map<String, Object> config = this.layout.part(LayoutBuilder.CONFIG,
				Map.of("os", "linux", "architecture", LayoutBuilder.ARCHITECTURE, "config",
						Map.of("Cmd", List.of("/bin/echo", "hello")), "rootfs",
						Map.of("type", "layers", "diff_ids", List.of(TestImage.digestOf(layer)))));
		Map<String, Object> image = this.layout.manifest(config, List.of(this.layout.part(type, layer)));
		load(this.layout.archive(LayoutBuilder.named(NAME, image)));
		assertSays(NAME, "hello\n");
	}

	private void assertUnsupported(String text, Runnable call) {
		assertThatExceptionOfType(ImageException.class).isThrownBy(call::run)
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT));
	}

}

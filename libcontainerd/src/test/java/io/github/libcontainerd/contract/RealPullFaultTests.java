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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pulls from a registry that misbehaves: each is a typed error that names the image and
 * the cause, and leaves no lease, ingest, snapshot or content.
 */
class RealPullFaultTests extends PullTest {

	@Test
	void corruptLayer() {
		TestImage image = image(100);
		String reference = this.registry.put("app", "corrupt", image);
		this.registry.always(blob(image.layers().get(1)), (answer) -> answer.corrupt());
		fails(reference, Reason.CORRUPT, image.layers().get(1).digest());
	}

	@Test
	void corruptConfiguration() {
		TestImage image = image(110);
		String reference = this.registry.put("app", "config", image);
		this.registry.always(blob(image.blobs().get(0)), (answer) -> answer.corrupt());
		fails(reference, Reason.CORRUPT, image.blobs().get(0).digest());
	}

	@Test
	void layerThatIsNeverComplete() {
		TestImage image = image(120);
		String reference = this.registry.put("app", "truncated", image);
		this.registry.always(blob(image.layers().get(1)), (answer) -> answer.truncate(1000));
		fails(reference, Reason.NETWORK, image.layers().get(1).digest());
	}

	@Test
	void brokenDownloadIsResumed() {
		TestImage image = image(130);
		String reference = this.registry.put("app", "resumed", image);
		CountDownLatch received = new CountDownLatch(1);
		this.registry.next(blob(image.layers().get(1)), 1, (answer) -> answer.truncate(1_200_000, received));
		images().pull(reference, PullOption.listener((progress) -> {
			if (progress.digest().equals(image.layers().get(1).digest()) && progress.offset() > 0) {
				received.countDown();
			}
		}));
		assertThat(this.registry.requests()
			.stream()
			.filter((request) -> request.path().endsWith(image.layers().get(1).digest()))
			.map((request) -> request.header("Range"))).hasSize(2).last().asString().startsWith("bytes=");
		assertThat(images().inspect(reference).unpacked()).isTrue();
	}

	@Test
	void layerWithMoreBytesThanItShould() {
		TestImage image = image(140);
		String reference = this.registry.put("app", "endless", image);
		this.registry.always(blob(image.layers().get(0)), (answer) -> answer.endless());
		fails(reference, Reason.CORRUPT, image.layers().get(0).digest());
	}

	@ParameterizedTest
	@CsvSource({ "404, NOT_FOUND", "401, UNAUTHORIZED", "403, UNAUTHORIZED", "429, RATE_LIMITED",
			"500, REGISTRY_ERROR" })
	void registryThatRefusesALayer(int status, Reason reason) {
		TestImage image = image(1000 + status);
		String reference = this.registry.put("app", "refused" + status, image);
		this.registry.always(blob(image.layers().get(1)), (answer) -> answer.status(status, Map.of(), "no"));
		fails(reference, reason, image.layers().get(1).digest());
	}

	@Test
	void unknownImage() {
		fails(this.registry.host() + "/app:nothing", Reason.NOT_FOUND, "app");
	}

	@Test
	void registryThatIsNotThere() {
		fails("127.0.0.1:1/app:1", Reason.NETWORK, "127.0.0.1:1");
	}

	@Test
	void layerOnAnotherHost() throws Exception {
		TestImage image = image(150);
		String reference = this.registry.put("app", "elsewhere", image);
		try (FaultyRegistry other = FaultyRegistry.start()) {
			other.putAt("/somewhere", image.layers().get(1));
			this.registry.always(blob(image.layers().get(1)), (answer) -> answer.redirect(other.url() + "/somewhere"));
			images().pull(reference);
			assertThat(other.requests()).singleElement()
				.satisfies((request) -> assertThat(request.authorization()).isNull());
		}
	}

	@Test
	void indexWithoutOurPlatform() {
		TestImage other = TestImage.builder()
			.layer(new TestTar().file("x", "x").toBytes())
			.platform("linux", "s390x")
			.build();
		String reference = this.registry.put("app", "s390x", TestImage.index(other));
		fails(reference, Reason.NO_SUCH_PLATFORM, "linux/s390x");
		images().pull(reference, PullOption.platform(Platform.parse("linux/s390x")));
		assertThat(images().inspect(reference, Platform.parse("linux/s390x")).unpacked()).isTrue();
	}

	@Test
	void imageOfAnotherPlatformWithoutAnIndex() {
		TestImage other = TestImage.builder()
			.layer(new TestTar().file("y", "y").toBytes())
			.platform("linux", "s390x")
			.build();
		fails(this.registry.put("app", "alone", other), Reason.NO_SUCH_PLATFORM, "linux/s390x");
	}

	@Test
	void schema1() {
		String type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
		TestImage.Blob manifest = TestImage.Blob.of(type,
				"{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes(StandardCharsets.UTF_8));
		fails(this.registry.put("app", "schema1", manifest), Reason.UNSUPPORTED_FORMAT, "schema 1");
	}

	@Test
	void manifestThatIsTooLarge() {
		byte[] bytes = new byte[4 * 1024 * 1024 + 1];
		java.util.Arrays.fill(bytes, (byte) ' ');
		bytes[0] = '{';
		TestImage.Blob manifest = TestImage.Blob.of("application/vnd.oci.image.manifest.v1+json", bytes);
		fails(this.registry.put("app", "huge", manifest), Reason.UNSUPPORTED_FORMAT, "4 MiB");
	}

	@Test
	void manifestThatIsAlsoAnIndex() {
		String json = "{\"schemaVersion\":2,\"manifests\":[],\"config\":{},\"layers\":[]}";
		TestImage.Blob manifest = TestImage.Blob.of("application/vnd.oci.image.manifest.v1+json",
				json.getBytes(StandardCharsets.UTF_8));
		fails(this.registry.put("app", "both", manifest), Reason.CORRUPT, "manifest");
	}

	@Test
	void configurationThatIsABombOfGzip() throws IOException {
		ByteArrayOutputStream bomb = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
			for (int i = 0; i < 100; i++) {
				gzip.write(new byte[1024 * 1024]);
			}
		}
		TestImage.Blob config = TestImage.Blob.of("application/vnd.oci.image.config.v1+json", bomb.toByteArray());
		fails(withConfig("bomb", config, config.bytes().length), Reason.CORRUPT, "configuration " + config.digest());
	}

	@Test
	void configurationThatIsTooLarge() {
		TestImage.Blob config = TestImage.Blob.of("application/vnd.oci.image.config.v1+json", new byte[0]);
		fails(withConfig("large", config, 1L << 40), Reason.CORRUPT, "configuration " + config.digest());
	}

	@Test
	void configurationThatKnowsOtherLayers() {
		TestImage image = image(160);
		TestImage other = TestImage.builder().layer(new TestTar().file("z", "z").toBytes()).build();
		TestImage.Blob config = other.blobs().get(0);
		this.registry.putAt("/v2/app/blobs/" + image.layers().get(0).digest(), image.layers().get(0));
		// The digest of the layer is right, and what it unpacks to is not what was said.
		String json = manifest(config, config.bytes().length, layer(image.layers().get(0)));
		fails(put("lies", config, json), Reason.CORRUPT, "unpacks to");
		fails(put("few", config, manifest(config, config.bytes().length, "")), Reason.CORRUPT, "0 layers");
	}

	@Test
	void layerOfAnUnknownKind() {
		TestImage image = image(170);
		TestImage.Blob layer = TestImage.Blob.of("application/x-strange", new byte[] { 1 });
		TestImage.Blob config = image.blobs().get(0);
		fails(put("strange", config, manifest(config, config.bytes().length, layer(layer))), Reason.UNSUPPORTED_FORMAT,
				"application/x-strange");
	}

	private String withConfig(String tag, TestImage.Blob config, long size) {
		return put(tag, config, manifest(config, size, ""));
	}

	private String put(String tag, TestImage.Blob config, String manifest) {
		this.registry.putAt("/v2/app/blobs/" + config.digest(), config);
		return this.registry.put("app", tag, TestImage.Blob.of("application/vnd.oci.image.manifest.v1+json",
				manifest.getBytes(StandardCharsets.UTF_8)));
	}

	private static String manifest(TestImage.Blob config, long size, String layers) {
		return "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},\"layers\":[%s]}"
			.formatted(config.mediaType(), config.digest(), size, layers);
	}

	private static String layer(TestImage.Blob layer) {
		return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(layer.mediaType(), layer.digest(),
				layer.bytes().length);
	}

	@Test
	void whatAMirrorGivesWronglyIsFetchedFromTheRegistry() throws Exception {
		TestImage image = image(170);
		String reference = this.registry.put("app", "mirrored", image);
		try (FaultyRegistry mirror = FaultyRegistry.start()) {
			mirror.put("app", "mirrored", image);
			mirror.always(blob(image.layers().get(1)), (answer) -> answer.corrupt());
			this.remote.updateOptions(RemoteOption
				.registries(List.of(Registry.of(this.registry.host()).withMirrors(mirror.url())), null));
			images().pull(reference);
			assertThat(images().inspect(reference).unpacked()).isTrue();
		}
		assertThat(this.registry.requests()).singleElement()
			.satisfies((request) -> assertThat(request.path()).endsWith(image.layers().get(1).digest()));
	}

}

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

package io.github.libcontainerd.internal.registry;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.TestImage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Manifests from a registry that gives other ones than it should.
 */
class ManifestFaultTests extends FaultyRegistryTest {

	private static final String OTHER_DIGEST = "sha256:" + "0".repeat(64);

	private final FaultyRegistry registry = registry();

	private final String reference = this.registry.put("app", "1", IMAGE);

	private final Descriptor expected = descriptor(IMAGE.manifest());

	@Test
	void theHeadIsEnough() throws Exception {
		assertThat(source(this.reference).resolve()).isEqualTo(this.expected);
		assertThat(asked(this.registry)).containsExactly("HEAD /v2/app/manifests/1");
		assertThat(this.registry.requests().get(0).header("Accept")).contains("vnd.oci.image.index.v1+json",
				"vnd.oci.image.manifest.v1+json", "manifest.list.v2+json", "manifest.v2+json");
	}

	@Test
	void aHeadWithoutDigestIsFollowedByTheManifestOnce() throws Exception {
		this.registry.always("/manifests/",
				(answer) -> answer.withHeaders(Map.of("Content-Type", IMAGE.manifest().mediaType())));
		ImageSource source = source(this.reference);
		assertThat(source.resolve()).isEqualTo(this.expected);
		assertThat(read(source, IMAGE.manifest())).isEqualTo(IMAGE.manifest().bytes());
		assertThat(asked(this.registry)).containsExactly("HEAD /v2/app/manifests/1", "GET /v2/app/manifests/1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/plain; charset=utf-8", "application/octet-stream" })
	void aMediaTypeThatSaysNothingIsReadFromTheManifest(String type) throws Exception {
		this.registry.always("/manifests/", (answer) -> answer
			.withHeaders(Map.of("Content-Type", type, "Docker-Content-Digest", IMAGE.manifest().digest())));
		assertThat(source(this.reference).resolve()).isEqualTo(this.expected);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 405, 403, 501 })
	void aHeadThatIsRefusedIsFollowedByTheManifest(int status) throws Exception {
		this.registry.always("HEAD ", (answer) -> answer.status(status, Map.of(), ""));
		assertThat(source(this.reference).resolve()).isEqualTo(this.expected);
	}

	@Test
	void aDigestThatIsNotThatOfTheManifestIsCorrupt() {
		this.registry.always("/manifests/", (answer) -> answer
			.withHeaders(Map.of("Content-Type", "application/json", "Docker-Content-Digest", OTHER_DIGEST)));
		assertThat(failure(Reason.CORRUPT, source(this.reference)::resolve)).contains(OTHER_DIGEST,
				IMAGE.manifest().digest());
	}

	@Test
	void anotherDigestThanTheOneAskedForIsCorrupt() {
		String digest = IMAGE.manifest().digest();
		this.registry.always("GET ", (answer) -> answer.corrupt());
		this.registry.always("HEAD ", (answer) -> answer.status(405, Map.of(), ""));
		assertThat(failure(Reason.CORRUPT, source(this.registry.host() + "/app@" + digest)::resolve)).contains(digest);
		assertThat(failure(Reason.CORRUPT, () -> read(source(this.reference), IMAGE.manifest()))).contains(digest);
	}

	@Test
	void aManifestOfAnotherSizeThanItsDescriptorSaysIsCorrupt() {
		Descriptor wrong = new Descriptor(IMAGE.manifest().mediaType(), IMAGE.manifest().digest(), 7, Map.of(), null);
		assertThat(failure(Reason.CORRUPT, () -> read(source(this.reference), wrong, 0))).contains("and not 7");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"application/vnd.docker.distribution.manifest.v1+prettyjws|{\"schemaVersion\": 1, \"fsLayers\": []}",
			"application/vnd.docker.distribution.manifest.v1+json|{\"schemaVersion\": 1}",
			"application/json|{\"schemaVersion\": 1, \"history\": []}" })
	void schema1IsRefused(String type, String manifest) {
		String old = put("old", type, manifest);
		assertThat(failure(Reason.UNSUPPORTED_FORMAT, source(old)::resolve)).contains("schema 1", "push it again");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"schemaVersion\": 2, \"mediaType\": \"application/vnd.example.thing\"}",
			"{\"schemaVersion\": 2}", "[]", "7", "{\"mediaType\": 7}" })
	void whatIsNoImageIsRefused(String manifest) {
		String thing = put("thing", "application/json", manifest);
		assertThat(failure(Reason.UNSUPPORTED_FORMAT, source(thing)::resolve)).contains("neither an image nor");
	}

	@Test
	void whatIsNoJsonIsCorrupt() {
		String broken = put("broken", "application/json", "{\"schemaVersion\": 2, ");
		assertThat(failure(Reason.CORRUPT, source(broken)::resolve)).contains("not JSON");
	}

	@Test
	void aManifestOfFourMegabytesIsTakenAndALargerOneIsNot() throws Exception {
		TestImage.Blob largest = padded(Manifests.MAX_SIZE);
		String reference = this.registry.put("large", "1", largest);
		assertThat(source(reference).resolve()).isEqualTo(descriptor(largest));
		assertThat(read(source(reference), largest)).isEqualTo(largest.bytes());
		String tooLarge = this.registry.put("larger", "1", padded(Manifests.MAX_SIZE + 1));
		assertThat(failure(Reason.UNSUPPORTED_FORMAT, source(tooLarge)::resolve)).contains("4 MiB");
	}

	@Test
	void anEndlessManifestIsGivenUp() throws Exception {
		this.registry.always("HEAD ", (answer) -> answer.status(405, Map.of(), ""));
		this.registry.always("GET ", (answer) -> answer.endless());
		assertThat(failure(Reason.UNSUPPORTED_FORMAT, source(this.reference)::resolve)).contains("4 MiB");
		this.registry.abandoned().await();
	}

	@Test
	void theRegistrysOwnWordsAreInTheMessage() {
		this.registry.always("/manifests/", (answer) -> answer.status(404, Map.of(), """
				{"errors": [{"code": "NAME_UNKNOWN", "message": "no\\nsuch repository"},
					{"code": "OTHER", "detail": {"x": 1}}]}"""));
		assertThat(failure(Reason.NOT_FOUND, source(this.reference)::resolve)).contains(this.reference, "404",
				"NAME_UNKNOWN: no such repository; OTHER");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>404</html>", "{\"errors\": 7}", "{\"errors\": [7, null, {}]}", "" })
	void nonsenseInPlaceOfWordsDoesNoHarm(String body) {
		this.registry.always("/manifests/", (answer) -> answer.status(404, Map.of(), body));
		assertThat(failure(Reason.NOT_FOUND, source(this.reference)::resolve)).contains("404");
	}

	@Test
	void aReferenceWithTagAndDigestAsksForTheDigest() throws Exception {
		ImageReference both = ImageReference.parse(this.reference).withDigest(IMAGE.manifest().digest());
		assertThat(source(both.toString()).resolve()).isEqualTo(this.expected);
		assertThat(asked(this.registry)).containsExactly("HEAD /v2/app/manifests/" + IMAGE.manifest().digest());
	}

	private String put(String repository, String type, String manifest) {
		return this.registry.put(repository, "1", TestImage.Blob.of(type, manifest.getBytes(StandardCharsets.UTF_8)));
	}

	private static TestImage.Blob padded(int size) {
		String manifest = new String(IMAGE.manifest().bytes(), StandardCharsets.UTF_8);
		String padded = manifest + " ".repeat(size - manifest.length());
		return TestImage.Blob.of(IMAGE.manifest().mediaType(), padded.getBytes(StandardCharsets.UTF_8));
	}

}

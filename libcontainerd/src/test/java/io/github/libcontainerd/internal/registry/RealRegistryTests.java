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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;
import io.github.libcontainerd.test.TestTar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client against a real registry: open, with TLS and a password, and with tokens.
 */
class RealRegistryTests {

	private static final TestImage IMAGE = TestImage.builder()
		.layer(new TestTar().file("one", "1").toBytes())
		.layer(new TestTar().file("two", "2".repeat(100_000)).toBytes(), TestImage.Compression.NONE)
		.build();

	private static final TestImage DOCKER_IMAGE = TestImage.builder()
		.docker()
		.layer(new TestTar().file("one", "1").toBytes())
		.build();

	private static final TestImage INDEX = TestImage.index(
			TestImage.builder().platform("linux", "amd64").layer(new TestTar().file("a", "amd64").toBytes()).build(),
			TestImage.builder().platform("linux", "arm64").layer(new TestTar().file("a", "arm64").toBytes()).build());

	private static TestRegistry plain;

	private static TestRegistry password;

	private static TestRegistry tokens;

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		plain = TestRegistry.plain();
		password = TestRegistry.withPassword();
		tokens = TestRegistry.withTokens();
	}

	@AfterAll
	static void stop() {
		for (TestRegistry registry : new TestRegistry[] { plain, password, tokens }) {
			if (registry != null) {
				registry.close();
			}
		}
	}

	@Test
	void readsAnImageFromAnOpenRegistry() throws Exception {
		try (Registries registries = registries()) {
			assertReadable(registries, plain.push("app/one", "1", IMAGE), IMAGE);
		}
	}

	@Test
	void readsAnImageOfDockersFormat() throws Exception {
		try (Registries registries = registries()) {
			assertReadable(registries, plain.push("app/docker", "1", DOCKER_IMAGE), DOCKER_IMAGE);
		}
	}

	@Test
	void readsAnIndexAndItsImages() throws Exception {
		try (Registries registries = registries()) {
			ImageSource source = source(registries, plain.push("app/index", "1", INDEX));
			assertThat(source.resolve()).isEqualTo(descriptor(INDEX.manifest()));
			for (TestImage image : INDEX.images()) {
				assertThat(read(source, image.manifest(), 0)).isEqualTo(image.manifest().bytes());
				assertThat(read(source, image.layers().get(0), 0)).isEqualTo(image.layers().get(0).bytes());
			}
		}
	}

	@Test
	void resolvesADigest() throws Exception {
		try (Registries registries = registries()) {
			String reference = plain.push("app/digest", "1", IMAGE);
			ImageReference digested = ImageReference.parse(reference).withDigest(IMAGE.manifest().digest());
			assertThat(registries.source(digested, null).resolve()).isEqualTo(descriptor(IMAGE.manifest()));
		}
	}

	@Test
	void beginsInTheMiddle() throws Exception {
		try (Registries registries = registries()) {
			ImageSource source = source(registries, plain.push("app/middle", "1", IMAGE));
			TestImage.Blob layer = IMAGE.layers().get(1);
			assertThat(read(source, layer, 50_000)).hasSize(layer.bytes().length - 50_000);
			assertThat(read(source, layer, layer.bytes().length)).isEmpty();
		}
	}

	@Test
	void whatIsNotThereIsNotFound() {
		plain.push("app/there", "1", IMAGE);
		try (Registries registries = registries()) {
			assertRefused(source(registries, plain.host() + "/app/there:2"), Reason.NOT_FOUND, "MANIFEST_UNKNOWN",
					"app/there:2");
			assertRefused(source(registries, plain.host() + "/app/not-there:1"), Reason.NOT_FOUND, "app/not-there:1");
		}
	}

	@Test
	void readsWithAPasswordOverTls() throws Exception {
		String reference = password.push("app/one", "1", IMAGE);
		try (Registries registries = registries(registry(password, TestRegistry.USERNAME, TestRegistry.PASSWORD))) {
			assertReadable(registries, reference, IMAGE);
		}
	}

	@Test
	void theCredentialsOfThePullComeFirst() throws Exception {
		String reference = password.push("app/one", "1", IMAGE);
		try (Registries registries = registries(registry(password, TestRegistry.USERNAME, "outdated"))) {
			ImageSource source = registries.source(ImageReference.parse(reference),
					new PullOption.WithCredentials(TestRegistry.USERNAME, TestRegistry.PASSWORD));
			assertThat(source.resolve()).isEqualTo(descriptor(IMAGE.manifest()));
		}
	}

	@Test
	void aMissingOrWrongPasswordIsUnauthorized() {
		String reference = password.push("app/one", "1", IMAGE);
		try (Registries registries = registries(registry(password, null, null))) {
			assertRefused(source(registries, reference), Reason.UNAUTHORIZED, "no credentials were sent",
					"docker login " + password.host());
		}
		try (Registries registries = registries(registry(password, TestRegistry.USERNAME, "not-the-secret"))) {
			assertRefused(source(registries, reference), Reason.UNAUTHORIZED,
					"the settings of registry " + password.host());
		}
	}

	@Test
	void aCertificateThatNobodyTrustsIsAnErrorAtOnce() {
		try (Registries registries = registries(
				new Registry(password.host(), null, null, List.of(), false, TestContexts.usual()))) {
			assertRefused(source(registries, password.host() + "/app/one:1"), Reason.NETWORK, "SSL context");
		}
	}

	@Test
	void aRegistryWithoutTlsIsSaidToBePerhapsOne() {
		try (Registries registries = registries(Registry.of(plain.host()).withSslContext(TestContexts.usual()))) {
			assertRefused(source(registries, plain.host() + "/app/one:1"), Reason.NETWORK,
					"if it speaks HTTP without TLS");
		}
	}

	@Test
	void readsAsNobodyWithAToken() throws Exception {
		String reference = tokens.push("public/one", "1", IMAGE);
		try (Registries registries = registries()) {
			assertReadable(registries, reference, IMAGE);
		}
	}

	@Test
	void readsAsAUserWithOneTokenForEverything() throws Exception {
		String reference = tokens.push("private/once", "1", IMAGE);
		int before = tokens.tokenRequests().size();
		try (Registries registries = registries(registry(tokens, TestRegistry.USERNAME, TestRegistry.PASSWORD))) {
			assertReadable(registries, reference, IMAGE);
			assertReadable(registries, reference, IMAGE);
		}
		assertThat(tokens.tokenRequests().subList(before, tokens.tokenRequests().size()))
			.containsExactly("GET user [repository:private/once:pull]");
	}

	@Test
	void readsWithAnIdentityTokenOfDockersConfiguration() throws Exception {
		String reference = tokens.push("private/identity", "1", IMAGE);
		Files.writeString(dockerConfig(),
				"{\"auths\": {\"%s\": {\"identitytoken\": \"%s\"}}}".formatted(tokens.host(), tokens.identityToken()));
		int before = tokens.tokenRequests().size();
		try (Registries registries = registries()) {
			assertReadable(registries, reference, IMAGE);
		}
		assertThat(tokens.tokenRequests().subList(before, tokens.tokenRequests().size()))
			.containsExactly("POST user [repository:private/identity:pull]");
	}

	@Test
	void readsWithThePasswordThatDockersLoginWrote() throws Exception {
		String reference = password.push("app/login", "1", IMAGE);
		Files.writeString(dockerConfig(),
				"{\"auths\": {\"https://%s/v2/\": {\"auth\": \"%s\"}}}".formatted(password.host(), Base64.getEncoder()
					.encodeToString(
							(TestRegistry.USERNAME + ":" + TestRegistry.PASSWORD).getBytes(StandardCharsets.UTF_8))));
		try (Registries registries = registries(registry(password, null, null))) {
			assertReadable(registries, reference, IMAGE);
		}
	}

	@Test
	void nobodyAndAWrongPasswordAreUnauthorized() {
		String reference = tokens.push("private/one", "1", IMAGE);
		try (Registries registries = registries()) {
			assertRefused(source(registries, reference), Reason.UNAUTHORIZED, "no credentials were sent");
		}
		try (Registries registries = registries(registry(tokens, TestRegistry.USERNAME, "not-the-secret"))) {
			assertRefused(source(registries, reference), Reason.UNAUTHORIZED, "incorrect username or password");
		}
	}

	private Registries registries(Registry... registries) {
		return new Registries(() -> RemoteOption.registries(List.of(registries), dockerConfig()));
	}

	private Path dockerConfig() {
		return this.directory.resolve("config.json");
	}

	private static Registry registry(TestRegistry registry, @Nullable String username, @Nullable String secret) {
		return new Registry(registry.host(), username, secret, List.of(), false, registry.sslContext());
	}

	private static ImageSource source(Registries registries, String reference) {
		return registries.source(ImageReference.parse(reference), null);
	}

	private static void assertReadable(Registries registries, String reference, TestImage image) throws Exception {
		ImageSource source = source(registries, reference);
		assertThat(source.resolve()).isEqualTo(descriptor(image.manifest()));
		List<TestImage.Blob> all = new ArrayList<>(image.blobs());
		all.add(image.manifest());
		for (TestImage.Blob blob : all) {
			assertThat(read(source, blob, 0)).isEqualTo(blob.bytes());
		}
	}

	private static byte[] read(ImageSource source, TestImage.Blob blob, long offset)
			throws IOException, InterruptedException {
		try (ImageSource.Content content = source.open(descriptor(blob), offset)) {
			assertThat(content.offset()).isEqualTo(offset);
			return content.body().readAllBytes();
		}
	}

	private static Descriptor descriptor(TestImage.Blob blob) {
		return new Descriptor(blob.mediaType(), blob.digest(), blob.bytes().length, Map.of(), null);
	}

	private static void assertRefused(ImageSource source, Reason reason, String... words) {
		assertThatExceptionOfType(RegistryException.class).isThrownBy(source::resolve)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(words).doesNotContain("not-the-secret"));
	}

}

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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.ImageException.Reason;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.test.FaultyRegistry;
import io.github.libcontainerd.test.FaultyRequest;
import io.github.libcontainerd.test.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Credentials: where they go, and above all where not.
 */
class AccessTests extends FaultyRegistryTest {

	private static final String SECRET = "pass:w\u00f6rd";

	private static final String BASIC = "Basic "
			+ Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));

	private final FaultyRegistry registry = registry();

	private final FaultyRegistry other = registry();

	private final String reference = this.registry.put("app", "1", IMAGE);

	private final Registry settings = Registry.of(this.registry.host()).withCredentials("user", SECRET);

	@Test
	void nothingIsSentUnlessItIsAskedFor() throws Exception {
		source(this.reference, this.settings).resolve();
		assertThat(authorizations(this.registry)).containsOnlyNulls();
	}

	@Test
	void basicIsSentWithEverythingOnceItWasAskedFor() throws Exception {
		this.registry.require("Basic realm=\"x\"", BASIC);
		ImageSource source = source(this.reference, this.settings);
		source.resolve();
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(authorizations(this.registry)).containsExactly(null, BASIC, BASIC);
	}

	@Test
	void aRedirectToAnotherHostGetsNoCredentials() throws Exception {
		this.registry.require("Basic realm=\"x\"", BASIC);
		this.other.putAt("/storage/layer", LAYER);
		ImageSource source = source(this.reference, this.settings);
		source.resolve();
		this.registry.next("GET /v2/app/blobs", 1,
				(answer) -> answer.redirect(this.other.url() + "/storage/layer?signature=also-secret"));
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(authorizations(this.registry)).containsExactly(null, BASIC, BASIC);
		assertThat(authorizations(this.other)).hasSize(1).containsOnlyNulls();
	}

	@Test
	void credentialsStayBehindEvenWhenTheWayLeadsBack() throws Exception {
		this.registry.require("Basic realm=\"x\"", BASIC);
		this.registry.putAt("/storage/layer", LAYER);
		ImageSource source = source(this.reference, this.settings);
		source.resolve();
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.redirect(this.other.url() + "/there"));
		this.registry.next("GET /storage/layer", 1, (answer) -> answer.asItShould());
		this.other.always("GET /there", (answer) -> answer.redirect(this.registry.url() + "/storage/layer"));
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(authorizations(this.registry)).containsExactly(null, BASIC, BASIC, null);
		assertThat(authorizations(this.other)).containsOnlyNulls();
	}

	@Test
	void aRedirectToTheSameHostKeepsCredentials() throws Exception {
		this.registry.require("Basic realm=\"x\"", BASIC);
		this.registry.putAt("/storage/layer", LAYER);
		ImageSource source = source(this.reference, this.settings);
		source.resolve();
		this.registry.next("GET /v2/app/blobs", 1, (answer) -> answer.redirect("/storage/layer"));
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(authorizations(this.registry)).containsExactly(null, BASIC, BASIC, BASIC);
	}

	@Test
	void aChallengeOfTheHostOfARedirectIsNotAnswered() {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.redirect(this.other.url() + "/x"));
		this.other.require("Basic realm=\"trap\"", BASIC);
		String message = failure(Reason.REGISTRY_ERROR,
				() -> read(source(this.reference, this.settings, Registry.of(this.other.host())), LAYER));
		assertThat(message).contains("redirects to " + this.other.url(), "401");
		assertThat(authorizations(this.other)).isNotEmpty().containsOnlyNulls();
	}

	@Test
	void theRangeIsAskedForAtTheEndOfARedirectToo() throws Exception {
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.redirect(this.other.url() + "/storage/layer"));
		this.other.putAt("/storage/layer", LAYER);
		CountDownLatch received = new CountDownLatch(1);
		this.other.next("GET /storage", 1, (answer) -> answer.truncate(50_000, received));
		assertThat(readInTwo(source(this.reference), 50_000, received)).isEqualTo(LAYER.bytes());
		assertThat(ranges(this.other)).containsExactly(null, "bytes=50000-");
	}

	@Test
	void aCircleOfRedirectsIsGivenUp() {
		this.registry.always("/x", (answer) -> answer.redirect("/x"));
		this.registry.always("/manifests/", (answer) -> answer.redirect("/x"));
		assertThat(failure(Reason.REGISTRY_ERROR, source("%s/circle:1".formatted(this.registry.host()))::resolve))
			.contains("redirects");
		assertThat(this.registry.requests()).hasSizeLessThan(20);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "ftp://example.com/secret", "http://", "::secret::", "http://%zz/secret", "mailto:secret" })
	void aRedirectToNowhereIsAnErrorThatDoesNotQuoteIt(String location) {
		this.registry.always("/manifests/", (answer) -> answer.redirect(location));
		assertThat(failure(Reason.REGISTRY_ERROR, source(this.reference)::resolve))
			.contains("something else than a URL")
			.doesNotContain("secret");
	}

	@Test
	void aRedirectFromTlsToNoTlsIsNotFollowed() {
		TestTls tls = TestTls.create();
		FaultyRegistry encrypted = opened(FaultyRegistry.start(tls));
		String there = encrypted.put("app", "1", IMAGE);
		encrypted.always("/manifests/", (answer) -> answer.redirect(this.other.url() + "/x?signature=secret"));
		assertThat(failure(Reason.REGISTRY_ERROR,
				source(there, Registry.of(encrypted.host()).withSslContext(tls.context()))::resolve))
			.contains("which is not encrypted", this.other.url())
			.doesNotContain("signature");
		assertThat(this.other.requests()).isEmpty();
	}

	@Test
	void theBetterOfTwoChallengesIsTaken() throws Exception {
		this.registry.require("Basic realm=\"x\", Bearer realm=\"%s/token\",service=\"s\"".formatted(this.other.url()),
				"Bearer the-token");
		answerTokens(this.other, "{\"token\": \"the-token\"}");
		source(this.reference, this.settings).resolve();
		assertThat(authorizations(this.registry)).containsExactly(null, "Bearer the-token");
	}

	@Test
	void aTokenIsAskedForAsDockerDoesIt() throws Exception {
		requireToken("service=\"my service\",scope=\"repository:app:pull repository:lib:pull\"", "the-token");
		answerTokens(this.other, "{\"token\": \"the-token\", \"access_token\": \"\", \"expires_in\": 300}");
		source(this.reference, this.settings).resolve();
		FaultyRequest request = this.other.requests().get(0);
		assertThat(URLDecoder.decode(request.query(), StandardCharsets.UTF_8))
			.isEqualTo("service=my service&scope=repository:app:pull&scope=repository:lib:pull&account=user");
		assertThat(request.authorization()).isEqualTo(BASIC);
		assertThat(authorizations(this.registry)).containsExactly(null, "Bearer the-token");
	}

	@Test
	void aChallengeWithoutScopeMeansTheRepository() throws Exception {
		requireToken("", "the-token");
		answerTokens(this.other, "{\"access_token\": \"the-token\"}");
		source(this.reference).resolve();
		assertThat(this.other.requests().get(0).query()).isEqualTo("scope=repository%3Aapp%3Apull");
		assertThat(this.other.requests().get(0).authorization()).isNull();
	}

	@Test
	void aTokenServerThatKnowsTheNewFormOnlyIsAskedSo() throws Exception {
		requireToken("service=\"s\"", "the-token");
		this.other.next("GET /token", 1, (answer) -> answer.status(405, Map.of(), ""));
		answerTokens(this.other, "{\"access_token\": \"the-token\"}");
		source(this.reference, this.settings).resolve();
		assertThat(asked(this.other)).containsExactly("GET /token", "POST /token");
		assertThat(this.other.requests().get(1).authorization()).isNull();
		assertThat(this.other.requests().get(1).header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
	}

	@Test
	void anIdentityTokenTakesTheNewForm() throws Exception {
		Files.writeString(dockerConfig(),
				"{\"auths\": {\"%s\": {\"identitytoken\": \"%s\"}}}".formatted(this.registry.host(), "identity"));
		requireToken("service=\"s\"", "the-token");
		answerTokens(this.other, "{\"access_token\": \"the-token\"}");
		source(this.reference).resolve();
		assertThat(asked(this.other)).containsExactly("POST /token");
		assertThat(authorizations(this.registry)).containsExactly(null, "Bearer the-token");
	}

	@Test
	void anAccessTokenIsUsedAsItIs() throws Exception {
		Files.writeString(dockerConfig(),
				"{\"auths\": {\"%s\": {\"registrytoken\": \"%s\"}}}".formatted(this.registry.host(), "the-token"));
		requireToken("service=\"s\"", "the-token");
		source(this.reference).resolve();
		assertThat(this.other.requests()).isEmpty();
	}

	@Test
	void aTokenIsKeptForTheNextPull() throws Exception {
		requireToken("service=\"s\"", "the-token");
		answerTokens(this.other, "{\"token\": \"the-token\", \"expires_in\": 300}");
		Registries registries = registries(PATIENT, this.settings);
		for (int i = 0; i < 3; i++) {
			registries.source(ImageReference.parse(this.reference), null).resolve();
		}
		assertThat(this.other.requests()).hasSize(1);
	}

	@Test
	void aTokenThatIsNoLongerGoodIsReplacedOnce() throws Exception {
		requireToken("service=\"s\"", "first");
		answerTokens(this.other, "{\"token\": \"first\"}", "{\"token\": \"second\"}", "{\"token\": \"third\"}");
		ImageSource source = source(this.reference, this.settings);
		source.resolve();
		requireToken("service=\"s\"", "second");
		assertThat(read(source, LAYER)).isEqualTo(LAYER.bytes());
		assertThat(this.other.requests()).hasSize(2);
	}

	@Test
	void aRegistryThatTakesNoTokenIsGivenUp() {
		requireToken("service=\"s\"", "never");
		answerTokens(this.other, "{\"token\": \"a\"}", "{\"token\": \"b\"}", "{\"token\": \"c\"}",
				"{\"token\": \"d\"}");
		assertThat(failure(Reason.UNAUTHORIZED, source(this.reference, this.settings)::resolve))
			.contains("the settings of registry " + this.registry.host());
		assertThat(this.other.requests()).hasSizeLessThan(4);
	}

	@Test
	void aTokenThatMayNotDoItIsNotAskedForTwice() {
		String scope = "scope=\"repository:app:pull\"";
		this.registry.next("/manifests/", 1, (answer) -> answer.status(401,
				Map.of("WWW-Authenticate", "Bearer realm=\"%s/token\",%s".formatted(this.other.url(), scope)), ""));
		requireToken(scope + ",error=\"insufficient_scope\"", "never");
		answerTokens(this.other, "{\"token\": \"a\"}", "{\"token\": \"b\"}");
		assertThat(failure(Reason.UNAUTHORIZED, source(this.reference)::resolve)).contains("may not exist");
		assertThat(this.other.requests()).hasSize(1);
	}

	@Test
	void credentialsThatWereNotAskedForAreSaidNotToBeSent() {
		this.registry.always("/manifests/", (answer) -> answer.status(403, Map.of(), ""));
		assertThat(failure(Reason.UNAUTHORIZED, source(this.reference, this.settings)::resolve))
			.contains("the settings of registry " + this.registry.host() + " were not sent");
		this.registry.require("Negotiate", "never");
		assertThat(failure(Reason.UNAUTHORIZED, () -> read(source(this.reference, this.settings), LAYER)))
			.contains("were not sent");
	}

	@Test
	void anAccessTokenThatIsNoneIsToldAbout() throws Exception {
		Files.writeString(dockerConfig(),
				"{\"auths\": {\"%s\": {\"registrytoken\": \"two\\nlines\"}}}".formatted(this.registry.host()));
		requireToken("", "never");
		answerTokens(this.other, "{\"token\": \"a\"}");
		assertThat(failure(Reason.UNAUTHORIZED, source(this.reference)::resolve)).contains("'registrytoken'")
			.doesNotContain("lines");
	}

	@Test
	void aRedirectMayHaveCharactersThatDoNotBelongThere() throws Exception {
		this.other.putAt("/a b|c", LAYER);
		this.registry.always("GET /v2/app/blobs", (answer) -> answer.redirect(this.other.url() + "/a b|c"));
		assertThat(read(source(this.reference), LAYER)).isEqualTo(LAYER.bytes());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "", "not-json secret", "{\"token\": \"\"}",
			"{\"token\": \"two\\r\\nLines: secret\"}" })
	void anAnswerWithoutTokenIsAnErrorThatDoesNotQuoteIt(String answer) {
		requireToken("service=\"s\"", "the-token");
		this.other.always("/token", (given) -> given.status(200, Map.of(), answer));
		assertThat(failure(Reason.REGISTRY_ERROR, source(this.reference, this.settings)::resolve))
			.contains(this.other.url() + "/token")
			.doesNotContain("secret");
	}

	@Test
	void anEndlessAnswerInPlaceOfATokenIsGivenUp() throws Exception {
		requireToken("service=\"s\"", "the-token");
		this.other.always("/token", (answer) -> answer.endless());
		assertThat(failure(Reason.REGISTRY_ERROR, source(this.reference, this.settings)::resolve)).contains("1 MiB");
		this.other.abandoned().await();
	}

	@Test
	void aTokenServerIsAskedAgainWhenItFails() throws Exception {
		requireToken("service=\"s\"", "the-token");
		this.other.next("/token", 2, (answer) -> answer.status(503, Map.of(), ""));
		answerTokens(this.other, "{\"token\": \"the-token\"}");
		source(this.reference, this.settings).resolve();
		assertThat(this.other.requests()).hasSize(3);
	}

	@Test
	void credentialsAreNotSentFromTlsToATokenServerWithout() {
		TestTls tls = TestTls.create();
		FaultyRegistry encrypted = opened(FaultyRegistry.start(tls));
		String there = encrypted.put("app", "1", IMAGE);
		encrypted.require("Bearer realm=\"%s/token\"".formatted(this.other.url()), "Bearer the-token");
		assertThat(failure(Reason.UNAUTHORIZED, source(there,
				Registry.of(encrypted.host()).withSslContext(tls.context()).withCredentials("user", SECRET))::resolve))
			.contains("not encrypted", "are not sent");
		assertThat(this.other.requests()).isEmpty();
	}

	@Test
	void credentialsForAnotherRegistryAreNotUsed() {
		this.registry.require("Basic realm=\"x\"", BASIC);
		assertThat(failure(Reason.UNAUTHORIZED,
				source(this.reference, Registry.of("localhost").withCredentials("user", SECRET),
						Registry.of("127.0.0.1").withCredentials("user", SECRET))::resolve))
			.contains("no credentials were sent");
		assertThat(authorizations(this.registry)).containsOnlyNulls();
	}

	@Test
	void dockersConfigurationIsUsedWhenTheSettingsHaveNoUser() throws Exception {
		Files.writeString(dockerConfig(),
				"{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(this.registry.host(), BASIC.substring(6)));
		this.registry.require("Basic realm=\"x\"", BASIC);
		source(this.reference, Registry.of(this.registry.host())).resolve();
		assertThat(authorizations(this.registry)).containsExactly(null, BASIC);
	}

	@Test
	void aBrokenConfigurationIsNoReasonToFailButToldAboutWhenItMatters() throws Exception {
		Files.writeString(dockerConfig(), "{\"credsStore\": \"there-is-none\"}");
		source(this.reference).resolve();
		this.registry.require("Basic realm=\"x\"", BASIC);
		assertThat(failure(Reason.UNAUTHORIZED, source(this.reference)::resolve))
			.contains("docker-credential-there-is-none cannot be run");
	}

	@Test
	void aRegistryThatQuotesTheSecretDoesNotBringItIntoAMessage() {
		this.registry.require("Basic realm=\"x\"", "never");
		this.registry.next("/manifests/", 1, (answer) -> answer.status(401, Map.of("WWW-Authenticate", "Basic"), ""));
		this.registry.always("/manifests/", (answer) -> answer.status(403, Map.of(),
				"{\"errors\":[{\"code\":\"DENIED\",\"message\":\"%s %s\"}]}".formatted(SECRET, BASIC)));
		assertThat(failure(Reason.UNAUTHORIZED, source(this.reference, this.settings)::resolve)).contains("DENIED")
			.doesNotContain(SECRET)
			.doesNotContain(BASIC.substring(6));
	}

	private void requireToken(String parameters, String token) {
		this.registry.require("Bearer realm=\"%s/token\"%s".formatted(this.other.url(),
				(parameters.isEmpty()) ? "" : "," + parameters), "Bearer " + token);
	}

	private static void answerTokens(FaultyRegistry server, String... answers) {
		for (int i = 0; i < answers.length; i++) {
			String answer = answers[i];
			server.next("/token", (i == answers.length - 1) ? Integer.MAX_VALUE : 1,
					(given) -> given.status(200, Map.of("Content-Type", "application/json"), answer));
		}
	}

	private static List<String> authorizations(FaultyRegistry registry) {
		return registry.requests().stream().map(FaultyRequest::authorization).toList();
	}

}

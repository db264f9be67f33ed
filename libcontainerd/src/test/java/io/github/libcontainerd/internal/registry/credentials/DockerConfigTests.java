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

package io.github.libcontainerd.internal.registry.credentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.libcontainerd.internal.registry.credentials.CredentialHelper.Outcome;
import io.github.libcontainerd.internal.registry.credentials.CredentialLookup.Found;

import static org.assertj.core.api.Assertions.assertThat;

class DockerConfigTests {

	private static final String PAIR = Base64.getEncoder()
		.encodeToString("user:se:cret".getBytes(StandardCharsets.UTF_8));

	@TempDir
	private Path directory;

	private final List<String> asked = new ArrayList<>();

	private Outcome answer = new Outcome(1, "credentials not found in native keychain\n");

	@Test
	void theDefaultFileIsDockers() {
		assertThat(DockerConfig.defaultFile(Map.of(), "/home/me")).isEqualTo(Path.of("/home/me/.docker/config.json"));
		assertThat(DockerConfig.defaultFile(Map.of("DOCKER_CONFIG", "/etc/d"), "/home/me"))
			.isEqualTo(Path.of("/etc/d/config.json"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "registry.example.com", "https://registry.example.com", "https://registry.example.com/v2/",
			"http://Registry.Example.com/v1/" })
	void keysAreHostsOrAddresses(String key) throws Exception {
		write("{'auths': {'%s': {'auth': '%s'}}}".formatted(key, PAIR));
		assertThat(find("registry.example.com").credentials())
			.isEqualTo(Credentials.password("user", "se:cret", file().toString()));
		assertThat(find("registry.example.com:5000")).isEqualTo(Found.NOTHING);
		assertThat(find("example.com")).isEqualTo(Found.NOTHING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io" })
	void dockersOwnRegistryHasMoreNamesThanOne(String key) throws Exception {
		write("{'auths': {'%s': {'username': 'user', 'password': 'secret'}}}".formatted(key));
		assertThat(find("docker.io").credentials())
			.isEqualTo(Credentials.password("user", "secret", file().toString()));
	}

	/** As Docker reads it. */
	@Test
	void theLetterCaseOfAFieldDoesNotMatter() throws Exception {
		write("{'Auths': {'example.com': {'Username': 'user', 'PASSWORD': 'secret'}}}");
		assertThat(find("example.com").credentials())
			.isEqualTo(Credentials.password("user", "secret", file().toString()));
		this.answer = new Outcome(0, "{\"username\":\"user\",\"SECRET\":\"secret\"}");
		write("{'credhelpers': {'example.com': 'own'}}");
		assertThat(find("example.com").credentials()).extracting(Credentials::username).isEqualTo("user");
		write("{'CREDSSTORE': 'common'}");
		assertThat(find("example.com").credentials()).extracting(Credentials::username).isEqualTo("user");
	}

	@Test
	void theExactKeyIsPreferred() throws Exception {
		write("""
				{'auths': {'https://example.com/v1/': {'username': 'other', 'password': 'x'},
					'example.com': {'username': 'user', 'password': 'secret'}}}""");
		assertThat(find("example.com").credentials()).extracting(Credentials::username).isEqualTo("user");
	}

	@Test
	void oldClientsPaddedThePassword() throws Exception {
		write("{'auths': {'example.com': {'auth': '%s'}}}"
			.formatted(Base64.getEncoder().encodeToString("user:secret\0\0".getBytes(StandardCharsets.UTF_8))));
		assertThat(find("example.com").credentials()).extracting(Credentials::secret).isEqualTo("secret");
	}

	@Test
	void tokensTakeTheWayTheyNeed() throws Exception {
		write("""
				{'auths': {'a.example.com': {'auth': '%s', 'identitytoken': 'identity'},
					'b.example.com': {'registrytoken': 'access'}}}""".formatted(PAIR));
		assertThat(find("a.example.com").credentials())
			.isEqualTo(Credentials.identityToken("identity", file().toString()));
		assertThat(find("b.example.com").credentials()).isEqualTo(Credentials.accessToken("access", file().toString()));
	}

	@Test
	void anEmptyEntryIsNothing() throws Exception {
		write("{'auths': {'https://index.docker.io/v1/': {}}}");
		assertThat(find("docker.io")).isEqualTo(Found.NOTHING);
	}

	@Test
	void theHelperOfTheRegistryComesBeforeTheCommonOne() throws Exception {
		write("{'credsStore': 'common', 'credHelpers': {'example.com': 'own'}}");
		this.answer = new Outcome(0, "{\"ServerURL\":\"x\",\"Username\":\"user\",\"Secret\":\"secret\"}");
		assertThat(find("example.com").credentials())
			.isEqualTo(Credentials.password("user", "secret", "docker-credential-own"));
		assertThat(find("docker.io").credentials())
			.isEqualTo(Credentials.password("user", "secret", "docker-credential-common"));
		assertThat(this.asked).containsExactly("docker-credential-own example.com",
				"docker-credential-common https://index.docker.io/v1/");
	}

	@Test
	void aHelperMayGiveAnIdentityToken() throws Exception {
		write("{'credsStore': 'common'}");
		this.answer = new Outcome(0, "{\"Username\":\"<token>\",\"Secret\":\"identity\"}");
		assertThat(find("example.com").credentials())
			.isEqualTo(Credentials.identityToken("identity", "docker-credential-common"));
	}

	@Test
	void whatTheHelperDoesNotKnowMayBeInTheFile() throws Exception {
		write("{'credsStore': 'common', 'auths': {'example.com': {'auth': '%s'}}}".formatted(PAIR));
		assertThat(find("example.com").credentials()).extracting(Credentials::username).isEqualTo("user");
		assertThat(find("other.example.com")).isEqualTo(Found.NOTHING);
	}

	@Test
	void aHelperThatFailsIsToldAbout() throws Exception {
		write("{'credsStore': 'common'}");
		this.answer = new Outcome(2, "secret-in-the-output");
		assertThat(find("example.com").problem()).isEqualTo("docker-credential-common ended with status 2");
		this.answer = new Outcome(0, "secret-in-the-output");
		assertThat(find("example.com").problem()).isEqualTo("docker-credential-common did not write JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../evil", "/bin/sh", "a b", ".." })
	void aHelperIsNoPath(String name) throws Exception {
		write("{'credsStore': '%s'}".formatted(name));
		assertThat(find("example.com").problem()).contains("is not the name of a credential helper");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void aFileThatIsNotThereMattersOnlyWhenItWasAskedFor() throws Exception {
		assertThat(find("example.com").problem()).contains("does not exist");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"auths\": {\"example.com\": {\"password\": secret}}", "", "[1, 2]", "null",
			"{\"auths\": 7, \"credsStore\": {}}", "{\"auths\": {\"example.com\": []}}" })
	void nonsenseIsNoCredentials(String json) throws Exception {
		Files.writeString(file(), json);
		Found found = find("example.com");
		assertThat(found.credentials()).isNull();
		assertThat(String.valueOf(found.problem())).doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "!!!", "dXNlcg==" })
	void nonsenseInPlaceOfACredentialIsToldAbout(String auth) throws Exception {
		write("{'auths': {'example.com': {'auth': '%s'}}}".formatted(auth));
		Found found = find("example.com");
		assertThat(found.credentials()).isNull();
		assertThat(found.problem()).contains("'auth'").doesNotContain(auth);
	}

	@Test
	void credentialsAreNotInTexts() {
		Credentials credentials = Credentials.password("user", "secret", "somewhere");
		assertThat(credentials.toString()).doesNotContain("secret").doesNotContain("user").contains("somewhere");
		assertThat(credentials.hideIn("the secret of " + credentials.basic())).isEqualTo("the *** of Basic ***");
	}

	private Path file() {
		return this.directory.resolve("config.json");
	}

	private void write(String json) throws IOException {
		Files.writeString(file(), json.replace('\'', '"'));
	}

	private Found find(String host) throws InterruptedException {
		return DockerConfig.of(file(), (program, input) -> {
			this.asked.add(program + " " + input);
			return this.answer;
		}).find(host);
	}

}

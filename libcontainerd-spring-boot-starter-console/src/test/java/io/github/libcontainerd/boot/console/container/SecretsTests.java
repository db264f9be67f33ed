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

package io.github.libcontainerd.boot.console.container;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.github.libcontainerd.spec.Spec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is kept from whoever looks.
 */
class SecretsTests {

	@ParameterizedTest
	@ValueSource(strings = { "POSTGRES_PASSWORD", "db.passwd", "PGPASSFILE", "apiKey", "api-key", "API_KEY",
			"SIGNING_KEY", "access.key", "github_token", "clientSecret", "AWS_SECRET_ACCESS_KEY", "credentials",
			"Authorization", "basic-auth", "SENTRY_DSN", "pwd" })
	void aNameGivesItAway(String name) {
		assertThat(Secrets.outOf(Map.of(name, "x"))).containsEntry(name, Secrets.MASK);
		assertThat(Secrets.outOfVariable(name + "=x", List.of(name + "=x"))).isEqualTo(name + "=******");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "team", "org.opencontainers.image.authors", "KEYBOARD", "monkey", "passive.mode", "author" })
	void otherNamesAreShown(String name) {
		assertThat(Secrets.outOf(Map.of(name, "x"))).containsEntry(name, "x");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			postgres://shop:s3cret@db/shop              | postgres://shop:******@db/shop
			curl -H 'Authorization: Bearer abc.def'     | curl -H 'Authorization: ******
			server --password=s3cret --port=80          | server --password=****** --port=80
			server --password s3cret --port 80          | server --password ****** --port 80
			DB_PASSWORD="s3 cret" exec server           | DB_PASSWORD=****** exec server
			java -Dspring.datasource.password=s3cret x  | java -Dspring.datasource.password=****** x
			use ghp_abcdefghijklmnopqrstuvwxyz0123      | use ******
			id AKIAIOSFODNN7EXAMPLE                     | id ******
			jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0          | jwt ******
			while true; do echo tick; sleep 1; done     | while true; do echo tick; sleep 1; done
			--token --verbose                           | --token --verbose
			""")
	void theyAreFoundInText(String text, String shown) {
		assertThat(Secrets.outOf(text)).startsWith(shown).doesNotContain("s3", "c2ln", "EXAMPLE", "abc.def");
	}

	@Test
	void aKeyIsNoText() {
		assertThat(Secrets.outOf("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"))
			.isEqualTo(Secrets.MASK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "pass", "pass-", "eyJ-", "-", "--token ", "pass=", "://", "://a:", "pass ", "\"",
			"pass=\"" })
	@Timeout(60)
	void aContainerHoldsNobodyUpWithALongWord(String part) {
		String text = part.repeat(100_000);
		assertThat(Secrets.outOf(text)).isNotEmpty();
		assertThat(Secrets.outOf(List.of(text, text))).hasSize(2);
	}

	@Test
	void theWordAfterAnOptionIsOne() {
		assertThat(Secrets.outOf(List.of("server", "--token", "s3cret", "--port", "80", "--api-key=s3cret")))
			.containsExactly("server", "--token", "******", "--port", "80", "--api-key=******");
	}

	@Test
	void ofTheEnvironmentOnlyWhatTheImageHasIsShown() {
		List<String> image = List.of("VERSION=1.2", "PATH=/bin");
		assertThat(Secrets.outOfVariable("VERSION=1.2", image)).isEqualTo("VERSION=1.2");
		assertThat(Secrets.outOfVariable("VERSION=1.3", image)).isEqualTo("VERSION=******");
		assertThat(Secrets.outOfVariable("COLOUR=red", image)).isEqualTo("COLOUR=******");
		assertThat(Secrets.outOfVariable("PATH=/usr/bin", image)).isEqualTo("PATH=/usr/bin");
		assertThat(Secrets.outOfVariable("EMPTY", image)).isEqualTo("EMPTY");
	}

	@Test
	void aSpecificationIsShownWithoutThem() {
		Spec spec = Spec.fromJson(
				"""
						{
							"ociVersion": "1.0.2",
							"process": {
								"user": { "uid": 0, "gid": 0 },
								"args": ["server", "--token", "s3cret"],
								"env": ["PATH=/bin", "COLOUR=s3cret", "VERSION=1"],
								"cwd": "/"
							},
							"hooks": { "prestart": [ { "path": "/bin/hook", "env": ["HOOK=s3cret"] } ] },
							"annotations": { "com.acme.password": "s3cret", "com.acme.at": "redis://:s3cret@cache" },
							"linux": {
								"seccomp": { "defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
									{ "names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [ { "index": 0, "value": 1, "op": "SCMP_CMP_EQ" } ] } ] },
								"resources": { "cpu": { "quota": 50000, "period": 100000 }, "pids": { "limit": 7 } } },
							"com.acme.extension": { "apiKey": "s3cret", "tokens": ["s3cret"], "list": ["postgres://u:s3cret@h/", 7, null] }
						}"""
					.getBytes());
		ShownSpec shown = new ShownSpec(spec);
		JsonNode tree = shown.tree(List.of("VERSION=1"));
		assertThat(tree.toString()).doesNotContain("s3cret");
		assertThat(tree.at("/process/env").toString()).isEqualTo("[\"PATH=/bin\",\"COLOUR=******\",\"VERSION=1\"]");
		assertThat(tree.at("/process/args").toString()).isEqualTo("[\"server\",\"--token\",\"******\"]");
		assertThat(tree.at("/linux/resources/pids/limit").asInt()).isEqualTo(7);
		assertThat(shown.command()).isEqualTo("server --token ******");
		assertThat(shown.cpus()).isEqualTo(0.5);
		assertThat(shown.pids()).isEqualTo(7);
	}

}

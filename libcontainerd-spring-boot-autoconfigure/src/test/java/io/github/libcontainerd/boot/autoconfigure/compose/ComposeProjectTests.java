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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.libcontainerd.boot.container.ComposeFileException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ComposeProject}.
 */
class ComposeProjectTests {

	@TempDir
	private Path directory;

	private ComposeFiles files;

	@BeforeEach
	void setUp() {
		this.files = new ComposeFiles(this.directory);
	}

	@Test
	void servicesOfAFileSeeEachOtherByName() {
		assertThat(this.files.properties("""
				version: '3.8'
				name: shop
				x-common: &common { restart: always, image: db:1 }
				services:
				  db:
				    <<: *common
				    image: db:2
				  web: { image: 'web:1' }
				""")).isEqualTo(
				Map.of("containers.db.image", "db:2", "containers.db.restart", "always", "containers.db.networks[0]",
						"shop_default", "containers.web.image", "web:1", "containers.web.networks[0]", "shop_default"));
	}

	@ParameterizedTest
	@CsvSource({ "db,db", "my_db,my-db", "My.DB,my-db", "my__db-,my-db", "_db,db" })
	void aContainerHasANameThatFits(String service, String container) {
		assertThat(ComposeProject.containerName(service)).isEqualTo(container);
	}

	@Test
	void aServiceIsFoundByItsOwnNameToo() {
		assertThat(this.files.properties("""
				services:
				  my_db: { image: a, container_name: the-db }
				  web: { image: a, depends_on: [my_db] }
				""")).containsEntry("containers.my-db.image", "a")
			.containsEntry("containers.my-db.aliases[0]", "my_db")
			.containsEntry("containers.my-db.aliases[1]", "the-db")
			.containsEntry("containers.web.depends-on[0]", "my-db");
	}

	@Test
	void conditionsAreWhatTheOtherIsWaitedFor() {
		assertThat(this.files.properties("""
				services:
				  web:
				    image: a
				    depends_on:
				      db: { condition: service_healthy }
				      migration: { condition: service_completed_successfully, restart: false }
				      cache: { condition: service_started }
				      other: { condition: service_started, required: false }
				  db: { image: a }
				  migration: { image: a, depends_on: [db] }
				  cache: { image: a }
				  other: { image: a, profiles: [debug] }
				""")).containsEntry("containers.web.depends-on[0]", "db")
			.containsEntry("containers.web.depends-on[1]", "migration")
			.containsEntry("containers.web.depends-on[2]", "cache")
			.doesNotContainKey("containers.web.depends-on[3]")
			.containsEntry("containers.db.wait-for.health", "true")
			.containsEntry("containers.migration.wait-for.exit", "true")
			.containsEntry("containers.migration.depends-on[0]", "db")
			.doesNotContainKey("containers.cache.wait-for.health")
			.doesNotContainKey("containers.other.image");
	}

	@Test
	void aServiceOfAProfileThatIsNotActiveIsNotLookedAt() {
		String text = """
				services:
				  web: { image: a }
				  debug: { build: ., profiles: [debug, '${MORE:-more}'] }
				""";
		assertThat(this.files.properties(text)).doesNotContainKey("containers.debug.networks[0]");
		assertThat(this.files.profiles("more").refused(text).remedy()).contains("build the image");
		assertThat(this.files.profiles("*").refused(text)).isNotNull();
		assertThat(this.files.profiles("web").refused(text)).isNull();
	}

	@Test
	void theProfilesOfComposeCount() {
		String text = "services: { debug: { image: a, profiles: [debug] } }";
		assertThat(this.files.properties(text)).isEmpty();
		this.files.file(".env", "COMPOSE_PROFILES=other, debug");
		assertThat(this.files.properties(text)).containsKey("containers.debug.image");
		assertThat(this.files.variable("COMPOSE_PROFILES", "").properties(text)).isEmpty();
		assertThat(this.files.profiles("debug").properties(text)).containsKey("containers.debug.image");
	}

	@Test
	void aServiceThatIsNotWantedIsNotLookedAt() {
		String text = """
				services:
				  web: { build: ., depends_on: [db] }
				  db: { image: a }
				""";
		assertThat(this.files.refused(text).remedy()).contains("'libcontainerd.containers.web.image'")
			.contains("'libcontainerd.containers.web.enabled' to false");
		assertThat(this.files.disabled("web").properties(text)).containsOnlyKeys("containers.db.image",
				"containers.db.networks[0]");
	}

	@Test
	void anImageThatIsBuiltElsewhereIsUsed() {
		this.files.file("compose.yaml",
				"{ name: shop, services: { web: { build: . }, other: { build: ., image: b } } }");
		ComposeProject project = this.files.imagesElsewhere("web").project();
		assertThat(ComposeFiles.text(project)).doesNotContainKey("containers.web.image")
			.containsEntry("containers.web.networks[0]", "shop_default")
			.containsEntry("containers.other.image", "b");
		assertThat(project.notes()).hasSize(2)
			.first()
			.asString()
			.contains("'services.web.build'", "line 1", "is not done");
	}

	@Test
	void networksAreMadeAsTheFileSays() {
		assertThat(this.files.properties("""
				services:
				  web: { image: a }
				  db: { image: a, networks: [back, old, six] }
				networks:
				  default: { name: shop }
				  back: { driver: bridge, internal: true, ipam: { config: [{ subnet: 10.7.0.0/24 }] } }
				  six: { enable_ipv6: true, ipam: { config: [{ subnet: "fd12::/64" }, { subnet: 10.8.0.0/24 }] } }
				  old: { external: { name: site }, internal: true }
				  unused: { driver: overlay }
				name: my-shop
				""")).containsEntry("containers.web.networks[0]", "shop")
			.containsEntry("containers.db.networks[0]", "my-shop_back")
			.containsEntry("containers.db.networks[1]", "site")
			.containsEntry("networks[my-shop_back].internal", "true")
			.containsEntry("networks[my-shop_back].subnet", "10.7.0.0/24")
			.doesNotContainKey("networks[my-shop_back].ipv6")
			.containsEntry("networks[my-shop_six].ipv6", "true")
			.containsEntry("networks[my-shop_six].ipv6-subnet", "fd12::/64")
			.containsEntry("networks[my-shop_six].subnet", "10.8.0.0/24")
			.doesNotContainKey("networks.site.internal");
	}

	@Test
	void networksAndVolumesHaveTheNameOfTheProject() {
		String text = """
				services: { web: { image: a, networks: [back, outside], volumes: ['data:/a', 'mine:/b', 'other:/c'] } }
				networks: { back: , outside: { external: true } }
				volumes: { data: , mine: { name: kept }, other: { external: true } }
				""";
		this.files.file("My.Shop 2/compose.yaml", text);
		assertThat(ComposeFiles.text(this.files.project("My.Shop 2/compose.yaml")))
			.containsEntry("containers.web.networks[0]", "myshop2_back")
			.containsEntry("containers.web.networks[1]", "outside")
			.containsEntry("containers.web.volumes[0]", "myshop2_data:/a")
			.containsEntry("containers.web.volumes[1]", "kept:/b")
			.containsEntry("containers.web.volumes[2]", "other:/c");
		assertThat(this.files.properties(text + "name: '${KIND:-test}-shop'"))
			.containsEntry("containers.web.networks[0]", "test-shop_back");
		this.files.file(".env", "COMPOSE_PROJECT_NAME=Other");
		assertThat(this.files.properties(text + "name: shop")).containsEntry("containers.web.volumes[0]",
				"other_data:/a");
	}

	@Test
	void aProjectHasANameThatFits() {
		for (String name : List.of("'My Shop'", "-shop", "shop.two", "''", "a".repeat(33))) {
			assertThat(this.files.refused("name: " + name + "\nservices: { a: { image: a } }")).as(name)
				.satisfies((refused) -> assertThat(refused.remedy()).contains("small letters"));
		}
	}

	@Test
	void twoFilesAreOneProject() {
		this.files.file("a/compose.yaml", "services: { web: { image: a, depends_on: [db], volumes: ['./x:/x'] } }")
			.file("b/compose.yaml", "services: { db: { image: b, volumes: ['./x:/x'] } }");
		assertThat(ComposeFiles.text(this.files.project("a/compose.yaml", "b/compose.yaml")))
			.containsEntry("containers.web.depends-on[0]", "db")
			.containsEntry("containers.web.volumes[0]", this.directory + "/a/x:/x")
			.containsEntry("containers.db.volumes[0]", this.directory + "/b/x:/x")
			.containsEntry("containers.web.networks[0]", "a_default")
			.containsEntry("containers.db.networks[0]", "a_default");
	}

	@Test
	void valuesOfVariablesAreFromTheEnvironmentAndTheFileBesideIt() {
		this.files.file(".env", "TAG=16\nPORT=1\n").variable("PORT", "5432").file("compose.yaml", """
				services:
				  db:
				    image: "postgres:${TAG:?}"
				    ports: ["${PORT}"]
				    user: "$NOBODY"
				x-unused: ${TAG:?} $
				""");
		ComposeProject project = this.files.project();
		assertThat(ComposeFiles.text(project)).containsEntry("containers.db.image", "postgres:16")
			.containsEntry("containers.db.ports[0]", "5432")
			.containsEntry("containers.db.user", "");
		assertThat(project.notes()).singleElement().asString().contains("'NOBODY'");
	}

	@Test
	void whatHasNoEffectIsSaid() {
		this.files.file("compose.yaml", """
				services:
				  web:
				    image: a
				    develop: {}
				    volumes: ['data:/data']
				volumes: { data: { labels: { a: b } } }
				""");
		ComposeProject project = this.files.project();
		project.properties();
		assertThat(project.notes()).containsExactly(
				"'services.web.develop' of " + this.directory + "/compose.yaml, line 4, has no effect here",
				"'volumes.data.labels' of " + this.directory + "/compose.yaml, line 6, has no effect here");
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments("{}", 1, "compose file"), arguments("version: '3'", 1, "compose file"),
				arguments("services:\n  a:\n    ports: []", 2, "'libcontainerd.containers.a.image'"),
				arguments("services:\n  a: x", 2, "make it a map"), arguments("services: []", 1, "make it a map"),
				arguments("services: {}\ninclude: [a.yaml]", 2, "libcontainerd.compose.file"),
				arguments("services: {}\nmodels: {}", 2, "remove"),
				arguments("services: {}\nsevices: {}", 2, "correct"),
				arguments("services:\n  a_b: { image: a }\n  a-b: { image: a }", 3, "another name"),
				arguments("services:\n  a:\n    image: a\n    depends_on: [b]", 4, "there are: a"),
				arguments("services:\n  a:\n    image: a\n    depends_on: [b]\n  b: { image: b, profiles: [c] }", 4,
						"libcontainerd.compose.profiles"),
				arguments("services:\n  a:\n    image: a\n    depends_on: { a: { condition: service_ready } }", 4,
						"service_started"),
				arguments("services:\n  a:\n    image: a\n    depends_on: { a: { restart: true } }", 4, "remove"),
				arguments("services:\n  a:\n    image: a\n    depends_on: { b: { condition: service_healthy } }\n"
						+ "  b: { image: b, healthcheck: { disable: true } }", 4, "healthcheck"),
				arguments("services:\n  a:\n    image: a\n    depends_on: { b: { condition: service_healthy } }\n"
						+ "  b: { image: b }\n  c:\n    image: c\n    depends_on:\n"
						+ "      b: { condition: service_completed_successfully }", 9, "its health, or"),
				arguments(
						"services:\n  a:\n    image: a\n    depends_on:\n"
								+ "      b: { condition: service_completed_successfully }\n  b: { image: b }\n"
								+ "  c: { image: c, depends_on: { b: { condition: service_healthy } } }",
						7, "its health, or"),
				arguments("services:\n  a:\n    image: a\n    depends_on:\n"
						+ "      b: { condition: service_completed_successfully }\n"
						+ "  b: { image: b, healthcheck: { test: x } }", 5, "its health, or"),
				arguments("services:\n  a:\n    image: \"b:${TAG:?say it}\"", 3, "set 'TAG' in the environment"),
				arguments("services:\n  a:\n    image: a$", 3, "$$"),
				arguments("services: { a: { image: a } }\nnetworks:\n  default:\n    driver: overlay", 4, "bridge"),
				arguments("services: { a: { image: a } }\nnetworks:\n  default:\n    driver_opts: { a: b }", 4,
						"remove"),
				arguments("services: { a: { image: a } }\nnetworks:\n  default:\n    enable_ipv4: false", 4, "IPv4"),
				arguments("services: { a: { image: a } }\nnetworks:\n  default:\n    ipam:\n      config:\n"
						+ "        - subnet: fd12::/64\n        - subnet: fd13::/64", 5, "one of IPv6"),
				arguments("services: { a: { image: a } }\nnetworks:\n  default: { name: host, external: true }", 3,
						"network_mode: host"),
				arguments("services: { a: { image: a } }\nnetworks:\n  default:\n    ipam:\n      driver: x", 5,
						"default"),
				arguments("services: { a: { image: a, volumes: ['b:/b'] } }\nvolumes:\n  b:\n    driver: nfs", 4,
						"local"),
				arguments("services: { a: { image: a, secrets: [b] } }\nsecrets:\n  b:\n    environment: KEY", 3,
						"write it to a file"),
				arguments("services: { a: { image: a, configs: [b] } }\nconfigs:\n  b:\n    content: KEY", 3,
						"write it to a file"));
	}

	@ParameterizedTest
	@MethodSource
	void refused(String text, int line, String remedy) {
		ComposeFileException refused = this.files.refused(text);
		assertThat(refused).isNotNull();
		assertThat(refused.line()).as(refused.getMessage()).isEqualTo(line);
		assertThat(refused.remedy()).contains(remedy);
		assertThat(refused).hasMessageContaining("compose.yaml:" + line + ":");
	}

}

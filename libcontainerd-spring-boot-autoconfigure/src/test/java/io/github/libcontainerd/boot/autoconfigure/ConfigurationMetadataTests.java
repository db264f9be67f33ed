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

package io.github.libcontainerd.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import io.github.libcontainerd.client.DaemonMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the configuration metadata, which editors show.
 */
class ConfigurationMetadataTests {

	private static final Path TARGET = Path.of("target/classes");

	private final JsonNode metadata = read("META-INF/spring-configuration-metadata.json");

	@Test
	void everyPropertyIsDescribed() {
		for (JsonNode property : this.metadata.get("properties")) {
			assertThat(property.path("description").asString("")).as(property.get("name").asString())
				.isNotBlank()
				.endsWith(".");
		}
	}

	@Test
	void everyPropertyOfAConditionIsDescribed() throws IOException {
		Set<String> conditions = new TreeSet<>();
		Pattern pattern = Pattern.compile("@ConditionalOn(?:Boolean)?Property\\([^)]*?\"(libcontainerd[^\"]+)\"");
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			for (Path source : sources.filter((path) -> path.toString().endsWith(".java")).toList()) {
				Matcher matcher = pattern.matcher(Files.readString(source));
				while (matcher.find()) {
					conditions.add(matcher.group(1));
				}
			}
		}
		assertThat(conditions).isNotEmpty();
		assertThat(names("properties")).containsAll(conditions).contains("management.health.containerd.enabled");
	}

	@Test
	void theDaemonModesAreHinted() {
		List<String> values = new ArrayList<>();
		for (JsonNode hint : this.metadata.get("hints")) {
			if (hint.get("name").asString().equals("libcontainerd.daemon.mode")) {
				hint.get("values").forEach((value) -> values.add(value.get("value").asString()));
			}
		}
		assertThat(values).hasSameSizeAs(DaemonMode.values());
		assertThat(names("hints")).contains("libcontainerd.runtime");
	}

	@Test
	void everyAutoConfigurationIsRegisteredInOrder() throws IOException {
		Path imports = TARGET
			.resolve("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
		List<String> registered = Files.readAllLines(imports).stream().filter((line) -> !line.isBlank()).toList();
		List<String> found = new ArrayList<>();
		try (Stream<Path> classes = Files.walk(TARGET)) {
			classes.map((path) -> TARGET.relativize(path).toString())
				.filter((path) -> path.endsWith("AutoConfiguration.class"))
				.forEach((path) -> found.add(path.replace(".class", "").replace('/', '.')));
		}
		assertThat(registered).isSorted().containsExactlyInAnyOrderElementsOf(found);
	}

	@Test
	void autoConfigurationsAreFinalAndHaveNoPublicMembers() throws Exception {
		Path imports = TARGET
			.resolve("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
		for (String name : Files.readAllLines(imports)) {
			Class<?> type = Class.forName(name);
			assertThat(type).isFinal().isPublic().hasAnnotation(AutoConfiguration.class);
			assertThat(type.getDeclaredMethods()).as(name)
				.filteredOn((method) -> Modifier.isPublic(method.getModifiers()))
				.isEmpty();
		}
	}

	private List<String> names(String kind) {
		List<String> names = new ArrayList<>();
		this.metadata.get(kind).forEach((entry) -> names.add(entry.get("name").asString()));
		return names;
	}

	private static JsonNode read(String resource) {
		try (InputStream in = Files.newInputStream(TARGET.resolve(resource))) {
			return Objects.requireNonNull(JsonMapper.shared().readTree(in));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

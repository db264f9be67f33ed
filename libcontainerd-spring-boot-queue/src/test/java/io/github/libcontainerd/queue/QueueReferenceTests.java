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

package io.github.libcontainerd.queue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.libcontainerd.queue.actuate.ContainerQueueEndpoint;
import io.github.libcontainerd.queue.event.JobFinishedEvent;
import io.github.libcontainerd.queue.event.JobLeaseLostEvent;
import io.github.libcontainerd.queue.event.JobStartedEvent;
import io.github.libcontainerd.queue.memory.InMemoryQueueEngine;
import io.github.libcontainerd.queue.metrics.QueueMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The page of the reference says what the code does, no less and no more.
 */
class QueueReferenceTests {

	private static final Path PAGE = Path.of("../docs/reference/queue.md");

	@Test
	void everyPropertyIsInTheReferenceAndNoOther() throws IOException {
		List<String> expected = new ArrayList<>();
		for (JsonNode property : metadata().get("properties")) {
			expected.add("| `%s` | `%s` | %s | %s |".formatted(property.get("name").asString(),
					property.get("type").asString().replaceAll("[\\w.]+[.$](\\w+)", "$1").replace(",", ", "),
					defaultValue(property.get("defaultValue")), property.get("description").asString()));
		}
		assertThat(expected).hasSizeGreaterThan(15);
		List<String> documented = rows("| `libcontainerd.queue.", "| `management.")
			.filter((line) -> !line.contains("| gauge") && !line.contains("| timer") && !line.contains("| counter"))
			.toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void everyMeterAndTagIsInTheReferenceAndNoOther() throws IOException {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new QueueMetrics(new InMemoryQueueEngine()).bindTo(registry);
		Set<String> meters = new TreeSet<>();
		String page = Files.readString(PAGE);
		for (Meter meter : registry.getMeters()) {
			meters.add(meter.getId().getName());
			meter.getId()
				.getTags()
				.forEach((tag) -> assertThat(page).contains("`" + tag.getKey() + "`: ", "`" + tag.getValue() + "`"));
		}
		Set<String> documented = rows("| `libcontainerd.queue.")
			.filter((line) -> line.contains("| gauge") || line.contains("| timer") || line.contains("| counter"))
			.map((line) -> line.split("`")[1])
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).containsExactlyElementsOf(meters);
	}

	@Test
	void everyEventIsInTheReference() throws IOException {
		assertThat(rows("| `Job").map((line) -> line.split("`")[1])).containsExactlyInAnyOrder(
				JobStartedEvent.class.getSimpleName(), JobLeaseLostEvent.class.getSimpleName(),
				JobFinishedEvent.class.getSimpleName());
	}

	@Test
	void theExamplesOfTheEndpointHaveTheFieldsOfItsAnswers() throws IOException {
		JsonMapper mapper = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
		Matcher blocks = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
		for (Class<?> answer : List.of(ContainerQueueEndpoint.QueueDescriptor.class,
				ContainerQueueEndpoint.JobDescriptor.class, ContainerQueueEndpoint.CancelledDescriptor.class)) {
			assertThat(blocks.find()).as(answer.getSimpleName()).isTrue();
			assertThatNoException().as(answer.getSimpleName())
				.isThrownBy(() -> mapper.readValue(blocks.group(1), answer));
		}
	}

	private static Stream<String> rows(String... prefixes) throws IOException {
		return Files.readAllLines(PAGE).stream().filter((line) -> Stream.of(prefixes).anyMatch(line::startsWith));
	}

	private static JsonNode metadata() throws IOException {
		for (URL resource : Collections.list(QueueReferenceTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = resource.openStream()) {
				JsonNode metadata = JsonMapper.shared().readTree(in);
				for (JsonNode property : metadata.get("properties")) {
					if (property.get("name").asString().startsWith("libcontainerd.queue.")) {
						return metadata;
					}
				}
			}
		}
		throw new IllegalStateException("No configuration metadata of ours");
	}

	private static String defaultValue(@Nullable JsonNode value) {
		return (value == null) ? "" : "`" + value.asString() + "`";
	}

}

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

package io.github.libcontainerd.boot;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.actuate.ContainerDescriptor;
import io.github.libcontainerd.boot.actuate.ContainerdEndpoint;
import io.github.libcontainerd.boot.actuate.ContainersEndpoint;
import io.github.libcontainerd.boot.actuate.DiskDescriptor;
import io.github.libcontainerd.boot.actuate.ExitDescriptor;
import io.github.libcontainerd.boot.actuate.LogsDescriptor;
import io.github.libcontainerd.boot.actuate.NetworksEndpoint;
import io.github.libcontainerd.boot.actuate.StatsDescriptor;
import io.github.libcontainerd.boot.actuate.VolumesEndpoint;
import io.github.libcontainerd.boot.autoconfigure.DaemonProperties;
import io.github.libcontainerd.boot.autoconfigure.LibcontainerdProperties;
import io.github.libcontainerd.boot.autoconfigure.NetworkProperties;
import io.github.libcontainerd.boot.autoconfigure.RegistryProperties;
import io.github.libcontainerd.boot.autoconfigure.RemoteProperties;
import io.github.libcontainerd.boot.autoconfigure.container.ContainerProperties;
import io.github.libcontainerd.boot.autoconfigure.container.HealthCheckProperties;
import io.github.libcontainerd.boot.autoconfigure.container.MountProperties;
import io.github.libcontainerd.boot.autoconfigure.container.WaitForProperties;
import io.github.libcontainerd.boot.autoconfigure.pool.PoolProperties;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.boot.metrics.ClientMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetrics;
import io.github.libcontainerd.boot.metrics.ContainerMetricsOptions;
import io.github.libcontainerd.boot.metrics.NetworkMetrics;
import io.github.libcontainerd.boot.metrics.PoolMetrics;
import io.github.libcontainerd.boot.metrics.RemoteMetrics;
import io.github.libcontainerd.boot.observation.MicrometerOperationObserver;
import io.github.libcontainerd.client.RemoteStatus;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * The pages of the reference say what the code does, no less and no more.
 */
class ReferenceDocumentationTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern PROMETHEUS_NAME = Pattern.compile("\\b(?:container|libcontainerd)_[a-z_]+");

	@Test
	void everyPropertyIsInTheReferenceAndNoOther() throws IOException {
		List<String> expected = new ArrayList<>();
		for (JsonNode property : metadata().get("properties")) {
			expected.add("| `%s` | `%s` | %s | %s |".formatted(property.get("name").asString(),
					shortType(property.get("type").asString()), defaultValue(property.get("defaultValue")),
					property.get("description").asString()));
		}
		List<String> documented = lines("reference/properties.md")
			.filter((line) -> line.startsWith("| `libcontainerd.") || line.startsWith("| `management."))
			.filter((line) -> !line.contains("[HOST].") && !line.contains(".NAME."))
			.toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void everyEventIsInTheReferenceAndNoOther() throws IOException {
		Set<String> classes = new TreeSet<>();
		try (Stream<Path> files = Files
			.list(Path.of("target/classes", ContainerStateChangedEvent.class.getPackageName().replace('.', '/')))) {
			files.map((file) -> file.getFileName().toString().replace(".class", ""))
				.filter((name) -> !name.equals("package-info") && !name.contains("$"))
				.forEach(classes::add);
		}
		assertThat(classes).hasSizeGreaterThan(10);
		Set<String> documented = names(lines("reference/events.md"),
				Pattern.compile("`(Container\\w*Event|Image\\w+Event|Exit\\w+)`"));
		assertThat(documented).containsExactlyInAnyOrderElementsOf(classes);
	}

	@Test
	void everyMeterIsInTheReferenceAndNoOther() throws IOException {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		Set<String> meters = new TreeSet<>();
		withMeters(registry, () -> registry.getMeters().forEach((meter) -> meters.add(meter.getId().getName())));
		Set<String> documented = rows("reference/meters.md").stream().map((cells) -> cells.get(0)).collect(sorted());
		assertThat(documented).containsExactlyInAnyOrderElementsOf(meters);
	}

	@Test
	void everyTagOfAMeterIsInTheReference() throws IOException {
		String page = Files.readString(DOCS.resolve("reference/meters.md"));
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		Set<String> tags = new TreeSet<>();
		withMeters(registry,
				() -> registry.getMeters()
					.stream()
					.map(Meter::getId)
					.forEach((id) -> id.getTags().forEach((tag) -> tags.add(tag.getKey()))));
		assertThat(tags).isNotEmpty().allSatisfy((tag) -> assertThat(page).contains("`" + tag + "`"));
	}

	@Test
	void theNamesInPrometheusAreThoseOfTheReferenceAndOfTheQueries() throws IOException {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		Set<String> scraped = new TreeSet<>();
		withMeters(registry, () -> scraped.addAll(names(registry.scrape().lines(), Pattern.compile("^# TYPE (\\S+)"))));
		scraped.removeIf((name) -> name.endsWith("_max"));
		Set<String> documented = rows("reference/meters.md").stream().map((cells) -> cells.get(1)).collect(sorted());
		assertThat(documented).containsExactlyInAnyOrderElementsOf(scraped);
		Set<String> queried = names(lines("guide/metrics.md"),
				Pattern.compile("(" + PROMETHEUS_NAME + ")(?=[\\[{) ]|$)"));
		queried.removeAll(Set.of("container_id"));
		assertThat(queried).isNotEmpty()
			.allSatisfy((name) -> assertThat(scraped).contains(name.replaceFirst("_(count|sum|max)$", "")));
	}

	@Test
	void theExamplesOfTheEndpointsHaveTheFieldsOfTheirAnswers() throws IOException {
		List<Class<?>> answers = List.of(ContainersEndpoint.ContainersDescriptor.class, ContainerDescriptor.class,
				StatsDescriptor.class, DiskDescriptor.class, LogsDescriptor.class, ExitDescriptor.class,
				ContainerdEndpoint.ContainerdDescriptor.class, NetworksEndpoint.NetworksDescriptor.class,
				NetworksEndpoint.NetworkDescriptor.class, NetworksEndpoint.PrunedDescriptor.class,
				VolumesEndpoint.VolumesDescriptor.class, VolumesEndpoint.VolumeDescriptor.class,
				VolumesEndpoint.PrunedDescriptor.class);
		JsonMapper mapper = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
		Matcher blocks = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(DOCS.resolve("reference/endpoints.md")));
		for (Class<?> answer : answers) {
			assertThat(blocks.find()).as(answer.getSimpleName()).isTrue();
			assertThatNoException().as(answer.getSimpleName())
				.isThrownBy(() -> mapper.readValue(blocks.group(1), answer));
		}
	}

	@Test
	void everyFailureAtStartIsInTheTroubleshootingGuide() throws IOException {
		String page = Files.readString(DOCS.resolve("guide/troubleshooting.md"));
		for (RemoteStartException.Reason reason : RemoteStartException.Reason.values()) {
			String message = String.valueOf(new RemoteStartException(reason, "…", "", null).getMessage());
			assertThat(page).as(reason.name()).contains(message);
		}
	}

	@Test
	void everyPropertyOfSomethingThatHasANameIsInTheReference() throws IOException {
		Map<String, Class<?>> named = Map.of("clients.NAME", LibcontainerdProperties.NamedClient.class, "remotes.NAME",
				RemoteProperties.class, "networks.NAME", NetworkProperties.Declared.class, "remotes.NAME.daemon",
				DaemonProperties.class, "registries[HOST]", RegistryProperties.class, "containers.NAME",
				ContainerProperties.class, "containers.NAME.wait-for", WaitForProperties.class,
				"containers.NAME.health", HealthCheckProperties.class, "containers.NAME.mounts[0]",
				MountProperties.class, "pools.NAME", PoolProperties.class);
		String page = Files.readString(DOCS.resolve("reference/properties.md"));
		named.forEach((prefix, type) -> {
			for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
				if (property.getWriteMethod() != null) {
					assertThat(page).contains("| `libcontainerd." + prefix + "."
							+ DataObjectPropertyName.toDashedForm(property.getName()) + "` | ");
				}
			}
		});
	}

	private static void withMeters(MeterRegistry registry, Runnable check) {
		StubClient client = new StubClient("jobs").with("a", StatsFixtures.v2(Duration.ofSeconds(1)));
		StubRemote remote = new StubRemote(client);
		remote.status(new RemoteStatus(Path.of("/x"), RemoteStatus.Connection.CONNECTED, "1.7.24", true, 7, 0, 0, null,
				null));
		ContainerMetricsOptions options = new ContainerMetricsOptions("", false, List.of(), 100, Duration.ofSeconds(1),
				Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(1));
		try (ContainerMetrics containers = new ContainerMetrics(() -> List.of(client), options)) {
			ClientMetrics clients = new ClientMetrics(client);
			clients.bindTo(registry);
			clients.stateChanged(client, StubClient.info(StateChange.START));
			new RemoteMetrics(remote).bindTo(registry);
			StubClient networked = new StubClient("networked");
			networked.networks().create("backend");
			networked.with("db", "backend");
			new NetworkMetrics(() -> List.of(networked)).bindTo(registry);
			ContainerPool pool = mock(ContainerPool.class);
			given(pool.name()).willReturn("judge");
			given(pool.status())
				.willReturn(new PoolStatus("judge", 4, 3, 2, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0));
			new PoolMetrics(() -> List.of(pool)).bindTo(registry);
			registry.get("libcontainerd.network.count").gauge().value();
			ObservationRegistry observations = ObservationRegistry.create();
			observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
			new MicrometerOperationObserver(observations, null).begin(Operation.onContainer("create", "jobs", "a"))
				.end(null);
			containers.bindTo(registry);
			Awaitility.await().until(() -> registry.find("libcontainerd.stats.collection").meter() != null);
			Awaitility.await().until(() -> registry.find("container.uptime").meter() != null);
			Awaitility.await().until(() -> registry.find("container.disk.usage").meter() != null);
			check.run();
		}
	}

	private static JsonNode metadata() throws IOException {
		ClassLoader loader = ReferenceDocumentationTests.class.getClassLoader();
		for (URL resource : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = resource.openStream()) {
				JsonNode metadata = JsonMapper.shared().readTree(in);
				for (JsonNode property : metadata.get("properties")) {
					if (property.get("name").asString().startsWith("libcontainerd.")) {
						return metadata;
					}
				}
			}
		}
		throw new IllegalStateException("No configuration metadata of ours");
	}

	private static String shortType(String type) {
		return type.replaceAll("[\\w.]+[.$](\\w+)", "$1").replace(",", ", ");
	}

	private static String defaultValue(@Nullable JsonNode value) {
		if (value == null) {
			return "";
		}
		String text = value.asString();
		return text.isEmpty() ? "`\"\"`" : "`" + text + "`";
	}

	/**
	 * The first and the third column, which are code, of the rows that begin with a
	 * meter.
	 */
	private static List<List<String>> rows(String page) throws IOException {
		return lines(page).filter((line) -> line.matches("\\| `(container|libcontainerd)\\..*"))
			.map((line) -> line.split(" \\| "))
			.map((cells) -> List.of(code(cells[0]), code(cells[2])))
			.toList();
	}

	private static String code(String cell) {
		Matcher matcher = CODE.matcher(cell);
		assertThat(matcher.find()).as(cell).isTrue();
		return matcher.group(1);
	}

	private static Stream<String> lines(String page) throws IOException {
		return Files.readAllLines(DOCS.resolve(page)).stream();
	}

	private static Set<String> names(Stream<String> lines, Pattern pattern) {
		return lines.flatMap((line) -> pattern.matcher(line).results().map((result) -> result.group(1)))
			.collect(sorted());
	}

	private static Collector<String, ?, Set<String>> sorted() {
		return Collectors.toCollection(TreeSet::new);
	}

}

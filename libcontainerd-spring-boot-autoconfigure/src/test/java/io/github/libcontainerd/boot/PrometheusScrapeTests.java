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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import io.github.libcontainerd.Operation;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the dashboard and the alerts ask for is what Prometheus gets from an application.
 */
class PrometheusScrapeTests {

	private static final Path DASHBOARDS = Path.of("../docs/dashboards");

	private static final Pattern METRIC = Pattern.compile("\\b((?:container|libcontainerd)_[a-z_]+)(?:\\{([^}]*)})?");

	private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)\\s*\\(");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

	private final StubClient client = new StubClient("jobs").with("a", StatsFixtures.v2(Duration.ofSeconds(1)));

	private final StubRemote remote = new StubRemote(this.client);

	@Test
	void everythingThatIsAskedForIsScraped() throws IOException {
		List<String> expressions = new ArrayList<>(expressions(dashboard()));
		expressions.addAll(alerts());
		assertThat(expressions).hasSizeGreaterThan(20);
		scrape((page) -> {
			Map<String, Set<String>> scraped = series(page);
			for (String expression : expressions) {
				Matcher metric = METRIC.matcher(expression);
				Set<String> labels = new TreeSet<>();
				while (metric.find()) {
					if (metric.group(1).equals("container_id")) {
						continue;
					}
					assertThat(scraped).as(expression).containsKey(metric.group(1));
					labels.addAll(scraped.get(metric.group(1)));
					if (metric.group(2) != null) {
						assertThat(scraped.get(metric.group(1))).as(expression)
							.containsAll(names(LABEL, metric.group(2)));
					}
				}
				for (String grouped : names(BY, expression)) {
					assertThat(labels).as(expression).contains(grouped.split(",\\s*"));
				}
			}
		});
	}

	@Test
	void theGuideHasTheAlerts() throws IOException {
		String guide = Files.readString(Path.of("../docs/guide/metrics.md"));
		assertThat(alerts()).isNotEmpty().allSatisfy((expression) -> assertThat(guide).contains(expression));
	}

	@Test
	void containersAreScrapedByName() {
		scrape((page) -> assertThat(page)
			.contains("container_memory_usage_bytes{application=\"shop\",container_id=\"a\",namespace=\"jobs\"} 1000.0")
			.contains("libcontainerd_containers{application=\"shop\",namespace=\"jobs\",state=\"running\"} 1.0")
			.doesNotContain("NaN"));
	}

	private void scrape(Consumer<String> check) {
		this.remote.status(new RemoteStatus(Path.of("/x"), RemoteStatus.Connection.CONNECTED, "1.7.24", true, 7, 0, 0,
				null, null));
		new WebApplicationContextRunner()
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withUserConfiguration(Application.class)
			.withBean("client", Client.class, () -> this.client)
			.withBean("remote", Remote.class, () -> this.remote)
			.withPropertyValues("libcontainerd.enabled=false", "management.endpoints.web.exposure.include=prometheus",
					"management.metrics.tags.application=shop", "management.health.containerd.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.publishEvent(ContainerStateChangedEvent.of(this.client, "a", StubClient.info(StateChange.START),
						Map.of(), null));
				context.getBean(OperationObserver.class).begin(Operation.onContainer("create", "jobs", "a")).end(null);
				MockMvcTester web = MockMvcTester.from(context);
				Awaitility.await()
					.untilAsserted(() -> assertThat(web.get().uri("/actuator/prometheus")).hasStatusOk()
						.bodyText()
						.contains("container_uptime_seconds", "container_memory_usage_bytes"));
				check.accept(web.get().uri("/actuator/prometheus").exchange().getResponse().getContentAsString());
			});
	}

	private static Map<String, Set<String>> series(String page) {
		Map<String, Set<String>> series = new HashMap<>();
		for (String line : page.lines().filter((each) -> !each.startsWith("#")).toList()) {
			int brace = line.indexOf('{');
			String name = line.substring(0, (brace >= 0) ? brace : line.indexOf(' '));
			Set<String> labels = series.computeIfAbsent(name, (same) -> new TreeSet<>());
			if (brace >= 0) {
				labels.addAll(names(LABEL, line.substring(brace)));
			}
		}
		return series;
	}

	private static List<String> expressions(JsonNode dashboard) {
		List<String> expressions = new ArrayList<>();
		dashboard.get("panels")
			.forEach((panel) -> panel.path("targets")
				.forEach((target) -> expressions.add(target.get("expr").asString())));
		return expressions;
	}

	private static JsonNode dashboard() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(DASHBOARDS.resolve("containers.json")));
	}

	private static List<String> alerts() throws IOException {
		return Files.readAllLines(DASHBOARDS.resolve("alerts.yaml"))
			.stream()
			.filter((line) -> line.strip().startsWith("expr: "))
			.map((line) -> line.strip().substring("expr: ".length()))
			.toList();
	}

	private static Set<String> names(Pattern pattern, String text) {
		Set<String> names = new TreeSet<>();
		pattern.matcher(text).results().forEach((result) -> names.add(result.group(1)));
		return names;
	}

	/**
	 * An application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

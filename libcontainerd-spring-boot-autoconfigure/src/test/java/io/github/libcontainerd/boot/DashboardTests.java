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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard for Grafana asks for what the reference of the meters has, which is
 * compared with the meters themselves elsewhere.
 */
class DashboardTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern METER = Pattern.compile("\\b((?:container|libcontainerd)_[a-z_]+)(?=[\\[{) ]|$)");

	private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)(?:=~|!=|=)\"");

	private static final Pattern GROUPING = Pattern.compile("by \\(([a-z_, ]+)\\)");

	private final JsonNode dashboard = JsonMapper.shared().readTree(read("dashboards/containers.json"));

	private final String reference = read("reference/meters.md");

	@Test
	void everyMeterOfTheDashboardExists() {
		Set<String> known = all(Pattern.compile("`((?:container|libcontainerd)_[a-z_]+)`"), this.reference);
		Set<String> asked = new TreeSet<>();
		queries().forEach((query) -> asked.addAll(all(METER, query)));
		asked.remove("container_id");
		assertThat(asked).hasSizeGreaterThan(20)
			.allSatisfy((meter) -> assertThat(known).containsAnyOf(meter, meter.replaceFirst("_(sum|count|max)$", "")));
	}

	@Test
	void everyLabelOfTheDashboardExists() {
		Set<String> labels = new TreeSet<>();
		for (String query : queries()) {
			labels.addAll(all(SELECTOR, query));
			all(GROUPING, query).forEach((list) -> labels.addAll(List.of(list.split(", "))));
		}
		assertThat(labels).hasSizeGreaterThan(5)
			.allSatisfy((label) -> assertThat(this.reference).containsPattern("`" + label.replace('_', '.') + "`"));
	}

	@Test
	void everyPanelHasATitleAndAPlaceOfItsOwn() {
		Set<String> places = new TreeSet<>();
		for (JsonNode panel : this.dashboard.get("panels")) {
			assertThat(panel.get("title").asString()).isNotBlank();
			JsonNode place = panel.get("gridPos");
			assertThat(places.add(place.get("x") + "/" + place.get("y"))).as(place.toString()).isTrue();
			assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
		}
	}

	private List<String> queries() {
		List<String> queries = new ArrayList<>();
		for (JsonNode panel : this.dashboard.get("panels")) {
			for (JsonNode target : panel.path("targets")) {
				queries.add(target.get("expr").asString());
			}
		}
		for (JsonNode variable : this.dashboard.get("templating").get("list")) {
			String query = variable.path("query").path("query").asString("");
			if (!query.isEmpty()) {
				// label_values(selector, label)
				queries.add(query.replaceFirst(".*\\((.*), (\\w+)\\)", "sum by ($2) ($1)"));
			}
		}
		return queries;
	}

	private static Set<String> all(Pattern pattern, String text) {
		Set<String> found = new TreeSet<>();
		Matcher matcher = pattern.matcher(text);
		while (matcher.find()) {
			found.add(matcher.group(1));
		}
		return found;
	}

	private static String read(String page) {
		try {
			return Files.readString(DOCS.resolve(page));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

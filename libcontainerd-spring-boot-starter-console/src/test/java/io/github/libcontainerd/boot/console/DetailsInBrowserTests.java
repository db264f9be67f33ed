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

package io.github.libcontainerd.boot.console;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.FakeContainerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what a container runs by, for images and for volumes in a real browser, on a
 * fake containerd.
 */
@DirtiesContext
@ConsoleTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DetailsInBrowserTests {

	private static final String SECRET = "s3cret";

	private static final Map<String, Object> KEEPER = Map.ofEntries(Map.entry("id", "keeper"),
			Map.entry("image", "acme/keeper"), Map.entry("command", "sleep 600; true --token=" + SECRET),
			Map.entry("env", Map.of("COLOUR", SECRET, "DB_PASSWORD", SECRET)),
			Map.entry("labels", Map.of("team", "blue", "com.acme.token", SECRET)),
			Map.entry("volumes", List.of("data:/var/lib/data", "/srv:/mnt/srv:ro")), Map.entry("memory", "64m"),
			Map.entry("cpus", 0.5), Map.entry("pids", 40), Map.entry("keep", true));

	@Autowired
	private FakeContainerd containerd;

	@Autowired
	private Client client;

	private Chromium chromium;

	private Browser api;

	@BeforeAll
	void start(@LocalServerPort int port) {
		this.chromium = Chromium.start(port);
		this.api = new Browser(port);
		this.containerd.image("acme/keeper",
				(image) -> image.env("VERSION", "1.2").env("API_TOKEN", SECRET).env("PATH", "/bin"));
	}

	@BeforeEach
	void logIn() {
		this.chromium.size(1440, 900);
		this.chromium.look("light");
		this.chromium.logIn();
	}

	@AfterEach
	void nothingBrokeThePolicyAndNothingIsLeft() {
		assertThat(this.chromium.complaints()).isEmpty();
		this.client.list().forEach((container) -> this.client.delete(container.id()));
		await().until(() -> this.client.list().isEmpty());
		this.client.volumes().list().forEach((volume) -> this.client.volumes().remove(volume.name()));
	}

	@AfterAll
	void end() {
		this.chromium.close();
	}

	@Test
	void secretsNeverLeaveTheServer() throws Exception {
		try (Browser.Events events = this.api.events()) {
			this.api.run(KEEPER);
			JsonNode row = events.awaitRow("keeper", (each) -> each.get("status").asString().equals("RUNNING"));
			assertThat(row.get("labels").get("team").asString()).isEqualTo("blue");
			assertThat(row.get("labels").get("com.acme.token").asString()).isEqualTo("******");
			events.await("usage", (usage) -> true);
			assertThat(events.all("state").map(JsonNode::toString)).noneMatch((state) -> state.contains(SECRET));
		}
		for (String path : List.of("", "/spec", "/processes", "/history")) {
			String answer = this.api.get("/containerd/api/containers/keeper" + path).toString();
			assertThat(answer).as(path).isNotEmpty().doesNotContain(SECRET);
		}
		assertThat(this.api.get("/containerd/api/containers").toString()).contains("keeper").doesNotContain(SECRET);
		JsonNode spec = this.api.get("/containerd/api/containers/keeper/spec");
		assertThat(spec.at("/process/env").valueStream().map(JsonNode::asString)).contains("VERSION=1.2", "PATH=/bin",
				"API_TOKEN=******", "COLOUR=******", "DB_PASSWORD=******");
	}

	@Test
	void whatAContainerRunsByIsATreeToFindThingsIn() {
		this.api.run(KEEPER);
		this.chromium.open("#/containers/keeper/spec");
		this.chromium.awaitText(".spec", "COLOUR=******");
		assertThat(this.chromium.text(".spec")).contains("VERSION=1.2").doesNotContain("SCMP_ACT", SECRET);
		this.chromium.fill("#filter", "67108864");
		this.chromium.awaitText(".spec .hit", "67108864");
		assertThat(this.chromium.text(".spec")).contains("memory").doesNotContain("VERSION");
		this.chromium.fill("#filter", "no such thing");
		this.chromium.awaitText(".toolbar", "Nothing like it");
		this.chromium.fill("#filter", "");
		this.chromium.press(".toolbar button", "Fold all");
		this.chromium.awaitNoText(".spec", "VERSION=1.2");
		// By the keyboard.
		this.chromium.run("document.querySelectorAll('.spec > details > summary')[0].focus()");
		this.chromium.type(" ");
		this.chromium.awaitTrue("document.querySelectorAll('.spec > details')[0].open");
		this.chromium.press(".toolbar button", "Unfold all");
		this.chromium.awaitText(".spec", "VERSION=1.2");
		this.chromium.press(".toolbar button", "Copy as JSON");
		this.chromium.awaitText(".toolbar", "Copied");
		this.chromium.open("#/containers/nobody/spec");
		this.chromium.awaitText(".spec", "is gone");
	}

	@Test
	void limitsAndMountsAreShown() {
		this.api.run(KEEPER);
		this.chromium.open("#/containers/keeper/overview");
		this.chromium.awaitText(".facts", "/var/lib/data");
		assertThat(this.chromium.text(".facts")).contains("/var/lib/data data", "/mnt/srv /srv read-only")
			.doesNotContain(SECRET);
		this.chromium.awaitText(".meter", "of 50 %");
		this.chromium.awaitText(".meter", "of 40");
		this.chromium.awaitText(".meter", "of 64 MiB");
	}

	@Test
	void anImageGetsAnotherNameWhichIsTakenFromNobodyUnasked() {
		this.containerd.image("acme/other", (image) -> image.env("OTHER", "yes"));
		this.chromium.open("#/images");
		tag("docker.io/acme/keeper:latest", "acme/keeper:stable");
		this.chromium.awaitText("tr[data-image] b", "docker.io/acme/keeper:stable");
		tag("docker.io/acme/keeper:latest", "acme/other");
		this.chromium.awaitText(".do .problem", "'docker.io/acme/other:latest' is the name of another image");
		this.chromium.press(".do button", "Take it away");
		this.chromium.awaitText("#toasts", "acme/other is another name of it now");
		await().until(() -> digest("docker.io/acme/other:latest").equals(digest("docker.io/acme/keeper:latest")));
		this.client.images().remove("acme/keeper:stable");
		this.client.images().remove("acme/other");
	}

	private String digest(String name) {
		return this.client.images()
			.list()
			.stream()
			.filter((image) -> image.name().equals(name))
			.map((image) -> image.target().digest())
			.findFirst()
			.orElse("");
	}

	private void tag(String image, String name) {
		this.chromium.press("tr[data-image='" + image + "'] button", "Tag");
		this.chromium.fill("tr[data-image='" + image + "'] input", name);
		this.chromium.press("tr[data-image='" + image + "'] .inline button", "Tag");
	}

	@Test
	void whatIsPrunedIsShownBefore() {
		this.api.run(KEEPER);
		this.containerd.image("acme/unused", (image) -> image.env("UNUSED", "yes"));
		this.chromium.open("#/images");
		this.chromium.awaitText(".prune summary", "that no container uses");
		this.chromium.click(".prune summary");
		this.chromium.awaitText(".prune li", "docker.io/acme/unused:latest");
		assertThat(this.chromium.text(".prune li")).doesNotContain("acme/keeper");
		this.chromium.click(".prune .danger");
		assertThat(this.chromium.text(".prune .danger")).startsWith("Remove ").endsWith("?");
		assertThat(this.chromium.text("#said")).contains("Press it again");
		this.chromium.click(".prune .danger");
		this.chromium.awaitText("#toasts", "removed");
		this.chromium.awaitNoText("tr[data-image] b", "docker.io/acme/unused:latest");
		assertThat(this.chromium.text("tr[data-image] b")).contains("docker.io/acme/keeper:latest");
	}

	@Test
	void aVolumeIsMadeMeasuredAndRemoved() {
		this.chromium.open("#/volumes");
		this.chromium.fill(".toolbar input", "attic");
		this.chromium.press(".toolbar button", "Create");
		this.chromium.awaitText("tbody", "attic");
		this.chromium.press("tbody button", "Measure");
		this.chromium.awaitNoText("tbody button", "Measure");
		this.chromium.press("tbody button", "Remove");
		this.chromium.press("tbody button", "With all that is in it?");
		this.chromium.awaitText("#toasts", "attic was removed");
		this.chromium.awaitText("tbody", "No volumes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void nobodyIsShutOut(String scheme) {
		this.chromium.look(scheme);
		this.api.run(KEEPER);
		for (String page : List.of("#/networks", "#/volumes", "#/declared", "#/pools", "#/containers/keeper/stats",
				"#/containers/keeper/spec", "#/containers/keeper/processes", "#/containers/keeper/events")) {
			this.chromium.open(page);
			this.chromium.awaitTrue("document.querySelector('main').innerText.length > 20");
			assertThat(this.chromium.barriers()).as(page + " in " + scheme).isEmpty();
		}
		this.chromium.type("?");
		this.chromium.find("dialog");
		assertThat(this.chromium.barriers()).as("keys in " + scheme).isEmpty();
		this.chromium.open("#/");
		this.chromium.click("#palette-open");
		this.chromium.find(".palette input");
		assertThat(this.chromium.barriers()).as("palette in " + scheme).isEmpty();
	}

	@Test
	void itIsOnTheScreenSoonAndSmall() {
		this.chromium.reopen("#/");
		this.chromium.awaitText("#daemon", "containerd");
		this.chromium.awaitTrue("performance.getEntriesByName('first-contentful-paint').length === 1");
		long paint = this.chromium
			.number("Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)");
		long bytes = this.chromium
			.number("""
					[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
						.filter((each) => !each.name.includes('/api/')).reduce((sum, each) => sum + each.transferSize, 0)""");
		assertThat(bytes).isBetween(50_000L, 250_000L);
		// How soon is not for a test to judge, on a machine that does other things.
		assertThat(paint).isPositive();
		assertThat(this.chromium.run("return performance.getEntriesByType('resource').map((each) => each.name)"))
			.asString()
			.doesNotContain("xterm");
	}

	@Test
	void whoLogsOutIsOut() {
		this.chromium.click("#palette-open");
		this.chromium.find(".palette input");
		this.chromium.type("log out", org.openqa.selenium.Keys.ENTER);
		this.chromium.find(".login");
		this.chromium.reopen("#/containers");
		this.chromium.find(".login");
	}

}

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

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.test.FakeContainerd;
import io.github.libcontainerd.test.TestImage;
import io.github.libcontainerd.test.TestRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the page in a real browser, on a fake containerd.
 */
@ConsoleTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserTests {

	private static final String HOSTILE = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>";

	private Chromium chromium;

	private Browser api;

	@BeforeAll
	void start(@LocalServerPort int port) {
		this.chromium = Chromium.start(port);
		this.api = new Browser(port);
	}

	@BeforeEach
	void logIn() {
		this.chromium.size(1440, 900);
		this.chromium.look("light");
		this.chromium.logIn();
	}

	@AfterEach
	void nothingBrokeThePolicyAndNothingIsLeft(@Autowired Client client) {
		assertThat(this.chromium.complaints()).isEmpty();
		assertThat(this.chromium.run("return window.hurt")).isNull();
		this.api.get("/containerd/api/containers")
			.get("containers")
			.valueStream()
			.map((row) -> row.get("id").asString())
			.toList()
			.parallelStream()
			.forEach((id) -> this.api.delete("/containerd/api/containers/" + id));
		await().until(() -> client.list().isEmpty());
	}

	@AfterAll
	void end() {
		this.chromium.close();
	}

	@Test
	void withoutTheTokenThereIsNothingButALogin() {
		this.chromium.forget();
		this.chromium.reopen("#/containers");
		this.chromium.find(".login");
		assertThat(this.chromium.text("#daemon")).isEmpty();
		this.chromium.fill(".login input", "wrong");
		this.chromium.click(".login .primary");
		this.chromium.awaitText(".problem", "not the token of this start");
		this.chromium.fill(".login input", Browser.TOKEN);
		this.chromium.click(".login .primary");
		this.chromium.awaitText("#daemon", "containerd");
		assertThat(this.chromium.cookie().isHttpOnly()).isTrue();
		assertThat(this.chromium.cookie().getSameSite()).isEqualTo("Strict");
		assertThat(this.chromium.cookie().getValue()).doesNotContain(Browser.TOKEN);
		this.chromium.openTab();
		this.chromium.open("#/containers");
		this.chromium.awaitText("#daemon", "containerd");
		this.chromium.closeTab();
	}

	@Test
	void aContainerIsRunAndItsLineMoves() {
		this.chromium.awaitText(".tile", "Running");
		this.chromium.type("r");
		this.chromium.fill("dialog [name=command]", "while true; do echo tick; sleep 1; done");
		this.chromium.fill("dialog [name=id]", "mover");
		this.chromium.fill("dialog [name=memory]", "64m");
		this.chromium.press("dialog button", "As code");
		this.chromium.awaitText(".code", ".memory(\"64m\")");
		this.chromium.awaitText(".code", "memory: \"64m\"");
		this.chromium.watchText(".state");
		this.chromium.press("dialog button", "Run");
		this.chromium.awaitText(".log", "tick");
		this.chromium.awaitText(".title", "running");
		assertThat(this.chromium.text(".title")).contains("mover");
		assertThat(this.chromium.watchedTexts()).noneMatch((text) -> text.contains("gone"));
		// The log is where one looks, not below a list.
		assertThat(this.chromium.number("document.querySelector('.log').getBoundingClientRect().top")).isLessThan(400);
		this.chromium.type("s");
		this.chromium.awaitTrue("document.querySelectorAll('.chart').length === 4");
		this.chromium.awaitTrue("Number(document.querySelector('.chart').dataset.points) >= 2");
		long before = this.chromium.number("Number(document.querySelector('.chart').dataset.points)");
		this.chromium.awaitTrue("Number(document.querySelector('.chart').dataset.points) > " + before);
	}

	@Test
	void whatIsWrongIsSaidInTheDialog() {
		this.chromium.type("r");
		this.chromium.fill("dialog [name=memory]", "lots");
		this.chromium.press("dialog button", "Run");
		this.chromium.awaitText("dialog .problem", "'lots' is no size");
	}

	@Test
	void whatCannotBeUndoneIsAskedForInPlace() {
		this.api
			.run(Map.of("id", "victim", "command", "trap 'exit 0' TERM; while true; do sleep 1; done", "keep", true));
		this.chromium.open("#/containers/victim");
		this.chromium.click(".doing [data-action=stop]");
		assertThat(this.chromium.text(".doing [data-action=stop]")).isEqualTo("Stop?");
		assertThat(this.chromium.text(".state")).contains("running");
		this.chromium.click(".doing [data-action=stop]");
		this.chromium.awaitText("#toasts", "victim has stopped");
		this.chromium.click(".doing [data-action=start]");
		this.chromium.awaitText(".state", "running");
		this.chromium.click(".doing [data-action=remove]");
		this.chromium.click(".doing [data-action=remove]");
		this.chromium.awaitText(".state", "is gone");
	}

	@Test
	void namesAndOutputAreNeverTakenForMarkup() {
		this.api.run(Map.of("id", "hostile", "command", "echo '" + HOSTILE + "'; sleep 600", "labels",
				Map.of("note", HOSTILE)));
		this.chromium.open("#/containers");
		this.chromium.awaitText(".row .name", "<script>");
		this.chromium.open("#/containers/hostile/overview");
		this.chromium.awaitText(".facts", HOSTILE);
		this.chromium.open("#/containers/hostile/log");
		this.chromium.awaitText(".log", HOSTILE);
		this.chromium.open("#/containers/" + "%3Cimg%20src%3Dx%20onerror%3Dwindow.hurt%3D1%3E");
		this.chromium.awaitText(".title", "<img src=x");
		this.chromium.open("#/events");
		this.chromium.awaitText(".events", "hostile");
		assertThat(this.chromium.all("main img, main script")).isEmpty();
	}

	@Test
	void aLogKeepsItsColoursAndNothingElseOfATerminal() {
		String escape = Character.toString(27);
		this.api.run(Map.of("id", "paint", "command", "echo '" + escape + "[31mred" + escape + "[0m plain" + escape
				+ "[2J" + escape + "]0;title" + Character.toString(7) + "end'; sleep 600"));
		this.chromium.open("#/containers/paint/log");
		this.chromium.awaitText(".log", "red plainend");
		assertThat(this.chromium.text(".log .ansi1")).isEqualTo("red");
		this.chromium.fill("#filter", "nothing like it");
		this.chromium.awaitNoText(".log", "plainend");
		this.chromium.fill("#filter", "plainend");
		this.chromium.awaitText(".log .hit", "plainend");
	}

	@Test
	void aLineOfAMegabyteHoldsNobodyUp(@Autowired FakeContainerd containerd) {
		containerd.image("acme/long", (image) -> image.prints("x".repeat(1 << 20) + "\nafterwards\n", 0));
		this.api.run(Map.of("id", "long", "image", "acme/long", "keep", true));
		this.chromium.open("#/containers/long/log");
		this.chromium.awaitText(".log", "afterwards");
		assertThat(this.chromium.text(".log").length()).isLessThan(100_000);
	}

	@Test
	void aPullIsFollowedPartByPart() {
		try (TestRegistry registry = TestRegistry.plain()) {
			registry.push("acme/tool", "1", TestImage.busybox());
			String reference = registry.host() + "/acme/tool:1";
			this.chromium.open("#/images");
			this.chromium
				.run("""
						window.bars = 0;
						new MutationObserver(() => window.bars = Math.max(window.bars, document.querySelectorAll('.pull .layer progress').length))
							.observe(document.querySelector('.pulls'), { childList: true, subtree: true });""");
			this.chromium.fill(".toolbar input", reference);
			this.chromium.press(".toolbar button", "Pull");
			this.chromium.awaitText("tr[data-image] b", reference);
			assertThat(this.chromium.number("window.bars")).isPositive();
			this.chromium.press("tr[data-image='" + reference + "'] button", "Remove");
			this.chromium.press("tr[data-image='" + reference + "'] button", "Remove?");
			this.chromium.awaitNoText("tr[data-image] b", reference);
			this.chromium.fill(".toolbar input", registry.host() + "/acme/none:1");
			this.chromium.press(".toolbar button", "Pull");
			this.chromium.awaitText(".pull.bad", "acme/none");
		}
	}

	@Test
	void aThousandRowsStayFluid() {
		this.chromium.open("#/containers");
		this.chromium.find(".list-page");
		this.chromium.runAsync(
				"""
						const done = arguments[0];
						import(document.querySelector('script').src.replace('main.js', 'store.js')).then(({ store, tell }) => {
							store.containers = Array.from({ length: 1000 }, (_, i) => ({ id: 'many-' + String(i).padStart(4, '0'), status: 'RUNNING', run: 1,
								createdAt: new Date(1.7e12 - i * 1000).toISOString(), labels: { team: i % 2 ? 'odd' : 'even' }, networks: {}, ports: [], kept: false }));
							store.byId = new Map(store.containers.map((each) => [each.id, each]));
							tell('state');
							done();
						});""");
		this.chromium.awaitText(".chips", "all1000");
		assertThat(this.chromium.all(".rows-body .row")).hasSizeBetween(10, 60);
		// What a step takes while it is scrolled to the end.
		assertThat(this.chromium.number("""
				(() => {
					const rows = document.querySelector('.rows');
					const begin = performance.now();
					for (let step = 0; step < 60; step++) {
						rows.scrollTop += rows.scrollHeight / 60;
						rows.dispatchEvent(new Event('scroll'));
						rows.lastChild.getBoundingClientRect();
					}
					return Math.round((performance.now() - begin) / 60);
				})()""")).isLessThan(50);
		this.chromium.awaitTrue(
				"[...document.querySelectorAll('.rows-body .row')].some((row) => Number(row.getAttribute('aria-rowindex')) > 990)");
		this.chromium.fill("#filter", "many-0999");
		this.chromium.awaitTrue("document.querySelectorAll('.rows-body .row').length === 1");
		this.chromium.fill("#filter", "label:team=odd");
		this.chromium.awaitTrue("document.querySelector('.rows-body').offsetHeight === 500 * 46");
		this.chromium.click(".head input");
		this.chromium.awaitText(".bulk", "500 selected");
	}

	@ParameterizedTest
	@ValueSource(ints = { 390, 768, 1024, 1280, 1440, 1600, 2560 })
	void nothingIsOutsideThePage(int width) {
		for (String id : List.of("short", "a-much-longer-name-than-anybody-would-type-" + "x".repeat(20))) {
			this.api.run(Map.of("id", id, "command", "sleep 600", "network", "shop", "ports", "80", "keep", true));
		}
		this.chromium.size(width, 800);
		for (String page : List.of("#/", "#/containers", "#/containers/short/overview", "#/containers/short/log",
				"#/containers/short/terminal", "#/images", "#/networks", "#/events")) {
			this.chromium.open(page);
			this.chromium.awaitTrue("document.querySelector('main').children.length > 0");
			if (page.endsWith("containers")) {
				this.chromium.awaitTrue("document.querySelectorAll('.rows-body .row [data-action]').length === 2");
			}
			assertThat(this.chromium
				.run("""
						const wide = document.documentElement.clientWidth;
						return [...document.querySelectorAll('button, .button, h1, .rows, .card, .log, .stage')]
							.filter((each) => each.checkVisibility() && !each.closest('nav, .chips, .offscreen') && each.getBoundingClientRect().right > wide + 1)
							.map((each) => each.outerHTML.slice(0, 100));"""))
				.as(page)
				.isEqualTo(List.of());
			assertThat(this.chromium.number("document.documentElement.scrollWidth")).as(page)
				.isLessThanOrEqualTo(width);
		}
	}

	@Test
	void itIsDarkForThoseWhoWantIt() {
		String light = String.valueOf(this.chromium.run("return getComputedStyle(document.body).backgroundColor"));
		this.chromium.look("dark");
		String dark = String.valueOf(this.chromium.run("return getComputedStyle(document.body).backgroundColor"));
		assertThat(light).isEqualTo("rgb(245, 246, 247)");
		assertThat(dark).isEqualTo("rgb(15, 18, 22)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void nobodyIsShutOut(String scheme) {
		this.chromium.look(scheme);
		this.api.run(Map.of("id", "seen", "command", "echo out; echo err >&2; sleep 600", "keep", true));
		for (String page : List.of("#/", "#/containers", "#/containers/seen/overview", "#/containers/seen/log",
				"#/images", "#/events")) {
			this.chromium.open(page);
			this.chromium.awaitTrue("document.querySelector('main').innerText.length > 20");
			assertThat(this.chromium.barriers()).as(page + " in " + scheme).isEmpty();
		}
		this.chromium.type("r");
		this.chromium.find("dialog");
		assertThat(this.chromium.barriers()).as("dialog in " + scheme).isEmpty();
	}

	@Test
	void theKeyboardIsEnough() {
		this.api.run(Map.of("id", "keyed", "command", "echo typed; sleep 600"));
		this.chromium.awaitText(".tile", "1");
		this.chromium.typeWith(Keys.CONTROL, "k");
		this.chromium.find(".palette input");
		this.chromium.type("log of keyed", Keys.ENTER);
		this.chromium.awaitText(".log", "typed");
		this.chromium.type(Keys.ESCAPE);
		this.chromium.awaitText(".row .name", "keyed");
		this.chromium.type("?");
		this.chromium.awaitText("dialog", "leave the terminal");
		this.chromium.type(Keys.ESCAPE);
		this.chromium.type("g", "i");
		this.chromium.awaitTrue("location.hash === '#/images'");
	}

	@Test
	void anotherPageOfTheSameBrowserGetsNowhere() throws Exception {
		String id = this.api.run(Map.of("command", "sleep 600"));
		HttpServer other = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		other.createContext("/", (exchange) -> {
			byte[] page = "<title>other</title>".getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "text/html");
			exchange.sendResponseHeaders(200, page.length);
			exchange.getResponseBody().write(page);
			exchange.close();
		});
		other.start();
		try {
			// The same site, so the browser adds the cookie, which is why origins are
			// compared.
			this.chromium.open("http://localhost:" + other.getAddress().getPort() + "/");
			Object outcome = this.chromium.runAsync(
					"""
							const [console, id, done] = arguments;
							(async () => {
								const outcomes = [];
								for (const [method, path] of [['POST', 'stop'], ['DELETE', ''], ['POST', 'kill']]) {
									await fetch(console + 'api/containers/' + id + '/' + path, { method, mode: method === 'POST' ? 'no-cors' : 'cors', credentials: 'include' })
										.then((response) => outcomes.push(response.type), () => outcomes.push('refused'));
								}
								const socket = new WebSocket(console.replace('http', 'ws') + 'api/containers/' + id + '/terminal');
								socket.onopen = () => done([...outcomes, 'open']);
								socket.onerror = () => done([...outcomes, 'closed']);
							})();""",
					this.chromium.address(), id);
			assertThat(outcome).isEqualTo(List.of("opaque", "refused", "opaque", "closed"));
			assertThat(this.api.get("/containerd/api/containers").toString()).contains(id, "RUNNING");
		}
		finally {
			other.stop(0);
		}
	}

}

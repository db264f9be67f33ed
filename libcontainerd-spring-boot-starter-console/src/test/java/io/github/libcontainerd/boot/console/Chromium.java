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

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real browser without a screen: the system's Chromium.
 */
final class Chromium implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ChromeDriver driver;

	private final String address;

	private Chromium(ChromeDriver driver, String address) {
		this.driver = driver;
		this.address = address;
	}

	static Chromium start(int port) {
		return start(port, "/containerd/");
	}

	static Chromium start(int port, String path) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(program("chromium"));
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--hide-scrollbars");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(new File(program("chromedriver")))
			.usingAnyFreePort()
			.build();
		Chromium chromium = new Chromium(new ChromeDriver(service, options), "http://localhost:" + port + path);
		chromium.look("light");
		chromium.size(1440, 900);
		return chromium;
	}

	private static String program(String name) {
		return Stream.of("/usr/bin/", "/usr/local/bin/", "/snap/bin/")
			.map((directory) -> directory + name)
			.filter((path) -> Files.isExecutable(Path.of(path)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"There is no " + name + ": install the packages chromium and chromium-driver"));
	}

	void size(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
	}

	void look(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	String address() {
		return this.address;
	}

	void logIn() {
		reopen("#token=" + Browser.TOKEN);
		awaitText("#daemon", "containerd");
	}

	/** Open a page of the console, or any other address. */
	void open(String page) {
		this.driver.get(page.startsWith("http") ? page : address() + page);
	}

	/** The same, without anything that was there before. */
	void reopen(String page) {
		this.driver.get("about:blank");
		open(page);
	}

	void openTab() {
		this.driver.switchTo().newWindow(WindowType.TAB);
	}

	void closeTab() {
		this.driver.close();
		this.driver.switchTo().window(this.driver.getWindowHandles().iterator().next());
	}

	List<WebElement> all(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	WebElement find(String selector) {
		return await().atMost(TIMEOUT)
			.ignoreExceptions()
			.until(() -> this.driver.findElement(By.cssSelector(selector)), WebElement::isDisplayed);
	}

	void click(String selector) {
		find(selector);
		await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
			this.driver.findElement(By.cssSelector(selector)).click();
			return true;
		});
	}

	void press(String selector, String text) {
		find(selector);
		await().atMost(TIMEOUT)
			.until(() -> Boolean.TRUE.equals(
					run("""
							const found = [...document.querySelectorAll(arguments[0])].find((each) => each.textContent.trim() === arguments[1]);
							found?.click();
							return found !== undefined;""",
							selector, text)));
	}

	void fill(String selector, String text) {
		WebElement field = find(selector);
		field.clear();
		field.sendKeys(text);
	}

	void type(CharSequence... keys) {
		new Actions(this.driver).sendKeys(keys).perform();
	}

	void typeWith(Keys modifier, String key) {
		new Actions(this.driver).keyDown(modifier).sendKeys(key).keyUp(modifier).perform();
	}

	String text(String selector) {
		Object text = run("""
				return [...document.querySelectorAll(arguments[0])].filter((each) => each.checkVisibility())
					.map((each) => each.innerText).join('\\n');""", selector);
		return String.valueOf(text);
	}

	void awaitText(String selector, String text) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(text(selector)).contains(text));
	}

	void awaitNoText(String selector, String text) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(text(selector)).doesNotContain(text));
	}

	void awaitTrue(String script) {
		await().atMost(TIMEOUT).until(() -> Boolean.TRUE.equals(run("return " + script)));
	}

	/**
	 * From now on remember all that an element says, from one change of the page to the
	 * next.
	 */
	void watchText(String selector) {
		run("""
				window.watchedTexts = [];
				const look = () => document.querySelectorAll(arguments[0]).forEach((each) => watchedTexts.push(each.textContent));
				new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });""",
				selector);
	}

	List<String> watchedTexts() {
		return ((List<?>) run("return watchedTexts")).stream().map(String::valueOf).toList();
	}

	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	Object runAsync(String script, Object... arguments) {
		return this.driver.executeAsyncScript(script, arguments);
	}

	long number(String script) {
		return ((Number) run("return " + script)).longValue();
	}

	/** What the rules of accessibility find that is serious. */
	List<String> barriers() {
		try (InputStream axe = getClass()
			.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
			assertThat(axe).isNotNull();
			run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Object found = runAsync(
				"""
						const done = arguments[0];
						axe.run(document, { resultTypes: ['violations'] }).then((result) => done(result.violations
							.filter((each) => ['serious', 'critical'].includes(each.impact))
							.map((each) => each.id + ': ' + each.nodes.map((node) => node.html.slice(0, 200)).slice(0, 3).join(' | '))));""");
		return ((List<?>) found).stream().map(String::valueOf).toList();
	}

	/** What the browser has complained about, such as a breach of the page's policy. */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map((entry) -> entry.getLevel() + " " + entry.getMessage())
			.filter((message) -> message.contains("Content Security Policy") || message.contains("Uncaught"))
			.toList();
	}

	/** Keep a picture, if a directory for pictures was given. */
	void picture(String name) {
		String directory = System.getProperty("console.pictures");
		if (directory != null) {
			try {
				Files.write(Path.of(directory, name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	Cookie cookie() {
		return this.driver.manage().getCookies().iterator().next();
	}

	void forget() {
		this.driver.manage().deleteAllCookies();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}

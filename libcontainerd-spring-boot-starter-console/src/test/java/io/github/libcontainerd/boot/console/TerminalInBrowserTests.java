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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.libcontainerd.boot.test.RealContainerd;
import io.github.libcontainerd.client.Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a terminal in a real browser, on a real containerd, as root.
 */
@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "libcontainerd.console.token=" + Browser.TOKEN)
@RealContainerd
class TerminalInBrowserTests {

	@Test
	void oneWorksInIt(@Autowired Client client, @LocalServerPort int port) {
		Browser api = new Browser(port);
		api.run(Map.of("id", "box", "image", "busybox", "command", "echo started; while true; do sleep 1; done"));
		try (Chromium chromium = Chromium.start(port)) {
			chromium.logIn();
			chromium.open("#/containers/box/log");
			chromium.awaitText(".log", "started");
			chromium.open("#/containers/box/terminal");
			chromium.awaitText(".xterm-rows", "/ #");
			chromium.type("echo grüße $((6 * 7))", Keys.ENTER);
			chromium.awaitText(".xterm-rows", "grüße 42");
			paste(chromium, "echo pasted: äöü €\necho second\n");
			chromium.awaitText(".xterm-rows", "pasted: äöü €");
			chromium.awaitText(".xterm-rows", "second");
			// Text that comes without a key, as from an input method.
			chromium.run("""
					const area = document.querySelector('.xterm-helper-textarea');
					area.focus();
					area.dispatchEvent(new CompositionEvent('compositionstart'));
					area.value = 'echo 日本';
					area.dispatchEvent(new CompositionEvent('compositionupdate', { data: 'echo 日本' }));
					area.dispatchEvent(new CompositionEvent('compositionend', { data: 'echo 日本' }));""");
			chromium.awaitText(".xterm-rows", "echo 日本");
			chromium.type(Keys.ENTER);
			vi(chromium);
			top(chromium);
			chromium.size(1000, 600);
			chromium.awaitTrue("document.querySelectorAll('.xterm-rows > div').length < 30");
			long rows = chromium.number("document.querySelectorAll('.xterm-rows > div').length");
			chromium.type("clear; stty size", Keys.ENTER);
			chromium.awaitText(".xterm-rows", rows + " ");
			theKeyboardIsNotTrapped(chromium);
			theShellStays(chromium);
			assertThat(chromium.complaints()).isEmpty();
		}
		await().until(() -> client.inspect("box").processes().isEmpty());
		api.delete("/containerd/api/containers/box");
	}

	private static void paste(Chromium chromium, String text) {
		chromium
			.run("""
					const data = new DataTransfer();
					data.setData('text/plain', arguments[0]);
					document.querySelector('.xterm-helper-textarea').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));""",
					text);
	}

	private static void vi(Chromium chromium) {
		chromium.type("vi /tmp/poem", Keys.ENTER);
		// Not its last row: what the shell has asked the terminal may be answered to vi,
		// which complains there.
		chromium.awaitTrue(
				"[...document.querySelectorAll('.xterm-rows > div')].filter((row) => row.textContent.trim() === '~').length > 5");
		chromium.type("i", "first line");
		chromium.awaitTrue("document.querySelector('.xterm-rows > div').textContent.startsWith('first line')");
		// The first row and the last one are inside of what can be seen.
		assertThat(chromium
			.run("""
					const stage = document.querySelector('.stage').getBoundingClientRect();
					const rows = [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.getBoundingClientRect());
					return rows[0].top >= stage.top && rows.at(-1).bottom <= stage.bottom && stage.bottom <= innerHeight;"""))
			.isEqualTo(true);
		chromium.type(Keys.ESCAPE);
		// Else the key and what follows look like one of those that send a sequence.
		chromium.awaitText(".xterm-rows", "- /tmp/poem");
		chromium.type(":wq", Keys.ENTER);
		// Not every vi gives the screen back.
		chromium.awaitText(".xterm-rows", "/ #");
		chromium.type("clear; cat /tmp/poem; echo read $((20 + 3))", Keys.ENTER);
		chromium.awaitText(".xterm-rows", "read 23");
		assertThat(chromium.text(".xterm-rows")).contains("first line");
	}

	private static void top(Chromium chromium) {
		chromium.type("top", Keys.ENTER);
		chromium.awaitTrue("document.querySelector('.xterm-rows > div').textContent.startsWith('Mem:')");
		chromium.type("q");
		chromium.awaitText(".xterm-rows", "/ #");
	}

	private static void theKeyboardIsNotTrapped(Chromium chromium) {
		assertThat(chromium.run("return document.activeElement.classList.contains('xterm-helper-textarea')"))
			.isEqualTo(true);
		chromium.typeWith(Keys.CONTROL, "]");
		assertThat(chromium.run("return document.activeElement.textContent")).isEqualTo("Shell 1");
	}

	private static void theShellStays(Chromium chromium) {
		chromium.open("#/containers");
		chromium.find(".rows");
		chromium.open("#/containers/box/terminal");
		chromium.type("echo still $((40 + 3))", Keys.ENTER);
		chromium.awaitText(".xterm-rows", "still 43");
		chromium.type("exit", Keys.ENTER);
		chromium.awaitText(".xterm-rows", "Enter opens a new one");
		chromium.type(Keys.ENTER);
		chromium.awaitText(".xterm-rows", "/ #");
	}

}

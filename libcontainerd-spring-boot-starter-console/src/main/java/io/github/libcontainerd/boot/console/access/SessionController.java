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

package io.github.libcontainerd.boot.console.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import io.github.libcontainerd.boot.console.web.Json;

/**
 * Logs a browser in by the token, and says to everybody who was let in what they may do.
 */
@RestController
public class SessionController {

	static final String PATH = "/api/session";

	private static final Logger logger = LoggerFactory.getLogger(SessionController.class);

	private static final boolean CSRF = ClassUtils.isPresent("org.springframework.security.web.csrf.CsrfToken",
			SessionController.class.getClassLoader());

	private static final Duration COOKIE_AGE = Duration.ofDays(30);

	private final AccessSettings settings;

	private final Json json;

	private final String contextPath;

	/**
	 * Create a controller.
	 * @param settings who is let in
	 * @param json writes the answers
	 * @param contextPath the context path of the application
	 */
	public SessionController(AccessSettings settings, Json json, String contextPath) {
		this.settings = settings;
		this.json = json;
		this.contextPath = contextPath;
	}

	@EventListener
	void on(WebServerInitializedEvent event) {
		String namespace = event.getApplicationContext().getServerNamespace();
		if (namespace != null && !namespace.isEmpty()) {
			return;
		}
		String address = "http://localhost:" + event.getWebServer().getPort() + this.contextPath + this.settings.path();
		if (this.settings.security()) {
			logger.info("The console is at {}/, for those who have logged in", address);
		}
		else {
			// What comes after the # stays in the browser.
			logger.info("The console is at {}/#token={}", address, this.settings.token().generated()
					? this.settings.token().value() : "<libcontainerd.console.token>");
		}
	}

	@GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<String> show(HttpServletRequest request) {
		Rights rights = Rights.of(request);
		if (rights == null) {
			return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
				.body(this.json
					.write(Map.of("detail", "Open the address that the application has logged at its start")));
		}
		Map<String, @Nullable Object> session = new LinkedHashMap<>();
		session.put("user", rights.user());
		session.put("act", rights.act());
		session.put("terminal", rights.terminal());
		session.put("readOnly", this.settings.readOnly());
		session.put("logout", !this.settings.security());
		session.put("csrf", CSRF ? Csrf.of(request) : null);
		return ResponseEntity.ok(this.json.write(session));
	}

	@PostMapping(PATH)
	ResponseEntity<String> logIn(HttpServletRequest request, HttpServletResponse response,
			@RequestHeader(name = "X-Console-Token", required = false) @Nullable String token) {
		if (this.settings.security() || !this.settings.token().matches(token)) {
			return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
				.contentType(MediaType.APPLICATION_JSON)
				.body(this.json.write(Map.of("detail",
						"This is not the token of this start. It is in the application's log, with the address.")));
		}
		response.addHeader(HttpHeaders.SET_COOKIE, cookie(request, this.settings.token().cookie(), COOKIE_AGE));
		return ResponseEntity.noContent().build();
	}

	@DeleteMapping(PATH)
	ResponseEntity<Void> logOut(HttpServletRequest request, HttpServletResponse response) {
		response.addHeader(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO));
		return ResponseEntity.noContent().build();
	}

	private String cookie(HttpServletRequest request, String value, Duration age) {
		return ResponseCookie.from(cookieName(request), value)
			.httpOnly(true)
			.secure(request.isSecure())
			.sameSite("Strict")
			.path(request.getContextPath() + this.settings.path())
			.maxAge(age)
			.build()
			.toString();
	}

	/**
	 * Cookies know no ports: consoles of one machine must not log each other out.
	 */
	static String cookieName(HttpServletRequest request) {
		return "libcontainerd-console-" + request.getLocalPort();
	}

	/**
	 * The header that Spring Security wants from a page.
	 */
	private static final class Csrf {

		static @Nullable Map<String, String> of(HttpServletRequest request) {
			CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
			return (token != null) ? Map.of("header", token.getHeaderName(), "token", token.getToken()) : null;
		}

	}

}

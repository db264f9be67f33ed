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

package io.github.libcontainerd.samples.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody in but the one who started the console, since whoever runs containers may
 * do to the host what root may. Three doors, each for another kind of stranger:
 * <ul>
 * <li>a token, which is made at every start and is only in the log, keeps out the other
 * users of this machine, and containers that have its network;</li>
 * <li>the host that the browser asks for has to be this machine, which keeps out pages
 * that have their own name resolve to 127.0.0.1 (DNS rebinding);</li>
 * <li>the origin of a request has to be the console itself, which keeps out all other
 * pages that are open in the same browser.</li>
 * </ul>
 * The token travels in a header that no browser adds by itself, not in a cookie, which
 * would go to every other port of this machine as well.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class AccessFilter extends OncePerRequestFilter {

	private static final Logger logger = LoggerFactory.getLogger(AccessFilter.class);

	private static final Pattern PORT = Pattern.compile(":\\d+$");

	private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

	private static final Set<String> OPEN = Set.of("/", "/index.html", "/console.js", "/terminal.js", "/console.css");

	private final String token;

	private final boolean generated;

	AccessFilter(@Value("${console.token:}") String token) {
		this.generated = token.isEmpty();
		this.token = this.generated ? random() : token;
	}

	private static String random() {
		byte[] bytes = new byte[16];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	@EventListener
	void on(WebServerInitializedEvent event) {
		// What comes after the # stays in the browser.
		logger.info("The console is at http://localhost:{}/#{}", event.getWebServer().getPort(),
				this.generated ? this.token : "<console.token>");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy",
				"default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
						+ "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		String host = request.getHeader(HttpHeaders.HOST);
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (host == null || !HOSTS.contains(PORT.matcher(host).replaceFirst(""))) {
			refuse(response, HttpStatus.MISDIRECTED_REQUEST, "This console answers to localhost only");
		}
		else if (origin != null && !origin.equals("http://" + host)) {
			refuse(response, HttpStatus.FORBIDDEN, "This console answers to its own page only");
		}
		else if (!OPEN.contains(request.getRequestURI()) && !knowsToken(request)) {
			refuse(response, HttpStatus.UNAUTHORIZED, "Open the address that the console has logged at its start");
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private boolean knowsToken(HttpServletRequest request) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (authorization != null) {
			return authorization.startsWith("Bearer ") && equal(authorization.substring("Bearer ".length()));
		}
		// The only header that a page can choose for a WebSocket.
		String protocols = request.getHeader("Sec-WebSocket-Protocol");
		return protocols != null && protocols.startsWith(ContainerSocket.PROTOCOL + ",")
				&& equal(protocols.substring(ContainerSocket.PROTOCOL.length() + 1).strip());
	}

	private boolean equal(String given) {
		return MessageDigest.isEqual(this.token.getBytes(StandardCharsets.UTF_8),
				given.getBytes(StandardCharsets.UTF_8));
	}

	private static void refuse(HttpServletResponse response, HttpStatus status, String why) throws IOException {
		response.setStatus(status.value());
		response.setContentType("text/plain;charset=UTF-8");
		response.getWriter().println(why);
	}

}

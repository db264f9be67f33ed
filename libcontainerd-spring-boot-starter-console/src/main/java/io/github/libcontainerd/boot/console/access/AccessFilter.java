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

import java.io.IOException;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Lets only those in who may see the console, since whoever runs containers may do to the
 * host what root may.
 * <ul>
 * <li>With Spring Security, somebody has to be logged in, whatever the application's
 * rules say about the path.</li>
 * <li>Without, a browser needs the token, and has to ask for one of the console's own
 * hosts, which keeps out pages that have their own name resolve to this machine (DNS
 * rebinding).</li>
 * <li>In both cases the origin of a request has to be the console itself, which keeps out
 * all other pages that are open in the same browser.</li>
 * </ul>
 */
public class AccessFilter extends OncePerRequestFilter {

	private static final Pattern PORT = Pattern.compile(":\\d+$");

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
			+ "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private final AccessSettings settings;

	/**
	 * Create a filter.
	 * @param settings who is let in
	 */
	public AccessFilter(AccessSettings settings) {
		this.settings = settings;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		String host = request.getHeader(HttpHeaders.HOST);
		String path = pathInConsole(request);
		if (host == null || !isOwnHost(host)) {
			refuse(response, HttpStatus.MISDIRECTED_REQUEST,
					"This console answers to " + String.join(", ", this.settings.hosts()) + " only");
			return;
		}
		if (!isOwnOrigin(request, host)) {
			refuse(response, HttpStatus.FORBIDDEN, "This console answers to its own page only");
			return;
		}
		Principal user = this.settings.security() ? request.getUserPrincipal() : null;
		boolean known = (user != null) || (!this.settings.security() && knowsToken(request));
		boolean isPublic = !this.settings.security() && isPublic(path);
		if (!known && !isPublic) {
			refuse(response, HttpStatus.UNAUTHORIZED, this.settings.security()
					? "Log in to the application first. If it asks for no login here, its security rules have to require one for "
							+ this.settings.path() + "/**"
					: "Open the address that the application has logged at its start");
			return;
		}
		if (user != null && !Rights.hasAny(request, this.settings.roles())) {
			refuse(response, HttpStatus.FORBIDDEN, "You may not see the console; ask for one of the roles "
					+ String.join(", ", this.settings.roles()));
			return;
		}
		String denial = known ? admit(request, path, (user != null) ? user.getName() : null) : null;
		if (denial != null) {
			refuse(response, HttpStatus.FORBIDDEN, denial);
			return;
		}
		chain.doFilter(request, response);
	}

	private @Nullable String admit(HttpServletRequest request, String path, @Nullable String user) {
		Rights rights = Rights.of(request, this.settings, user);
		rights.attachTo(request);
		if (isTerminal(path) && !rights.terminal()) {
			return "You may not open a terminal";
		}
		boolean changes = !SAFE_METHODS.contains(request.getMethod().toUpperCase(Locale.ROOT));
		if (changes && !rights.act() && !isPublic(path)) {
			return this.settings.readOnly() ? "This console is read-only" : "You may look, but not change anything";
		}
		return null;
	}

	private static boolean isTerminal(String path) {
		return path.endsWith("/terminal");
	}

	/** What has no secret: the page, its parts, and where one logs in. */
	private static boolean isPublic(String path) {
		return !path.startsWith("/api/") || path.equals(SessionController.PATH);
	}

	private String pathInConsole(HttpServletRequest request) {
		String path = request.getServletPath() + ((request.getPathInfo() != null) ? request.getPathInfo() : "");
		// Whatever is not clearly below the path is taken for what needs the most.
		return path.startsWith(this.settings.path()) ? path.substring(this.settings.path().length()) : "/api/";
	}

	private boolean isOwnHost(String host) {
		return this.settings.security() || this.settings.hosts().contains(PORT.matcher(host).replaceFirst(""));
	}

	private boolean isOwnOrigin(HttpServletRequest request, String host) {
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin != null) {
			// Behind a proxy that ends TLS, the application sees http.
			return origin.equals(request.getScheme() + "://" + host)
					|| (this.settings.security() && origin.equals("https://" + host));
		}
		String site = request.getHeader("Sec-Fetch-Site");
		boolean changes = !SAFE_METHODS.contains(request.getMethod().toUpperCase(Locale.ROOT));
		return !changes || site == null || OWN_SITES.contains(site);
	}

	private boolean knowsToken(HttpServletRequest request) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		if (authorization != null) {
			return authorization.startsWith("Bearer ")
					&& this.settings.token().matches(authorization.substring("Bearer ".length()));
		}
		Cookie cookie = WebUtils.getCookie(request, SessionController.cookieName(request));
		return cookie != null && this.settings.token().matchesCookie(cookie.getValue());
	}

	private static void refuse(HttpServletResponse response, HttpStatus status, String why) throws IOException {
		response.setStatus(status.value());
		response.setContentType("text/plain;charset=UTF-8");
		response.getWriter().println(why);
	}

}

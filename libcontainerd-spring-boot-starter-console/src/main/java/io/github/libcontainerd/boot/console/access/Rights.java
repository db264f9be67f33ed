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

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

/**
 * What somebody who was let in may do.
 *
 * @param user the name; {@code null} for whoever has the token
 * @param act whether to change something
 * @param terminal whether to open a terminal
 */
public record Rights(@Nullable String user, boolean act, boolean terminal) {

	private static final String ATTRIBUTE = Rights.class.getName();

	static Rights of(HttpServletRequest request, AccessSettings settings, @Nullable String user) {
		boolean act = !settings.readOnly() && (user == null || hasAny(request, settings.actionRoles()));
		boolean terminal = act && settings.terminal() && (user == null || hasAny(request, settings.terminalRoles()));
		return new Rights(user, act, terminal);
	}

	static boolean hasAny(HttpServletRequest request, List<String> roles) {
		return roles.isEmpty() || roles.stream().anyMatch(request::isUserInRole);
	}

	void attachTo(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

	/**
	 * Return what was found out about a request by the filter.
	 * @param request the request
	 * @return the rights; {@code null} if the filter has not let it in
	 */
	public static @Nullable Rights of(HttpServletRequest request) {
		return (Rights) request.getAttribute(ATTRIBUTE);
	}

}

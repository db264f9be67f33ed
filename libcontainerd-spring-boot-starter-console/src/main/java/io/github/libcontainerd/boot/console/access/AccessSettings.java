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

/**
 * Who may see the console, and what they may do.
 *
 * @param path the path of the console, without a slash at the end
 * @param security whether the application's Spring Security decides who somebody is
 * @param token what lets a browser in where there is no Spring Security
 * @param hosts the names that the console answers to where there is no Spring Security
 * @param readOnly whether nobody may change anything
 * @param terminal whether terminals may be opened
 * @param roles those who may see the console; empty for everybody who has logged in
 * @param actionRoles those who may change something; empty for everybody who may see it
 * @param terminalRoles those who may open a terminal; empty for everybody who may change
 * something
 */
public record AccessSettings(String path, boolean security, Token token, List<String> hosts, boolean readOnly,
		boolean terminal, List<String> roles, List<String> actionRoles, List<String> terminalRoles) {

	public AccessSettings {
		hosts = List.copyOf(hosts);
		roles = List.copyOf(roles);
		actionRoles = List.copyOf(actionRoles);
		terminalRoles = List.copyOf(terminalRoles);
	}

}

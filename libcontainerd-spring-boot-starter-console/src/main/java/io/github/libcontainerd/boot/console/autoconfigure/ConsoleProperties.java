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

package io.github.libcontainerd.boot.console.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the console.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("libcontainerd.console")
public class ConsoleProperties {

	/**
	 * Path of the console in the application.
	 */
	private String path = "/containerd";

	/**
	 * Token that lets a browser in where the application has no Spring Security. By
	 * default, one is generated at each start and logged with the address.
	 */
	private @Nullable String token;

	/**
	 * Names of this machine that the console answers to where the application has no
	 * Spring Security. By default, 'localhost', '127.0.0.1' and '[::1]'.
	 */
	private List<String> hosts = List.of("localhost", "127.0.0.1", "[::1]");

	/**
	 * Whether nobody may change anything.
	 */
	private boolean readOnly = false;

	/**
	 * Whether terminals may be opened in containers.
	 */
	private boolean terminal = true;

	/**
	 * Roles of Spring Security that may see the console. By default, everybody who has
	 * logged in.
	 */
	private List<String> roles = List.of();

	/**
	 * Roles of Spring Security that may change something. By default, those that may see
	 * the console.
	 */
	private List<String> actionRoles = List.of();

	/**
	 * Roles of Spring Security that may open terminals. By default, those that may change
	 * something.
	 */
	private List<String> terminalRoles = List.of();

	/**
	 * Directory that is the root file system of containers that are run from the console
	 * without an image. By default, an image is needed.
	 */
	private @Nullable Path rootfs;

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public @Nullable String getToken() {
		return this.token;
	}

	public void setToken(@Nullable String token) {
		this.token = token;
	}

	public List<String> getHosts() {
		return this.hosts;
	}

	public void setHosts(List<String> hosts) {
		this.hosts = hosts;
	}

	public boolean isReadOnly() {
		return this.readOnly;
	}

	public void setReadOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	public boolean isTerminal() {
		return this.terminal;
	}

	public void setTerminal(boolean terminal) {
		this.terminal = terminal;
	}

	public List<String> getRoles() {
		return this.roles;
	}

	public void setRoles(List<String> roles) {
		this.roles = roles;
	}

	public List<String> getActionRoles() {
		return this.actionRoles;
	}

	public void setActionRoles(List<String> actionRoles) {
		this.actionRoles = actionRoles;
	}

	public List<String> getTerminalRoles() {
		return this.terminalRoles;
	}

	public void setTerminalRoles(List<String> terminalRoles) {
		this.terminalRoles = terminalRoles;
	}

	public @Nullable Path getRootfs() {
		return this.rootfs;
	}

	public void setRootfs(@Nullable Path rootfs) {
		this.rootfs = rootfs;
	}

}

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
package io.github.libcontainerd.boot.autoconfigure.compose;

import java.io.File;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the compose files whose services are declared containers.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("libcontainerd.compose")
public class ComposeProperties {

	/**
	 * Whether the services of 'libcontainerd.compose.file' are declared containers.
	 */
	private boolean enabled = true;

	/**
	 * Compose files whose services are declared containers, such as 'compose.yaml'.
	 */
	private List<File> file = List.of();

	/**
	 * Profiles of the compose files that are active, '*' for all. By default, those of
	 * COMPOSE_PROFILES.
	 */
	private @Nullable List<String> profiles;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public List<File> getFile() {
		return this.file;
	}

	public void setFile(List<File> file) {
		this.file = file;
	}

	public @Nullable List<String> getProfiles() {
		return this.profiles;
	}

	public void setProfiles(@Nullable List<String> profiles) {
		this.profiles = profiles;
	}

}

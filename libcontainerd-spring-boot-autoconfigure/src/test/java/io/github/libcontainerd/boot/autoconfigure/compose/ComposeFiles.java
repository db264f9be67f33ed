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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.boot.container.ComposeFileException;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Compose files in a directory, and what is made of them.
 */
final class ComposeFiles {

	private final Path directory;

	private final Map<String, String> environment = new LinkedHashMap<>();

	private @Nullable Collection<String> profiles;

	private Set<String> disabled = Set.of();

	private Set<String> images = Set.of();

	ComposeFiles(Path directory) {
		this.directory = directory;
	}

	ComposeFiles file(String name, String text) {
		try {
			Path file = this.directory.resolve(name);
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return this;
	}

	ComposeFiles variable(String name, String value) {
		this.environment.put(name, value);
		return this;
	}

	ComposeFiles profiles(String... names) {
		this.profiles = List.of(names);
		return this;
	}

	ComposeFiles disabled(String... names) {
		this.disabled = Set.of(names);
		return this;
	}

	ComposeFiles imagesElsewhere(String... names) {
		this.images = Set.of(names);
		return this;
	}

	ComposeProject project(String... names) {
		List<Path> files = ((names.length > 0) ? List.of(names) : List.of("compose.yaml")).stream()
			.map(this.directory::resolve)
			.toList();
		return new ComposeProject(files, this.profiles, this.environment, (name) -> !this.disabled.contains(name),
				this.images::contains);
	}

	/**
	 * Return the properties that are made of {@code compose.yaml}.
	 */
	Map<String, String> properties(String text) {
		return text(file("compose.yaml", text).project());
	}

	static Map<String, String> text(ComposeProject project) {
		Map<String, String> properties = new LinkedHashMap<>();
		project.properties()
			.forEach((key, value) -> properties.put(key.replaceFirst("^libcontainerd\\.", ""), value.toString()));
		return properties;
	}

	/**
	 * Return why {@code compose.yaml} is refused.
	 */
	ComposeFileException refused(String text) {
		file("compose.yaml", text);
		return refused();
	}

	ComposeFileException refused() {
		return catchThrowableOfType(ComposeFileException.class, () -> project().properties());
	}

}

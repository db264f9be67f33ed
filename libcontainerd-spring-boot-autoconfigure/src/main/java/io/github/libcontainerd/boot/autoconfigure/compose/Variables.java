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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The variables that a compose file can use: those of the environment, and of a file
 * {@code .env} beside it.
 */
final class Variables implements Function<String, @Nullable String> {

	private final Map<String, String> environment;

	private final Map<String, YamlNode> file;

	private final Set<String> unset = new TreeSet<>();

	Variables(Path directory, Map<String, String> environment) {
		this.environment = environment;
		Path dotEnv = directory.resolve(".env");
		this.file = Files.isRegularFile(dotEnv) ? new DotEnv(dotEnv, environment::get, this.unset::add).read()
				: Map.of();
	}

	@Override
	public @Nullable String apply(String name) {
		String value = this.environment.get(name);
		YamlNode own = this.file.get(name);
		return (value == null && own != null) ? own.text() : value;
	}

	void unset(String name) {
		this.unset.add(name);
	}

	/**
	 * Return the names of those that were used and have no value.
	 */
	Set<String> unset() {
		return this.unset;
	}

}

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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

import io.github.libcontainerd.boot.container.ComposeFileException;

/**
 * Makes declared containers of the services of compose files: properties that count less
 * than all others, so that each can be set in the application's own configuration.
 */
final class ComposeFileEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String NAME = "composeFiles";

	private static final String PARSER = "org.yaml.snakeyaml.Yaml";

	private static final int BEFORE_LAST = 100;

	private final Log log;

	ComposeFileEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.log = logFactory.getLog(ComposeFileEnvironmentPostProcessor.class);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Binder binder = Binder.get(environment);
		ComposeProperties properties = binder.bindOrCreate("libcontainerd.compose", ComposeProperties.class);
		List<Path> files = properties.getFile()
			.stream()
			.filter((file) -> !file.getPath().isEmpty())
			.map(File::toPath)
			.toList();
		if (files.isEmpty() || !properties.isEnabled() || !isTrue(binder, "libcontainerd.enabled")
				|| !isTrue(binder, "libcontainerd.declared.enabled")) {
			return;
		}
		if (!ClassUtils.isPresent(PARSER, application.getClassLoader())) {
			throw new ComposeFileException(files.get(0), 0, 0, "it can't be read without SnakeYAML",
					"add the dependency 'org.yaml:snakeyaml', which 'spring-boot-starter' brings", null);
		}
		ComposeProject project = new ComposeProject(files, properties.getProfiles(), variables(environment),
				(container) -> isTrue(binder, "libcontainerd.containers." + container + ".enabled"),
				(container) -> binder.bind("libcontainerd.containers." + container + ".image", String.class).isBound());
		Map<String, Object> values = project.properties();
		project.notes().forEach((note) -> this.log.warn("Compose file: " + note));
		environment.getPropertySources().remove(NAME);
		environment.getPropertySources().addLast(new OriginTrackedMapPropertySource(NAME, values, true));
	}

	private static boolean isTrue(Binder binder, String property) {
		return binder.bind(property, Boolean.class).orElse(true);
	}

	private static Map<String, String> variables(ConfigurableEnvironment environment) {
		Map<String, String> variables = new LinkedHashMap<>();
		environment.getSystemEnvironment().forEach((name, value) -> variables.put(name, String.valueOf(value)));
		return variables;
	}

	// When the files with properties have been read, and before Docker Compose is
	// switched off for declared containers.
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - BEFORE_LAST;
	}

}

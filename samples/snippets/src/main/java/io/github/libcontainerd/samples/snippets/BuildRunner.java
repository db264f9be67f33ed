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

package io.github.libcontainerd.samples.snippets;

import java.nio.file.Path;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunResult;

/**
 * The example of the README.
 */
@SpringBootApplication
public class BuildRunner {

	private static final Logger logger = LoggerFactory.getLogger(BuildRunner.class);

	public static void main(String[] args) {
		SpringApplication.run(BuildRunner.class, args);
	}

	@Bean
	ApplicationRunner build(Containers containers) {
		return (arguments) -> {
			RunResult result = containers.run("maven:3-eclipse-temurin-17",
					(run) -> run.command("mvn", "-B", "verify")
						.bind(Path.of("/srv/project"), "/project")
						.workingDir("/project")
						.network(NetworkMode.host())
						.memory("2g")
						.timeout(Duration.ofMinutes(10)));
			logger.info("The build ended with {} after {}", result.exitCode(), result.duration());
		};
	}

	@EventListener
	void on(ContainerExitedEvent event) {
		logger.info("{} ended with {}", event.getContainerId(), event.getExitCode());
	}

}

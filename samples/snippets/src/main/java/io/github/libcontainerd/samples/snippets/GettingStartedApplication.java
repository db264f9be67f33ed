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
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/guide/getting-started.md}.
 */
@SpringBootApplication
public class GettingStartedApplication {

	private static final Logger logger = LoggerFactory.getLogger(GettingStartedApplication.class);

	/**
	 * Start the application.
	 * @param args Spring Boot's arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(GettingStartedApplication.class, args);
	}

	@Bean
	ApplicationRunner hello(Containers containers) {
		return (arguments) -> {
			RunningContainer hello = containers.start("busybox",
					(run) -> run.id("hello").command("sh", "-c", "echo hello from $(hostname); sleep 30; exit 7"));
			logger.info("{} is {}", hello.id(), hello.status());
		};
	}

	void print(RunningContainer hello) {
		try (Stream<LogEntry> lines = hello.logs(LogOption.follow())) {
			lines.forEach((line) -> logger.info("{}: {}", line.stream().value(), line.text()));
		}
	}

	RunResult fromDirectory(Containers containers) {
		return containers.run(RunRequest.ofDirectory(Path.of("/srv/rootfs")).command("/bin/uname", "-r").build());
	}

	void create(Client containerd) {
		Spec spec = Spec.defaults()
			.toBuilder()
			.root("/srv/rootfs")
			.process((process) -> process.args("/bin/sh", "-c", "echo hello from $(hostname); sleep 30; exit 7"))
			.build();
		containerd.create("hello", spec);
	}

	@EventListener
	void onStart(ContainerStartedEvent event) {
		logger.info("{} runs as pid {}", event.getContainerId(), event.getPid());
	}

	@EventListener
	void onExit(ContainerExitedEvent event) {
		logger.info("{} ended with {}", event.getContainerId(), event.getExitCode());
	}

}

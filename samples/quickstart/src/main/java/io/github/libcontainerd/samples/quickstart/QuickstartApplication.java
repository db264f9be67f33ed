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

package io.github.libcontainerd.samples.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.boot.event.ContainerExitedEvent;
import io.github.libcontainerd.boot.event.ContainerStartedEvent;
import io.github.libcontainerd.boot.event.ContainerStateChangedEvent;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.spec.Spec;

/**
 * Runs one container and says what it hears of it. Its output goes to the log, where the
 * starter sends it unless told otherwise.
 */
@SpringBootApplication
public class QuickstartApplication {

	private static final Logger logger = LoggerFactory.getLogger("events");

	private static final String SCRIPT = """
			for i in 1 2 3 4; do echo "line $i of stdout"; echo "line $i of stderr" >&2; sleep 1; done
			exit 7""";

	/**
	 * Start the application.
	 * @param args Spring Boot's arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(QuickstartApplication.class, args);
	}

	@Bean
	ApplicationRunner container(Client containerd, @Value("${quickstart.rootfs:}") String rootfs) {
		return (arguments) -> {
			Spec spec = Spec.defaults()
				.toBuilder()
				.root((rootfs.isEmpty() ? busyboxRootfs() : Path.of(rootfs)).toString())
				.process((process) -> process.args("/bin/sh", "-c", SCRIPT))
				.build();
			containerd.create("quickstart", spec);
		};
	}

	private static Path busyboxRootfs() throws java.io.IOException {
		Path rootfs = Files.createTempDirectory("quickstart-rootfs");
		for (String directory : new String[] { "bin", "proc", "sys", "dev", "tmp" }) {
			Files.createDirectory(rootfs.resolve(directory));
		}
		Path busybox = Files.copy(Path.of("/bin/busybox"), rootfs.resolve("bin/busybox"));
		for (String command : new String[] { "sh", "echo", "sleep" }) {
			Files.createLink(rootfs.resolve("bin").resolve(command), busybox);
		}
		return rootfs;
	}

	@EventListener
	void on(ContainerStateChangedEvent event) {
		String what = event.getStateInfo().change().value();
		if (event instanceof ContainerStartedEvent started) {
			logger.info("{} {} pid {}", what, event.getContainerId(), started.getPid());
		}
		else if (event instanceof ContainerExitedEvent exited) {
			logger.info("{} {} code {}", what, event.getContainerId(), exited.getExitCode());
		}
		else {
			logger.info("{} {}", what, event.getContainerId());
		}
	}

	@Bean
	OnceListener onceListener(ApplicationArguments arguments, ApplicationContext context) {
		return new OnceListener(arguments.containsOption("once"), context);
	}

	/**
	 * With {@code --once}, ends the application with its container.
	 *
	 * @param once whether to
	 * @param context what to end
	 */
	record OnceListener(boolean once, ApplicationContext context) {

		@EventListener
		void on(ContainerExitedEvent event) {
			if (this.once) {
				// Not on this thread: the end of the application waits for its listeners.
				new Thread(() -> System.exit(SpringApplication.exit(this.context)), "quickstart-exit").start();
			}
		}

	}

}

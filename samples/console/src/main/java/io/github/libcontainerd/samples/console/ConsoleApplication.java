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

package io.github.libcontainerd.samples.console;

import java.io.IOException;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A web console for the containers of this machine: the starter, and something to run for
 * those who have no image yet.
 */
@SpringBootApplication(proxyBeanMethods = false)
public final class ConsoleApplication {

	private ConsoleApplication() {
	}

	/**
	 * Start the application.
	 * @param args Spring Boot's arguments
	 * @throws IOException if there is no room for the root file system
	 */
	public static void main(String[] args) throws IOException {
		BusyboxRoot root = BusyboxRoot.create();
		SpringApplication application = new SpringApplication(ConsoleApplication.class);
		application.setDefaultProperties(Map.of("libcontainerd.console.rootfs", root.path().toString()));
		// When the containers have been stopped.
		SpringApplication.getShutdownHandlers().add(root::delete);
		application.run(args);
	}

}

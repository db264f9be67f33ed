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

package io.github.libcontainerd.queue.cluster;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.queue.event.JobStartedEvent;
import io.github.libcontainerd.queue.worker.QueueWorker;

/**
 * An application that runs jobs in containers. It ends with its standard input.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ContainerNode {

	public static void main(String[] arguments) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ContainerNode.class)
			.web(WebApplicationType.NONE)
			.run(arguments)) {
			System.out.println("up " + context.getBean(QueueWorker.class).settings().node());
			while (System.in.read() >= 0) {
				continue;
			}
		}
		System.out.println("bye");
	}

	@EventListener
	void onStart(JobStartedEvent event) {
		System.out.println("start " + event.getJobId() + " " + event.getAttempt());
	}

}

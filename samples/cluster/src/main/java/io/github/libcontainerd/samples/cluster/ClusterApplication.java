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

package io.github.libcontainerd.samples.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.engine.QueueEngine;

/**
 * With {@code cluster.jobs} it submits so many jobs, shows what becomes of them, and
 * ends. Without, it is a worker.
 */
@SpringBootApplication
public class ClusterApplication {

	/**
	 * Start the application.
	 * @param args Spring Boot's arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(ClusterApplication.class, args);
	}

	/**
	 * A worker has the image of the jobs from an archive, in place of a registry, before
	 * it takes the first one.
	 */
	@Bean
	@ConditionalOnProperty("cluster.image")
	SmartInitializingSingleton image(Images images, @Value("${cluster.image}") Path archive) {
		return () -> importArchive(images, archive);
	}

	private static void importArchive(Images images, Path archive) {
		try (InputStream in = Files.newInputStream(archive)) {
			images.importArchive(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The image can't be read from " + archive, ex);
		}
	}

	@Bean
	@ConditionalOnProperty("cluster.jobs")
	ApplicationRunner contest(ContainerQueue queue, QueueEngine engine, @Value("${cluster.jobs}") int jobs) {
		return (arguments) -> new Contest(queue, engine, jobs).run();
	}

}

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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import io.github.libcontainerd.queue.ContainerJob;
import io.github.libcontainerd.queue.ContainerQueue;
import io.github.libcontainerd.queue.JobFailedException;
import io.github.libcontainerd.queue.JobHandle;
import io.github.libcontainerd.queue.JobOutput;
import io.github.libcontainerd.queue.JobResult;
import io.github.libcontainerd.queue.event.JobFinishedEvent;
import io.github.libcontainerd.queue.worker.JobRequestCustomizer;

/**
 * Snippets of {@code docs/guide/queue.md}.
 */
class QueueSnippets {

	private static final Logger logger = LoggerFactory.getLogger(QueueSnippets.class);

	CompletableFuture<JobResult> judge(ContainerQueue queue, String submission, String program) {
		ContainerJob job = ContainerJob.of("docker.io/library/python:3-alpine")
			.id("judge-" + submission)
			.command("python", "/main.py")
			.file(program, "/main.py")
			.memory(128 * 1024 * 1024)
			.cpus(1)
			.timeout(Duration.ofSeconds(5))
			.submitter("contest-7")
			.build();
		return queue.submit(job).result();
	}

	String outcome(JobHandle handle) {
		try {
			JobResult result = handle.result().join();
			return result.timedOut() ? "too slow" : "exit code " + result.exitCode();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof JobFailedException failed) {
				return "not run: " + failed.job().problem();
			}
			throw ex;
		}
	}

	void follow(JobHandle handle) {
		try (Stream<JobOutput> output = handle.output()) {
			output.forEach((piece) -> logger.info("{}: {}", piece.stream(), piece.text()));
		}
	}

	@EventListener
	void onFinished(JobFinishedEvent event) {
		logger.info("{} is {}", event.getJob().id(), event.getJob().state());
	}

	@Bean
	JobRequestCustomizer noRights() {
		return (request, job) -> request.dropCapabilities("ALL").readOnlyRootfs(true);
	}

}

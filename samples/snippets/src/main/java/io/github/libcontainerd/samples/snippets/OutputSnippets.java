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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IOPipe;
import io.github.libcontainerd.boot.ContainerOutput;
import io.github.libcontainerd.boot.ContainerOutputListener;
import io.github.libcontainerd.boot.IOPipeHandler;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.CreateOption;
import io.github.libcontainerd.client.OutputPump;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.spec.Spec;

/**
 * Snippets of {@code docs/guide/output.md}.
 */
@Configuration(proxyBeanMethods = false)
class OutputSnippets {

	private static final Logger logger = LoggerFactory.getLogger(OutputSnippets.class);

	@Bean
	ContainerOutputListener print() {
		return (output) -> logger.info("{} {}: {}", output.containerId(), output.stream().value(), output.line());
	}

	void destinations(Client containerd, Spec spec) {
		containerd.create("to-a-file", spec, CreateOption.stdio(Stdio.file(Path.of("/var/log/job-1.log"))));
		containerd.create("to-nowhere", spec, CreateOption.stdio(Stdio.none()));
		containerd.create("to-a-logger", spec, CreateOption.stdio(Stdio.log("jobs.nightly")));
		containerd.create("calc-1", spec, CreateOption.stdio(Stdio.interactive()));
	}

	void terminal(Client containerd, Spec spec) {
		Spec withTerminal = spec.toBuilder().process((process) -> process.terminal(true)).build();
		containerd.create("shell", withTerminal, CreateOption.stdio(Stdio.interactive()));
		containerd.resize("shell", "init", 120, 40);
	}

	List<String> runAndCollect(Client containerd, Transcripts transcripts, Spec spec) throws Exception {
		ExitStatus exit = containerd.create("job-1", spec).exit().get(10, TimeUnit.MINUTES);
		logger.info("Ended with {} at {}", exit.code(), exit.exitedAt());
		return transcripts.take("job-1");
	}

	ExitStatus stop(Client containerd) {
		return containerd.stop("job-1", Duration.ofSeconds(10));
	}

	/**
	 * Collects lines per container.
	 */
	@Component
	static class Transcripts implements ContainerOutputListener {

		private final ConcurrentHashMap<String, Queue<String>> lines = new ConcurrentHashMap<>();

		@Override
		public void onOutput(ContainerOutput output) {
			this.lines.computeIfAbsent(output.containerId(), (id) -> new ConcurrentLinkedQueue<>()).add(output.line());
		}

		List<String> take(String containerId) {
			Queue<String> taken = this.lines.remove(containerId);
			return (taken != null) ? List.copyOf(taken) : List.of();
		}

	}

	/**
	 * Talks to processes named {@code calc}.
	 */
	@Component
	static class Calculator implements IOPipeHandler {

		@Override
		public boolean supports(String containerId, String processId) {
			return containerId.startsWith("calc-");
		}

		@Override
		public void handle(String containerId, String processId, IOPipe io) {
			new Thread(() -> converse(io), "calc-" + containerId).start();
		}

		private void converse(IOPipe io) {
			try (OutputStream in = io.stdin(); BufferedReader out = reader(io)) {
				in.write("6 * 7\n".getBytes(StandardCharsets.UTF_8));
				in.flush();
				logger.info("The answer is {}", out.readLine());
			}
			catch (IOException ex) {
				logger.warn("Lost the conversation", ex);
			}
		}

		private BufferedReader reader(IOPipe io) {
			return new BufferedReader(new InputStreamReader(io.stdout(), StandardCharsets.UTF_8));
		}

	}

	/**
	 * Gives whole streams to the helper that reads lines.
	 */
	static class Lines implements IOPipeHandler {

		@Override
		public void handle(String containerId, String processId, IOPipe io) throws IOException {
			io.stdin().close();
			OutputPump.start(containerId, io, (stream, line) -> logger.info("{}: {}", stream.value(), line));
		}

	}

}

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
package io.github.libcontainerd.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.client.Remote;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.run.ExecRequest;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.RunResult;
import io.github.libcontainerd.run.RunningContainer;
import io.github.libcontainerd.spec.HostLimits;
import io.github.libcontainerd.spec.Spec;

/**
 * What users do most: a container from its creation to its removal, and an additional
 * process in a container that runs, both with their output. Each says something of its
 * own, so that it is known to have run.
 */
final class Operations implements AutoCloseable {

	private final Remote remote;

	private final Containers containers;

	private final RunningContainer running;

	private final Path rootfs;

	private Spec spec = Spec.defaults();

	private int count;

	Operations(Path stateDirectory, Path socket, String namespace, Path rootfs, RemoteOption... options) {
		this.rootfs = rootfs;
		List<RemoteOption> all = new ArrayList<>(List.of(options));
		all.add(RemoteOption.address(socket));
		all.add(RemoteOption.stopGrace(Duration.ZERO));
		this.remote = Remote.open(stateDirectory, all.toArray(RemoteOption[]::new));
		this.containers = this.remote.client(namespace, (id, info) -> {
		}).containers();
		this.running = this.containers.start(RunRequest.ofDirectory(rootfs)
			.id("running")
			.command("/bin/sleep", "100000")
			.spec((builder) -> this.spec = HostLimits.current().apply(builder.build()).spec())
			.build());
	}

	/**
	 * Return the specification of its containers, but for what is each one's own.
	 */
	Spec spec() {
		return this.spec;
	}

	/**
	 * Run a container to its end.
	 */
	void lifecycle() {
		String word = "l" + this.count++;
		check(word,
				this.containers.run(RunRequest.ofDirectory(this.rootfs).id(word).command("/bin/echo", word).build()));
	}

	/**
	 * Run an additional process to its end.
	 */
	void exec() {
		String word = "e" + this.count++;
		check(word, this.running.exec(ExecRequest.of("/bin/echo", word).build()));
	}

	private static void check(String word, RunResult result) {
		if (!result.successful() || !result.stdout().text().equals(word + "\n")) {
			throw new IllegalStateException(word + " did not run: " + result);
		}
	}

	@Override
	public void close() {
		this.remote.close();
	}

}

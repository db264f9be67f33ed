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

package io.github.libcontainerd.internal.daemon;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a managed daemon is started with.
 *
 * @param stateDirectory holds all of its files but the root
 * @param root holds what survives a reboot
 * @param binary the containerd program, a name on the PATH or a path
 * @param debug whether it logs at level debug
 * @param oomScore its {@code oom_score_adj}; 0 to leave it alone
 * @param startTimeout how long it may take to come up
 */
public record DaemonSettings(Path stateDirectory, Path root, String binary, boolean debug, int oomScore,
		Duration startTimeout) {

	Path socket() {
		return this.stateDirectory.resolve("containerd.sock");
	}

	Path config() {
		return this.stateDirectory.resolve("containerd.toml");
	}

	Path pidFile() {
		return this.stateDirectory.resolve("containerd.pid");
	}

	Path logFile() {
		return this.stateDirectory.resolve("containerd.log");
	}

	/**
	 * Return where the daemon keeps the bundles of running containers.
	 * @return the directory
	 */
	public Path state() {
		return this.stateDirectory.resolve("state");
	}

	/**
	 * Return the configuration.
	 * @param version the version of its format
	 */
	String toml(int version) {
		return """
				# Written at every start; changes are lost.
				version = %d
				root = "%s"
				state = "%s"
				disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", \
				"io.containerd.cri.v1.runtime", "io.containerd.grpc.v1.sandbox-controllers", \
				"io.containerd.podsandbox.controller.v1.podsandbox", "io.containerd.nri.v1.nri", \
				"io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
				[grpc]
				  address = "%s"
				  max_recv_message_size = 16777216
				  max_send_message_size = 16777216
				[debug]
				  level = "%s"
				""".formatted(version, escape(this.root), escape(state()), escape(socket()),
				this.debug ? "debug" : "info");
	}

	private static String escape(Path path) {
		return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
	}

}

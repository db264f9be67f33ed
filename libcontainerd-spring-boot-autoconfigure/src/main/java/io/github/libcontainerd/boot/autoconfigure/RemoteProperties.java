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
package io.github.libcontainerd.boot.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Properties of a further containerd. What is not set is as for the default one, but for
 * where it is.
 *
 * @since 0.1.0
 */
public class RemoteProperties {

	/**
	 * Unix socket of a running containerd, optionally prefixed with 'unix://'. Without,
	 * one is started for the remote.
	 */
	private @Nullable String address;

	/**
	 * State directory of the containerd at the address, 'state' in its configuration. By
	 * default, '/run/containerd'.
	 */
	private @Nullable Path containerdState;

	/**
	 * Directory for the FIFOs of containers and for the files of a managed daemon. By
	 * default, '/run/libcontainerd/' followed by the name of the application, '@' and the
	 * name of the remote.
	 */
	private @Nullable Path stateDirectory;

	/**
	 * OCI runtime of containers that don't choose one. By default,
	 * 'libcontainerd.runtime'.
	 */
	private @Nullable String runtime;

	/**
	 * Arguments of the OCI runtime. By default, 'libcontainerd.runtime-arguments'.
	 */
	private @Nullable List<String> runtimeArguments;

	/**
	 * Snapshotter that images are unpacked with. By default, 'libcontainerd.snapshotter'.
	 */
	private @Nullable String snapshotter;

	private final Daemon daemon = new Daemon();

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public @Nullable Path getContainerdState() {
		return this.containerdState;
	}

	public void setContainerdState(@Nullable Path containerdState) {
		this.containerdState = containerdState;
	}

	public @Nullable Path getStateDirectory() {
		return this.stateDirectory;
	}

	public void setStateDirectory(@Nullable Path stateDirectory) {
		this.stateDirectory = stateDirectory;
	}

	public @Nullable String getRuntime() {
		return this.runtime;
	}

	public void setRuntime(@Nullable String runtime) {
		this.runtime = runtime;
	}

	public @Nullable List<String> getRuntimeArguments() {
		return this.runtimeArguments;
	}

	public void setRuntimeArguments(@Nullable List<String> runtimeArguments) {
		this.runtimeArguments = runtimeArguments;
	}

	public @Nullable String getSnapshotter() {
		return this.snapshotter;
	}

	public void setSnapshotter(@Nullable String snapshotter) {
		this.snapshotter = snapshotter;
	}

	public Daemon getDaemon() {
		return this.daemon;
	}

	/**
	 * Properties of the containerd that is started for the remote.
	 */
	public static class Daemon {

		/**
		 * Program to start: a name on the PATH, or a path. By default,
		 * 'libcontainerd.daemon.binary'.
		 */
		private @Nullable String binary;

		/**
		 * Directory for what must survive a reboot, such as images. By default,
		 * '/var/lib/libcontainerd/' followed by the name of the application, '@' and the
		 * name of the remote.
		 */
		private @Nullable Path root;

		/**
		 * Whether the daemon logs at level debug. By default,
		 * 'libcontainerd.daemon.debug'.
		 */
		private @Nullable Boolean debug;

		/**
		 * Adjustment of the daemon's OOM score, from -1000 to 1000. By default,
		 * 'libcontainerd.daemon.oom-score'.
		 */
		private @Nullable Integer oomScore;

		public @Nullable String getBinary() {
			return this.binary;
		}

		public void setBinary(@Nullable String binary) {
			this.binary = binary;
		}

		public @Nullable Path getRoot() {
			return this.root;
		}

		public void setRoot(@Nullable Path root) {
			this.root = root;
		}

		public @Nullable Boolean getDebug() {
			return this.debug;
		}

		public void setDebug(@Nullable Boolean debug) {
			this.debug = debug;
		}

		public @Nullable Integer getOomScore() {
			return this.oomScore;
		}

		public void setOomScore(@Nullable Integer oomScore) {
			this.oomScore = oomScore;
		}

	}

}

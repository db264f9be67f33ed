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
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;

import io.github.libcontainerd.boot.autoconfigure.event.EventProperties;
import io.github.libcontainerd.boot.autoconfigure.event.OutputProperties;
import io.github.libcontainerd.client.DaemonMode;

/**
 * Properties of libcontainerd.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("libcontainerd")
public class LibcontainerdProperties {

	/**
	 * Unix socket of a running containerd, optionally prefixed with 'unix://'. By
	 * default, the system's containerd is used, or one is started as
	 * 'libcontainerd.daemon.mode' says.
	 */
	private @Nullable String address;

	/**
	 * Namespace of containerd for the default client. By default, it is derived from
	 * 'spring.application.name'.
	 */
	private @Nullable String namespace;

	/**
	 * State directory of the containerd at the address, 'state' in its configuration. It
	 * is only read, for exit codes that containerd forgets while it is away. By default,
	 * '/run/containerd'.
	 */
	private @Nullable Path containerdState;

	/**
	 * Directory for the FIFOs of containers and for the files of a managed daemon. One
	 * process may use it at a time, and containerd must see it under the same path. By
	 * default, '/run/libcontainerd/' followed by the name of the application.
	 */
	private @Nullable Path stateDirectory;

	/**
	 * Whether containers outlive the application. If not, they are stopped with it.
	 */
	private boolean liveRestore;

	/**
	 * Whether to look at start for containers that an earlier run of the application has
	 * left, to take them over with 'libcontainerd.live-restore', and to stop them
	 * without.
	 */
	private boolean restoreAtStart = true;

	/**
	 * How long a container may take to end when it is stopped with the application,
	 * before it is killed. If a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration stopGrace = Duration.ofSeconds(10);

	/**
	 * When to connect to containerd.
	 */
	private BootstrapMode bootstrapMode = BootstrapMode.DEFAULT;

	/**
	 * How long containerd may take to answer at start. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration startTimeout = Duration.ofSeconds(15);

	/**
	 * How long to wait for the rest of a process's output once it has ended. If a
	 * duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration drainLimit = Duration.ofSeconds(2);

	/**
	 * OCI runtime of containers that don't choose one: the name of a containerd runtime,
	 * or the name or path of a runc-compatible program. By default, runc.
	 */
	private @Nullable String runtime;

	/**
	 * Arguments of the OCI runtime. Only '--systemd-cgroup' and '--root' can be passed
	 * on.
	 */
	private List<String> runtimeArguments = new ArrayList<>();

	/**
	 * Further containerds, by name, besides the default one.
	 */
	private final Map<String, RemoteProperties> remotes = new LinkedHashMap<>();

	/**
	 * More clients, each for a namespace of its own, by name.
	 */
	private final Map<String, NamedClient> clients = new LinkedHashMap<>();

	/**
	 * Registries of images, by their host. A name with dots or a port must be in
	 * brackets.
	 */
	private final Map<String, RegistryProperties> registries = new LinkedHashMap<>();

	/**
	 * File with Docker's configuration, whose credentials for registries are used. By
	 * default, 'config.json' in the directory DOCKER_CONFIG, or in '.docker' in the
	 * user's home.
	 */
	private @Nullable Path dockerConfig;

	/**
	 * Snapshotter that images are unpacked with. By default, what the label of the
	 * namespace says, or 'overlayfs'.
	 */
	private @Nullable String snapshotter;

	/**
	 * Number of layers of an image that are fetched at a time.
	 */
	private int concurrentDownloads = 3;

	private final Daemon daemon = new Daemon();

	@NestedConfigurationProperty
	private final EventProperties events = new EventProperties();

	@NestedConfigurationProperty
	private final OutputProperties output = new OutputProperties();

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public @Nullable String getNamespace() {
		return this.namespace;
	}

	public void setNamespace(@Nullable String namespace) {
		this.namespace = namespace;
	}

	public @Nullable Path getStateDirectory() {
		return this.stateDirectory;
	}

	public void setStateDirectory(@Nullable Path stateDirectory) {
		this.stateDirectory = stateDirectory;
	}

	public boolean isLiveRestore() {
		return this.liveRestore;
	}

	public void setLiveRestore(boolean liveRestore) {
		this.liveRestore = liveRestore;
	}

	public boolean isRestoreAtStart() {
		return this.restoreAtStart;
	}

	public void setRestoreAtStart(boolean restoreAtStart) {
		this.restoreAtStart = restoreAtStart;
	}

	public Duration getStopGrace() {
		return this.stopGrace;
	}

	public void setStopGrace(Duration stopGrace) {
		this.stopGrace = stopGrace;
	}

	public BootstrapMode getBootstrapMode() {
		return this.bootstrapMode;
	}

	public void setBootstrapMode(BootstrapMode bootstrapMode) {
		this.bootstrapMode = bootstrapMode;
	}

	public Duration getStartTimeout() {
		return this.startTimeout;
	}

	public void setStartTimeout(Duration startTimeout) {
		this.startTimeout = startTimeout;
	}

	public @Nullable Path getContainerdState() {
		return this.containerdState;
	}

	public void setContainerdState(@Nullable Path containerdState) {
		this.containerdState = containerdState;
	}

	public Duration getDrainLimit() {
		return this.drainLimit;
	}

	public void setDrainLimit(Duration drainLimit) {
		this.drainLimit = drainLimit;
	}

	public @Nullable String getRuntime() {
		return this.runtime;
	}

	public void setRuntime(@Nullable String runtime) {
		this.runtime = runtime;
	}

	public List<String> getRuntimeArguments() {
		return this.runtimeArguments;
	}

	public void setRuntimeArguments(List<String> runtimeArguments) {
		this.runtimeArguments = runtimeArguments;
	}

	public Map<String, RemoteProperties> getRemotes() {
		return this.remotes;
	}

	public Map<String, NamedClient> getClients() {
		return this.clients;
	}

	public Map<String, RegistryProperties> getRegistries() {
		return this.registries;
	}

	public @Nullable Path getDockerConfig() {
		return this.dockerConfig;
	}

	public void setDockerConfig(@Nullable Path dockerConfig) {
		this.dockerConfig = dockerConfig;
	}

	public @Nullable String getSnapshotter() {
		return this.snapshotter;
	}

	public void setSnapshotter(@Nullable String snapshotter) {
		this.snapshotter = snapshotter;
	}

	public int getConcurrentDownloads() {
		return this.concurrentDownloads;
	}

	public void setConcurrentDownloads(int concurrentDownloads) {
		this.concurrentDownloads = concurrentDownloads;
	}

	public Daemon getDaemon() {
		return this.daemon;
	}

	public EventProperties getEvents() {
		return this.events;
	}

	public OutputProperties getOutput() {
		return this.output;
	}

	/**
	 * When to connect. The words are those of Spring Data for its repositories.
	 */
	public enum BootstrapMode {

		/**
		 * While the application starts, which fails when containerd can't be reached or
		 * started.
		 */
		DEFAULT,

		/**
		 * In the background once the context has been refreshed, or at the first call if
		 * that is earlier.
		 */
		DEFERRED

	}

	/**
	 * Properties of an additional client.
	 */
	public static class NamedClient {

		/**
		 * Namespace of containerd for this client. By default, the name of the client.
		 */
		private @Nullable String namespace;

		/**
		 * Name of the remote, one of 'libcontainerd.remotes'. By default, the client
		 * works on the same containerd as the default client.
		 */
		private @Nullable String remote;

		public @Nullable String getNamespace() {
			return this.namespace;
		}

		public void setNamespace(@Nullable String namespace) {
			this.namespace = namespace;
		}

		public @Nullable String getRemote() {
			return this.remote;
		}

		public void setRemote(@Nullable String remote) {
			this.remote = remote;
		}

	}

	/**
	 * Properties of a containerd that the application runs itself.
	 */
	public static class Daemon {

		/**
		 * Whether to start a containerd of our own.
		 */
		private DaemonMode mode = DaemonMode.AUTO;

		/**
		 * Program to start: a name on the PATH, or a path.
		 */
		private String binary = "containerd";

		/**
		 * Directory for what must survive a reboot, such as images. By default,
		 * '/var/lib/libcontainerd/' followed by the name of the application.
		 */
		private @Nullable Path root;

		/**
		 * Whether the daemon logs at level debug.
		 */
		private boolean debug;

		/**
		 * Adjustment of the daemon's OOM score, from -1000 to 1000. With 0, it is left
		 * alone.
		 */
		private int oomScore;

		public DaemonMode getMode() {
			return this.mode;
		}

		public void setMode(DaemonMode mode) {
			this.mode = mode;
		}

		public String getBinary() {
			return this.binary;
		}

		public void setBinary(String binary) {
			this.binary = binary;
		}

		public @Nullable Path getRoot() {
			return this.root;
		}

		public void setRoot(@Nullable Path root) {
			this.root = root;
		}

		public boolean isDebug() {
			return this.debug;
		}

		public void setDebug(boolean debug) {
			this.debug = debug;
		}

		public int getOomScore() {
			return this.oomScore;
		}

		public void setOomScore(int oomScore) {
			this.oomScore = oomScore;
		}

	}

}

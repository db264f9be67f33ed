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
import java.util.LinkedHashMap;
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
public class LibcontainerdProperties extends ContainerdProperties {

	/**
	 * Namespace of containerd for the default client. By default, it is derived from
	 * 'spring.application.name'.
	 */
	private @Nullable String namespace;

	/**
	 * Name of this instance of the application, where several run on one machine, such as
	 * '2' or '${server.port}'. It is added to the defaults of the namespaces and of the
	 * directories.
	 */
	private @Nullable String instance;

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
	 * Program that is the first process of containers that are run with 'init'. It has to
	 * be linked statically. By default, 'tini-static' or 'docker-init', where packages
	 * install them.
	 */
	private @Nullable Path initProgram;

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
	 * Number of layers of an image that are fetched at a time.
	 */
	private int concurrentDownloads = 3;

	/**
	 * Networks that are created at start, before the first container, by name.
	 */
	private final Map<String, NetworkProperties.Declared> networks = new LinkedHashMap<>();

	private final Daemon daemon = new Daemon();

	@NestedConfigurationProperty
	private final NetworkProperties network = new NetworkProperties();

	@NestedConfigurationProperty
	private final EventProperties events = new EventProperties();

	@NestedConfigurationProperty
	private final OutputProperties output = new OutputProperties();

	public @Nullable String getNamespace() {
		return this.namespace;
	}

	public void setNamespace(@Nullable String namespace) {
		this.namespace = namespace;
	}

	public @Nullable String getInstance() {
		return this.instance;
	}

	public void setInstance(@Nullable String instance) {
		this.instance = instance;
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

	public @Nullable Path getInitProgram() {
		return this.initProgram;
	}

	public void setInitProgram(@Nullable Path initProgram) {
		this.initProgram = initProgram;
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

	public Duration getDrainLimit() {
		return this.drainLimit;
	}

	public void setDrainLimit(Duration drainLimit) {
		this.drainLimit = drainLimit;
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

	public int getConcurrentDownloads() {
		return this.concurrentDownloads;
	}

	public void setConcurrentDownloads(int concurrentDownloads) {
		this.concurrentDownloads = concurrentDownloads;
	}

	@Override
	public Daemon getDaemon() {
		return this.daemon;
	}

	public Map<String, NetworkProperties.Declared> getNetworks() {
		return this.networks;
	}

	public NetworkProperties getNetwork() {
		return this.network;
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
	public static class Daemon extends DaemonProperties {

		/**
		 * Whether to start a containerd of our own.
		 */
		private DaemonMode mode = DaemonMode.AUTO;

		public DaemonMode getMode() {
			return this.mode;
		}

		public void setMode(DaemonMode mode) {
			this.mode = mode;
		}

	}

}

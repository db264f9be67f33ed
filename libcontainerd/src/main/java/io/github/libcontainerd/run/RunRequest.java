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

package io.github.libcontainerd.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.network.PublishedPort;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * What to run, and how it differs from what the image says. Immutable, but for a stream
 * as stdin, which only one run can read.
 *
 * @since 0.1.0
 */
public final class RunRequest {

	/** How long a container may take to end by default: ten seconds. */
	public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

	private final @Nullable String image;

	private final @Nullable Path rootDirectory;

	private final @Nullable String id;

	private final List<String> command;

	private final @Nullable List<String> entrypoint;

	private final Map<String, String> env;

	private final @Nullable String user;

	private final @Nullable String workingDir;

	private final @Nullable String hostname;

	private final @Nullable NetworkMode network;

	private final List<PublishedPort> ports;

	private final boolean publishAll;

	private final List<Mount> mounts;

	private final List<VolumeMount> volumes;

	private final List<FileCopy> files;

	private final List<FileTree> fileTrees;

	private final List<HostDevice> devices;

	private final Limits limits;

	private final RunInput stdin;

	private final boolean tty;

	private final boolean init;

	private final Map<String, String> labels;

	private final @Nullable List<LogSink> logs;

	private final OutputLimits output;

	private final PullPolicy pullPolicy;

	private final List<PullOption> pullOptions;

	private final @Nullable Platform platform;

	private final boolean readOnlyRootfs;

	private final List<String> addedCapabilities;

	private final List<String> droppedCapabilities;

	private final Isolation isolation;

	private final @Nullable Integer stopSignal;

	private final Duration stopGrace;

	private final @Nullable Duration timeout;

	private final List<WaitStrategy> waits;

	private final @Nullable HealthCheck health;

	private final RestartPolicy restart;

	private final boolean remove;

	private final Consumer<Spec.Builder> spec;

	private RunRequest(Builder builder) {
		this.image = builder.image;
		this.rootDirectory = builder.rootDirectory;
		this.id = builder.id;
		this.command = builder.command;
		this.entrypoint = builder.entrypoint;
		this.env = Checks.copyOf(builder.env);
		this.user = builder.user;
		this.workingDir = builder.workingDir;
		this.hostname = builder.hostname;
		this.network = builder.network;
		this.ports = List.copyOf(builder.ports);
		this.publishAll = builder.publishAll;
		this.mounts = List.copyOf(builder.mounts);
		this.volumes = List.copyOf(builder.volumes);
		this.files = List.copyOf(builder.files);
		this.fileTrees = List.copyOf(builder.fileTrees);
		this.devices = List.copyOf(builder.devices);
		this.limits = builder.limits.checked();
		this.stdin = (builder.stdin != null) ? builder.stdin : RunInput.none();
		this.tty = builder.tty;
		this.init = builder.init;
		this.labels = Checks.copyOf(builder.labels);
		this.logs = builder.logs;
		this.output = builder.output;
		this.pullPolicy = builder.pullPolicy;
		this.pullOptions = builder.pullOptions;
		this.platform = builder.platform;
		this.readOnlyRootfs = builder.readOnlyRootfs;
		this.addedCapabilities = builder.addedCapabilities;
		this.droppedCapabilities = builder.droppedCapabilities;
		this.isolation = builder.isolation;
		this.stopSignal = builder.stopSignal;
		this.stopGrace = builder.stopGrace;
		this.timeout = builder.timeout;
		this.waits = List.copyOf(builder.waits);
		this.health = builder.health;
		this.restart = builder.restart;
		this.remove = builder.remove;
		this.spec = builder.spec;
	}

	/**
	 * Return a builder of a request to run an image.
	 * @param image the reference of the image
	 * @return a builder
	 */
	public static Builder of(String image) {
		return new Builder(image, null);
	}

	/**
	 * Return a builder of a request to run from a directory.
	 * @param rootDirectory the root file system, which the container can write to; an
	 * absolute path
	 * @return a builder
	 * @throws io.github.libcontainerd.InvalidRequestException if the path is relative
	 */
	public static Builder ofDirectory(Path rootDirectory) {
		Checks.absolute("root directory", rootDirectory.toString());
		return new Builder(null, rootDirectory);
	}

	/**
	 * Return a builder of a request that begins as this one is.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Return the image.
	 * @return the reference of the image; {@code null} to run from a directory
	 */
	public @Nullable String image() {
		return this.image;
	}

	/**
	 * Return the root file system of a container that runs from a directory.
	 * @return an absolute path; {@code null} to run an image
	 */
	public @Nullable Path rootDirectory() {
		return this.rootDirectory;
	}

	/**
	 * Return the container id.
	 * @return the id; {@code null} for a generated one
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * Return what to run.
	 * @return the program and its arguments, or the arguments of the entry point; empty
	 * for what the image says
	 */
	public List<String> command() {
		return this.command;
	}

	/**
	 * Return what comes before the command.
	 * @return the program and its first arguments; {@code null} for what the image says
	 */
	public @Nullable List<String> entrypoint() {
		return this.entrypoint;
	}

	/**
	 * Return the environment variables, besides those of the image.
	 * @return the values by name, in the order in which they were set
	 */
	public Map<String, String> env() {
		return this.env;
	}

	/**
	 * Return the user.
	 * @return {@code name}, {@code uid}, {@code name:group} or {@code uid:gid};
	 * {@code null} for what the image says
	 */
	public @Nullable String user() {
		return this.user;
	}

	/**
	 * Return the working directory.
	 * @return an absolute path in the container; {@code null} for what the image says
	 */
	public @Nullable String workingDir() {
		return this.workingDir;
	}

	/**
	 * Return the host name.
	 * @return the name; {@code null} for one made of the id
	 */
	public @Nullable String hostname() {
		return this.hostname;
	}

	/**
	 * Return what the container sees of the network.
	 * @return the network; {@link NetworkMode#none()} when the request does not choose
	 * one
	 */
	public NetworkMode network() {
		return (this.network != null) ? this.network : NetworkMode.none();
	}

	/**
	 * Whether the request chooses a network, instead of that which is configured for all.
	 * @return whether it does
	 */
	public boolean choosesNetwork() {
		return this.network != null;
	}

	/**
	 * Return what is mounted besides the root file system.
	 * @return the mounts, in the order in which they were set
	 */
	public List<Mount> mounts() {
		return this.mounts;
	}

	/**
	 * Return the named volumes.
	 * @return the volumes and their places, in the order in which they were set
	 */
	public List<VolumeMount> volumes() {
		return this.volumes;
	}

	/**
	 * Return the files that the container has from its start.
	 * @return the files, in the order in which they were set
	 */
	public List<FileCopy> files() {
		return this.files;
	}

	/**
	 * Return the archives and directories that are copied in before the start.
	 * @return what is copied, in the order in which it was set
	 */
	public List<FileTree> fileTrees() {
		return this.fileTrees;
	}

	/**
	 * Return the devices of the host that the container may use.
	 * @return the devices, in the order in which they were set
	 */
	public List<HostDevice> devices() {
		return this.devices;
	}

	/**
	 * Return the ports that are published.
	 * @return the ports
	 */
	public List<PublishedPort> ports() {
		return this.ports;
	}

	/**
	 * Return whether all ports are published that the image exposes.
	 * @return whether they are
	 */
	public boolean publishAll() {
		return this.publishAll;
	}

	/**
	 * Return what the container may use.
	 * @return the limits
	 */
	public Limits limits() {
		return this.limits;
	}

	/**
	 * Return what it reads from its standard input.
	 * @return the input
	 */
	public RunInput stdin() {
		return this.stdin;
	}

	/**
	 * Return whether it has a terminal.
	 * @return whether it has one
	 */
	public boolean tty() {
		return this.tty;
	}

	/**
	 * Return whether its first process is an init program, which starts what is run.
	 * @return whether there is one
	 */
	public boolean init() {
		return this.init;
	}

	/**
	 * Return the labels of the container, besides those of the image.
	 * @return the values by key
	 */
	public Map<String, String> labels() {
		return this.labels;
	}

	/**
	 * Return where the output goes.
	 * @return the sinks; {@code null} for the default, see {@link Builder#log}
	 */
	public @Nullable List<LogSink> logs() {
		return this.logs;
	}

	/**
	 * Return how much output is kept for the result of a run.
	 * @return the limits
	 */
	public OutputLimits output() {
		return this.output;
	}

	/**
	 * Return when the image is pulled.
	 * @return the policy
	 */
	public PullPolicy pullPolicy() {
		return this.pullPolicy;
	}

	/**
	 * Return the options of the pull, such as credentials or a listener.
	 * @return the options
	 */
	public List<PullOption> pullOptions() {
		return this.pullOptions;
	}

	/**
	 * Return the platform of the image.
	 * @return the platform; {@code null} for that of this host
	 */
	public @Nullable Platform platform() {
		return this.platform;
	}

	/**
	 * Return whether the root file system can't be written.
	 * @return whether it is read-only
	 */
	public boolean readOnlyRootfs() {
		return this.readOnlyRootfs;
	}

	/**
	 * Return the capabilities that it has besides the default ones.
	 * @return their names
	 */
	public List<String> addedCapabilities() {
		return this.addedCapabilities;
	}

	/**
	 * Return the capabilities that are taken away.
	 * @return their names; {@code ALL} for all
	 */
	public List<String> droppedCapabilities() {
		return this.droppedCapabilities;
	}

	/**
	 * Return what keeps it apart from the host, besides the specification.
	 * @return the walls
	 */
	public Isolation isolation() {
		return this.isolation;
	}

	/**
	 * Return the signal that asks it to end.
	 * @return the number of the signal; {@code null} for what the image says
	 */
	public @Nullable Integer stopSignal() {
		return this.stopSignal;
	}

	/**
	 * Return how long it may take to end before it is killed, when it is stopped.
	 * @return the time
	 */
	public Duration stopGrace() {
		return this.stopGrace;
	}

	/**
	 * Return the time after which it is killed, counted from its start.
	 * @return the time; {@code null} for none
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return how the health of the container is checked.
	 * @return the check; {@code null} for that of the image
	 */
	public @Nullable HealthCheck health() {
		return this.health;
	}

	/**
	 * Return what has to come true before {@link Containers#start} returns.
	 * @return what is waited for; empty to wait for nothing
	 */
	public List<WaitStrategy> waits() {
		return this.waits;
	}

	/**
	 * Return when it is started again after an end.
	 * @return the policy
	 */
	public RestartPolicy restart() {
		return this.restart;
	}

	/**
	 * Return whether nothing is left of it after its end.
	 * @return whether it is removed
	 */
	public boolean remove() {
		return this.remove;
	}

	/**
	 * Return what changes the specification at the end.
	 * @return the change; does nothing by default
	 */
	public Consumer<Spec.Builder> spec() {
		return this.spec;
	}

	/**
	 * Return what is run, without secrets: no environment, command, input or label.
	 */
	@Override
	public String toString() {
		return "RunRequest[id=" + this.id + ", "
				+ ((this.image != null) ? "image=" + this.image : "rootDirectory=" + this.rootDirectory) + ", user="
				+ this.user + ", network=" + this.network + ", limits=" + this.limits + ", restart=" + this.restart
				+ "]";
	}

	/**
	 * Builder for a {@link RunRequest}. Its methods throw an
	 * {@link io.github.libcontainerd.InvalidRequestException} for values that can't be
	 * right. Not safe for use by several threads.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder extends ImageSettings<Builder> {

		private final @Nullable String image;

		private final @Nullable Path rootDirectory;

		private @Nullable String id;

		private Consumer<Spec.Builder> spec = (builder) -> {
		};

		private Builder(@Nullable String image, @Nullable Path rootDirectory) {
			this.image = image;
			this.rootDirectory = rootDirectory;
		}

		private Builder(RunRequest request) {
			this(request.image, request.rootDirectory);
			takeOver(request);
			takeOverImage(request);
			this.isolation = request.isolation;
			this.id = request.id;
			this.spec = request.spec;
		}

		@Override
		Builder self() {
			return this;
		}

		/**
		 * Set the container id; by default it is generated.
		 * @param id the id, see {@link io.github.libcontainerd.client.Client#create}
		 * @return this builder
		 */
		public Builder id(String id) {
			this.id = id;
			return this;
		}

		/**
		 * Change the OCI runtime specification at the end, for what there is no method
		 * here. Several changes are made in the order of the calls.
		 * @param customizer what to change
		 * @return this builder
		 */
		public Builder spec(Consumer<Spec.Builder> customizer) {
			this.spec = this.spec.andThen(customizer);
			return this;
		}

		/**
		 * Return the request. The builder can be used again.
		 * @return the request
		 */
		public RunRequest build() {
			return new RunRequest(this);
		}

	}

}

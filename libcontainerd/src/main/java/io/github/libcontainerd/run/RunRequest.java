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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.Platform;
import io.github.libcontainerd.image.PullOption;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.spec.Capabilities;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Spec;

/**
 * What to run, and how it differs from what the image says. Immutable, but for a stream
 * as stdin.
 *
 * @param image the reference of the image; {@code null} to run from a directory
 * @param rootDirectory the directory; {@code null} to run an image
 * @param id the container id; {@code null} for a generated one
 * @param command what to run; empty for what the image says
 * @param entrypoint what comes before the command; {@code null} for what the image says
 * @param env environment variables, besides those of the image
 * @param user the user, as {@code name}, {@code uid}, {@code name:group} or
 * {@code uid:gid}; {@code null} for what the image says
 * @param workingDir the working directory; {@code null} for what the image says
 * @param hostname the host name; {@code null} for one made of the id
 * @param network what it sees of the network
 * @param mounts what is mounted besides the root file system
 * @param limits what it may use
 * @param stdin what it reads
 * @param tty whether it has a terminal
 * @param labels labels of the container, besides those of the image
 * @param logs where its output goes; {@code null} for the default, see
 * {@link Builder#log}
 * @param output how much output is kept for the result of a run
 * @param pullPolicy when the image is pulled
 * @param pullOptions options of the pull, such as credentials or a listener
 * @param platform the platform of the image; {@code null} for this host's
 * @param readOnlyRootfs whether the root file system can't be written
 * @param addedCapabilities capabilities besides the default ones
 * @param droppedCapabilities capabilities that it does not get
 * @param stopSignal the signal that asks it to end; {@code null} for what the image says
 * @param stopGrace how long it may take to end before it is killed
 * @param timeout after which it is killed; {@code null} for none
 * @param restart when it is started again
 * @param remove whether nothing is left of it after its end
 * @param spec changes the specification at the end
 * @since 0.1.0
 */
public record RunRequest(@Nullable String image, @Nullable Path rootDirectory, @Nullable String id,
		List<String> command, @Nullable List<String> entrypoint, Map<String, String> env, @Nullable String user,
		@Nullable String workingDir, @Nullable String hostname, NetworkMode network, List<Mount> mounts, Limits limits,
		RunInput stdin, boolean tty, Map<String, String> labels, @Nullable List<LogSink> logs, OutputLimits output,
		PullPolicy pullPolicy, List<PullOption> pullOptions, @Nullable Platform platform, boolean readOnlyRootfs,
		List<String> addedCapabilities, List<String> droppedCapabilities, @Nullable Integer stopSignal,
		Duration stopGrace, @Nullable Duration timeout, RestartPolicy restart, boolean remove,
		Consumer<Spec.Builder> spec) {

	public RunRequest {
		command = List.copyOf(command);
		entrypoint = (entrypoint != null) ? List.copyOf(entrypoint) : null;
		env = Map.copyOf(env);
		mounts = List.copyOf(mounts);
		labels = Map.copyOf(labels);
		logs = (logs != null) ? List.copyOf(logs) : null;
		pullOptions = List.copyOf(pullOptions);
		addedCapabilities = List.copyOf(addedCapabilities);
		droppedCapabilities = List.copyOf(droppedCapabilities);
	}

	/** How long a container may take to end by default. */
	public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

	/**
	 * Begin a request to run an image.
	 * @param image the reference of the image
	 * @return a builder
	 */
	public static Builder of(String image) {
		return new Builder(image, null);
	}

	/**
	 * Begin a request to run from a directory.
	 * @param rootDirectory the root file system, which the container can write to; an
	 * absolute path
	 * @return a builder
	 */
	public static Builder ofDirectory(Path rootDirectory) {
		Checks.absolute("root directory", rootDirectory.toString());
		return new Builder(null, rootDirectory);
	}

	/**
	 * Builder for a {@link RunRequest}. Its methods throw an
	 * {@link io.github.libcontainerd.InvalidRequestException} for values that can't be
	 * right.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final @Nullable String image;

		private final @Nullable Path rootDirectory;

		private @Nullable String id;

		private List<String> command = List.of();

		private @Nullable List<String> entrypoint;

		private final Map<String, String> env = new LinkedHashMap<>();

		private @Nullable String user;

		private @Nullable String workingDir;

		private @Nullable String hostname;

		private NetworkMode network = NetworkMode.none();

		private final List<Mount> mounts = new ArrayList<>();

		private Limits limits = Limits.NONE;

		private RunInput stdin = RunInput.none();

		private boolean tty;

		private final Map<String, String> labels = new LinkedHashMap<>();

		private @Nullable List<LogSink> logs;

		private OutputLimits output = OutputLimits.DEFAULT;

		private PullPolicy pullPolicy = PullPolicy.MISSING;

		private List<PullOption> pullOptions = List.of();

		private @Nullable Platform platform;

		private boolean readOnlyRootfs;

		private List<String> addedCapabilities = List.of();

		private List<String> droppedCapabilities = List.of();

		private @Nullable Integer stopSignal;

		private Duration stopGrace = DEFAULT_STOP_GRACE;

		private @Nullable Duration timeout;

		private RestartPolicy restart = RestartPolicy.no();

		private boolean remove = true;

		private Consumer<Spec.Builder> spec = (builder) -> {
		};

		private Builder(@Nullable String image, @Nullable Path rootDirectory) {
			this.image = image;
			this.rootDirectory = rootDirectory;
		}

		/**
		 * Set the container id.
		 * @param id the id, see {@link io.github.libcontainerd.client.Client#create}
		 * @return this builder
		 */
		public Builder id(String id) {
			this.id = id;
			return this;
		}

		/**
		 * Set what to run, in the place of what the image says ({@code CMD}).
		 * @param command the program and its arguments, or the arguments of the entry
		 * point
		 * @return this builder
		 */
		public Builder command(String... command) {
			this.command = List.of(command);
			return this;
		}

		/**
		 * Set what comes before the command, in the place of what the image says; the
		 * image's command does not count then. Without arguments there is none.
		 * @param entrypoint the program and its first arguments
		 * @return this builder
		 */
		public Builder entrypoint(String... entrypoint) {
			this.entrypoint = List.of(entrypoint);
			return this;
		}

		public Builder env(String name, String value) {
			Checks.env(name, value);
			this.env.put(name, value);
			return this;
		}

		public Builder env(Map<String, String> variables) {
			variables.forEach(this::env);
			return this;
		}

		/**
		 * Set the user, who is looked up in the image by name, or by number for the
		 * groups.
		 * @param user {@code name}, {@code uid}, {@code name:group} or {@code uid:gid}
		 * @return this builder
		 */
		public Builder user(String user) {
			if (user.isBlank()) {
				throw Checks.invalid("the user is empty; give a name or a number, or leave it out");
			}
			this.user = user;
			return this;
		}

		public Builder workingDir(String workingDir) {
			this.workingDir = Checks.absolute("working directory", workingDir);
			return this;
		}

		public Builder hostname(String hostname) {
			if (!hostname.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?")) {
				throw Checks.invalid("the host name '" + hostname
						+ "' must have at most 64 letters and digits, with '-' and '.' between them");
			}
			this.hostname = hostname;
			return this;
		}

		/**
		 * Set what it sees of the network; by default, loopback only.
		 * @param network the network
		 * @return this builder
		 */
		public Builder network(NetworkMode network) {
			this.network = network;
			return this;
		}

		/**
		 * Mount a file or directory of the host.
		 * @param source what exists on the host, an absolute path
		 * @param destination where in the container, an absolute path
		 * @return this builder
		 */
		public Builder bind(Path source, String destination) {
			return mount(Mount.bind(source.toString(), destination));
		}

		/**
		 * Mount a file or directory of the host, so that the container can't change it.
		 * @param source what exists on the host, an absolute path
		 * @param destination where in the container, an absolute path
		 * @return this builder
		 */
		public Builder bindReadOnly(Path source, String destination) {
			return mount(Mount.bind(source.toString(), destination).readOnly());
		}

		/**
		 * Mount a directory in memory.
		 * @param destination where in the container, an absolute path
		 * @param bytes the size in bytes
		 * @return this builder
		 */
		public Builder tmpfs(String destination, long bytes) {
			Checks.atLeast("size of the tmpfs at '" + destination + "'", bytes, 1);
			return mount(Mount.tmpfs(destination, bytes));
		}

		/**
		 * Mount anything else. It takes the place of what is mounted there otherwise.
		 * @param mount the mount
		 * @return this builder
		 */
		public Builder mount(Mount mount) {
			Checks.absolute("destination of the mount", mount.destination());
			this.mounts.add(mount);
			return this;
		}

		/**
		 * Limit the memory.
		 * @param bytes the limit in bytes, at least 6 MiB
		 * @return this builder
		 */
		public Builder memory(long bytes) {
			// Less is not enough for runc to set the container up.
			Checks.atLeast("memory limit in bytes", bytes, 6 << 20);
			this.limits = new Limits(bytes, this.limits.cpus(), this.limits.pids());
			return this;
		}

		/**
		 * Limit the memory.
		 * @param size the limit, such as {@code 512m} or {@code 2g}
		 * @return this builder
		 */
		public Builder memory(String size) {
			return memory(Sizes.parse("memory limit", size));
		}

		/**
		 * Limit the time of processors.
		 * @param cpus the limit, such as 1.5, at least 0.01
		 * @return this builder
		 */
		public Builder cpus(double cpus) {
			if (!(cpus >= 0.01) || cpus > 1_000_000) {
				throw Checks.invalid("the limit of processors must be 0.01 or more, not " + cpus);
			}
			this.limits = new Limits(this.limits.memory(), cpus, this.limits.pids());
			return this;
		}

		/**
		 * Limit the number of processes and threads.
		 * @param pids the limit
		 * @return this builder
		 */
		public Builder pids(long pids) {
			Checks.atLeast("limit of processes", pids, 1);
			this.limits = new Limits(this.limits.memory(), this.limits.cpus(), pids);
			return this;
		}

		public Builder stdin(RunInput stdin) {
			this.stdin = stdin;
			return this;
		}

		/**
		 * Set what it reads from its standard input.
		 * @param text the text
		 * @return this builder
		 */
		public Builder stdin(String text) {
			return stdin(RunInput.of(text));
		}

		/**
		 * Give it a terminal; all its output is in stdout then.
		 * @param tty whether it gets one
		 * @return this builder
		 */
		public Builder tty(boolean tty) {
			this.tty = tty;
			return this;
		}

		public Builder label(String key, String value) {
			this.labels.put(key, value);
			return this;
		}

		/**
		 * Set where its output goes; several sinks get all of it each. By default, a
		 * container that is started has a file that is removed with it, so that its log
		 * can be read; a run has none, since its output is in the result.
		 * @param sinks the sinks; none to keep nothing
		 * @return this builder
		 */
		public Builder log(LogSink... sinks) {
			this.logs = List.of(sinks);
			return this;
		}

		/**
		 * Set how much output is kept for the result of a run.
		 * @param output the limits
		 * @return this builder
		 */
		public Builder output(OutputLimits output) {
			this.output = output;
			return this;
		}

		public Builder pull(PullPolicy policy, PullOption... options) {
			this.pullPolicy = policy;
			this.pullOptions = List.of(options);
			return this;
		}

		public Builder platform(Platform platform) {
			this.platform = platform;
			return this;
		}

		public Builder readOnlyRootfs(boolean readOnly) {
			this.readOnlyRootfs = readOnly;
			return this;
		}

		/**
		 * Give it capabilities besides the default ones.
		 * @param names such as {@code NET_ADMIN}
		 * @return this builder
		 */
		public Builder addCapabilities(String... names) {
			checkCapabilities(names);
			this.addedCapabilities = List.of(names);
			return this;
		}

		/**
		 * Take capabilities away.
		 * @param names such as {@code NET_RAW}, or {@code ALL}
		 * @return this builder
		 */
		public Builder dropCapabilities(String... names) {
			if (!List.of(names).contains("ALL")) {
				checkCapabilities(names);
			}
			this.droppedCapabilities = List.of(names);
			return this;
		}

		private static void checkCapabilities(String... names) {
			for (String name : Capabilities.of(List.of(names)).bounding()) {
				if (!Capabilities.all().bounding().contains(name)) {
					throw Checks.invalid("there is no capability '" + name + "'; write it as NET_ADMIN");
				}
			}
		}

		/**
		 * Set the signal that asks it to end.
		 * @param signal such as {@code SIGQUIT}, or a number
		 * @return this builder
		 */
		public Builder stopSignal(String signal) {
			this.stopSignal = Signals.parse(signal);
			return this;
		}

		/**
		 * Set how long it may take to end when it is stopped.
		 * @param grace the time
		 * @return this builder
		 */
		public Builder stopGrace(Duration grace) {
			if (grace.isNegative()) {
				throw Checks.invalid("the stop grace must not be negative: " + grace);
			}
			this.stopGrace = grace;
			return this;
		}

		/**
		 * Set the time after which it is killed, counted from its start. The time of a
		 * container that is started is not watched any more once this process has died.
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = Checks.positive("timeout", timeout);
			return this;
		}

		/**
		 * Set when it is started again after an end.
		 * @param restart the policy
		 * @return this builder
		 */
		public Builder restart(RestartPolicy restart) {
			this.restart = restart;
			return this;
		}

		/**
		 * Set whether nothing is left of it after its end, as is the default. Otherwise
		 * its record, root file system, volumes and log stay until they are removed.
		 * @param remove whether it is removed
		 * @return this builder
		 */
		public Builder remove(boolean remove) {
			this.remove = remove;
			return this;
		}

		/**
		 * Change the specification in the end, for what there is no method here.
		 * @param customizer what to change
		 * @return this builder
		 */
		public Builder spec(Consumer<Spec.Builder> customizer) {
			this.spec = this.spec.andThen(customizer);
			return this;
		}

		public RunRequest build() {
			return new RunRequest(this.image, this.rootDirectory, this.id, this.command, this.entrypoint, this.env,
					this.user, this.workingDir, this.hostname, this.network, this.mounts, this.limits, this.stdin,
					this.tty, this.labels, this.logs, this.output, this.pullPolicy, this.pullOptions, this.platform,
					this.readOnlyRootfs, this.addedCapabilities, this.droppedCapabilities, this.stopSignal,
					this.stopGrace, this.timeout, this.restart, this.remove, this.spec);
		}

	}

}

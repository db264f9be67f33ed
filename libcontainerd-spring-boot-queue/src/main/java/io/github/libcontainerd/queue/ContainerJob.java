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

package io.github.libcontainerd.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.run.RunRequest;

/**
 * A container to run on some machine, as data: no functions, no paths of a host, no
 * credentials. Immutable.
 *
 * @since 0.1.0
 */
public final class ContainerJob {

	/** The version of the JSON that this version of the library writes. */
	public static final int FORMAT = 1;

	/** How much input a job may have, in bytes: 1 MiB. */
	public static final int MAXIMUM_INPUT = 1024 * 1024;

	private static final long MEBIBYTE = 1024 * 1024;

	private final String id;

	private final String image;

	private final @Nullable List<String> entrypoint;

	private final List<String> command;

	private final Map<String, String> env;

	private final @Nullable String user;

	private final @Nullable String workingDir;

	private final long memory;

	private final double cpus;

	private final long pids;

	private final byte[] input;

	private final Map<String, String> files;

	private final Map<String, String> requires;

	private final Duration timeout;

	private final int retries;

	private final int priority;

	private final String submitter;

	private ContainerJob(Builder builder) {
		this.id = (builder.id != null) ? builder.id : UUID.randomUUID().toString();
		this.image = builder.image;
		this.entrypoint = (builder.entrypoint != null) ? List.copyOf(builder.entrypoint) : null;
		this.command = List.copyOf(builder.command);
		this.env = Map.copyOf(builder.env);
		this.user = builder.user;
		this.workingDir = builder.workingDir;
		this.memory = builder.memory;
		this.cpus = builder.cpus;
		this.pids = builder.pids;
		this.input = builder.input;
		this.files = Map.copyOf(builder.files);
		this.requires = Map.copyOf(builder.requires);
		this.timeout = builder.timeout;
		this.retries = builder.retries;
		this.priority = builder.priority;
		this.submitter = builder.submitter;
		List<String> problems = JobCheck.problems(this);
		if (!problems.isEmpty()) {
			throw new JobRejectedException(problems);
		}
	}

	/**
	 * Start a job.
	 * @param image the reference of the image
	 * @return a builder
	 */
	public static Builder of(String image) {
		return new Builder(image);
	}

	/**
	 * Start a job from a request of one machine.
	 * @param request the request
	 * @return a builder
	 * @throws JobRejectedException if the request has something that only this machine
	 * has, such as a path, a function or a port
	 */
	public static Builder of(RunRequest request) {
		return RequestTranslation.toJob(request);
	}

	/**
	 * Read a job from JSON.
	 * @param json what {@link #toJson()} has returned, in this version or an older one
	 * @return the job
	 * @throws JobRejectedException if it is damaged or of a newer version
	 */
	public static ContainerJob fromJson(String json) {
		return JobJson.read(json);
	}

	/**
	 * Write the job as JSON, with the version of the format.
	 * @return the JSON
	 */
	public String toJson() {
		return JobJson.write(this);
	}

	/**
	 * Return the request by which a machine runs it. Its id, what becomes of its output
	 * and the labels of the container are the worker's business.
	 * @return a builder of the request
	 */
	public RunRequest.Builder toRequest() {
		return RequestTranslation.toRequest(this);
	}

	/**
	 * Return the id.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return the image.
	 * @return the reference
	 */
	public String image() {
		return this.image;
	}

	/**
	 * Return the entrypoint.
	 * @return the entrypoint; {@code null} for that of the image
	 */
	public @Nullable List<String> entrypoint() {
		return this.entrypoint;
	}

	/**
	 * Return the command.
	 * @return the command; empty for that of the image
	 */
	public List<String> command() {
		return this.command;
	}

	/**
	 * Return the environment.
	 * @return the variables, besides those of the image
	 */
	public Map<String, String> env() {
		return this.env;
	}

	/**
	 * Return the user.
	 * @return the user; {@code null} for that of the image
	 */
	public @Nullable String user() {
		return this.user;
	}

	/**
	 * Return the working directory.
	 * @return the directory; {@code null} for that of the image
	 */
	public @Nullable String workingDir() {
		return this.workingDir;
	}

	/**
	 * Return the limit of memory, by which workers reckon as well.
	 * @return the limit in bytes
	 */
	public long memory() {
		return this.memory;
	}

	/**
	 * Return the limit of processor time, by which workers reckon as well.
	 * @return the limit in processors
	 */
	public double cpus() {
		return this.cpus;
	}

	/**
	 * Return the limit of processes and threads.
	 * @return the number of both together
	 */
	public long pids() {
		return this.pids;
	}

	/**
	 * Return what it reads from its standard input.
	 * @return the bytes; empty for none
	 */
	public byte[] input() {
		return this.input.clone();
	}

	/**
	 * Return the files that it has from the start.
	 * @return the texts, by their paths in the container
	 */
	public Map<String, String> files() {
		return this.files;
	}

	/**
	 * Return the labels that its worker must have.
	 * @return the labels
	 */
	public Map<String, String> requires() {
		return this.requires;
	}

	/**
	 * Return after which time it is killed.
	 * @return the limit of one attempt
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return how often it is tried again when it could not be run.
	 * @return the number of further attempts
	 */
	public int retries() {
		return this.retries;
	}

	/**
	 * Return the priority.
	 * @return the priority; higher ones go first
	 */
	public int priority() {
		return this.priority;
	}

	/**
	 * Return who submits it, between whom the queue is fair.
	 * @return the submitter
	 */
	public String submitter() {
		return this.submitter;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ContainerJob that && toJson().equals(that.toJson());
	}

	@Override
	public int hashCode() {
		return this.id.hashCode();
	}

	// Neither the environment nor the input: there may be secrets in them.
	@Override
	public String toString() {
		return "ContainerJob[id=" + this.id + ", image=" + this.image + ", submitter=" + this.submitter + "]";
	}

	/**
	 * Builds a {@link ContainerJob}. Not safe for use by several threads.
	 */
	public static final class Builder {

		private final String image;

		private @Nullable String id;

		private @Nullable List<String> entrypoint;

		private List<String> command = new ArrayList<>();

		private final Map<String, String> env = new LinkedHashMap<>();

		private @Nullable String user;

		private @Nullable String workingDir;

		private long memory = 256 * MEBIBYTE;

		private double cpus = 1;

		private long pids = 512;

		private byte[] input = new byte[0];

		private final Map<String, String> files = new LinkedHashMap<>();

		private final Map<String, String> requires = new LinkedHashMap<>();

		private Duration timeout = Duration.ofHours(1);

		private int retries = 2;

		private int priority;

		private String submitter = "default";

		private Builder(String image) {
			this.image = Objects.requireNonNull(image, "image");
		}

		/**
		 * Set the id, so that a submission can be repeated. A random one by default.
		 * @param newId up to 64 letters, digits, dots, dashes and underscores
		 * @return this builder
		 */
		public Builder id(String newId) {
			this.id = newId;
			return this;
		}

		/**
		 * Set the entrypoint, instead of the image's.
		 * @param newEntrypoint the entrypoint
		 * @return this builder
		 */
		public Builder entrypoint(String... newEntrypoint) {
			this.entrypoint = List.of(newEntrypoint);
			return this;
		}

		/**
		 * Set the command, instead of the image's.
		 * @param newCommand the command
		 * @return this builder
		 */
		public Builder command(String... newCommand) {
			this.command = List.of(newCommand);
			return this;
		}

		/**
		 * Add a variable to the environment.
		 * @param name its name
		 * @param value its value
		 * @return this builder
		 */
		public Builder env(String name, String value) {
			this.env.put(name, value);
			return this;
		}

		/**
		 * Set the user, instead of the image's.
		 * @param newUser the user, as in {@code USER}
		 * @return this builder
		 */
		public Builder user(String newUser) {
			this.user = newUser;
			return this;
		}

		/**
		 * Set the working directory, instead of the image's.
		 * @param directory an absolute path
		 * @return this builder
		 */
		public Builder workingDir(String directory) {
			this.workingDir = directory;
			return this;
		}

		/**
		 * Set the limit of memory. 256 MiB by default.
		 * @param bytes the limit in bytes, 6 MiB or more
		 * @return this builder
		 */
		public Builder memory(long bytes) {
			this.memory = bytes;
			return this;
		}

		/**
		 * Set the limit of processor time. 1 by default.
		 * @param number the limit in processors, 0.01 or more
		 * @return this builder
		 */
		public Builder cpus(double number) {
			this.cpus = number;
			return this;
		}

		/**
		 * Set the limit of processes and threads. 512 by default.
		 * @param number the number of both together
		 * @return this builder
		 */
		public Builder pids(long number) {
			this.pids = number;
			return this;
		}

		/**
		 * Set what it reads from its standard input.
		 * @param bytes the bytes, up to 1 MiB
		 * @return this builder
		 */
		public Builder input(byte[] bytes) {
			this.input = bytes.clone();
			return this;
		}

		/**
		 * Add a file that it has from the start.
		 * @param text what is in it; counts as input
		 * @param path an absolute path in the container
		 * @return this builder
		 */
		public Builder file(String text, String path) {
			this.files.put(path, text);
			return this;
		}

		/**
		 * Require a label of the worker.
		 * @param label the label
		 * @param value its value
		 * @return this builder
		 */
		public Builder requires(String label, String value) {
			this.requires.put(label, value);
			return this;
		}

		/**
		 * Set after which time it is killed. An hour by default.
		 * @param limit the limit of one attempt
		 * @return this builder
		 */
		public Builder timeout(Duration limit) {
			this.timeout = limit;
			return this;
		}

		/**
		 * Set how often it is tried again when it could not be run, as its worker or
		 * containerd failed. Twice by default. An exit code, a timeout and a lack of
		 * memory are results, after which nothing is tried again.
		 * @param number the number of further attempts, 0 to 100
		 * @return this builder
		 */
		public Builder retries(int number) {
			this.retries = number;
			return this;
		}

		/**
		 * Set the priority. 0 by default.
		 * @param newPriority the priority; higher ones go first
		 * @return this builder
		 */
		public Builder priority(int newPriority) {
			this.priority = newPriority;
			return this;
		}

		/**
		 * Set who submits it. Among jobs of one priority, submitters take turns.
		 * @param name a name of up to 200 characters
		 * @return this builder
		 */
		public Builder submitter(String name) {
			this.submitter = name;
			return this;
		}

		/**
		 * Apply something to this builder.
		 * @param change what to apply
		 * @return this builder
		 */
		public Builder with(Consumer<Builder> change) {
			change.accept(this);
			return this;
		}

		/**
		 * Return the job. The builder can be used again.
		 * @return the job
		 * @throws JobRejectedException if it can't be sent to another machine
		 */
		public ContainerJob build() {
			return new ContainerJob(this);
		}

	}

}

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

package io.github.libcontainerd.queue.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the queue of containers.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("libcontainerd.queue")
public class ContainerQueueProperties {

	/**
	 * What keeps the jobs.
	 */
	private Engine engine = Engine.POSTGRESQL;

	/**
	 * Whether to make the tables of the queue at start.
	 */
	private DatabaseInitializationMode initializeSchema = DatabaseInitializationMode.EMBEDDED;

	/**
	 * How many jobs may wait; further ones are refused. 0 for any number.
	 */
	private int maxQueued = 10_000;

	/**
	 * How often to look for jobs and results when no notification comes.
	 */
	private Duration pollInterval = Duration.ofSeconds(1);

	/**
	 * How long jobs are kept that are final, with their results and output.
	 */
	private Duration keepFinished = Duration.ofDays(1);

	private final Worker worker = new Worker();

	public Engine getEngine() {
		return this.engine;
	}

	public void setEngine(Engine engine) {
		this.engine = engine;
	}

	public DatabaseInitializationMode getInitializeSchema() {
		return this.initializeSchema;
	}

	public void setInitializeSchema(DatabaseInitializationMode initializeSchema) {
		this.initializeSchema = initializeSchema;
	}

	public int getMaxQueued() {
		return this.maxQueued;
	}

	public void setMaxQueued(int maxQueued) {
		this.maxQueued = maxQueued;
	}

	public Duration getPollInterval() {
		return this.pollInterval;
	}

	public void setPollInterval(Duration pollInterval) {
		this.pollInterval = pollInterval;
	}

	public Duration getKeepFinished() {
		return this.keepFinished;
	}

	public void setKeepFinished(Duration keepFinished) {
		this.keepFinished = keepFinished;
	}

	public Worker getWorker() {
		return this.worker;
	}

	/**
	 * What keeps the jobs.
	 */
	public enum Engine {

		/** The PostgreSQL of the application. */
		POSTGRESQL,

		/** The memory of this application. */
		MEMORY

	}

	/**
	 * Properties of the worker of this application.
	 */
	public static class Worker {

		/**
		 * Name of the worker, which no other one has. By default the name of the host and
		 * the namespace of containerd.
		 */
		private @Nullable String node;

		/**
		 * Labels of the worker, which jobs may require.
		 */
		private Map<String, String> labels = new LinkedHashMap<>();

		/**
		 * How much memory its jobs may have together. By default four fifths of that of
		 * the machine.
		 */
		private @Nullable DataSize memory;

		/**
		 * How many processors its jobs may have together. By default those of the
		 * machine.
		 */
		private @Nullable Double cpus;

		/**
		 * How many jobs it runs at once at most.
		 */
		private int maxJobs = 64;

		/**
		 * For how long it holds a job without being heard of.
		 */
		private Duration lease = Duration.ofSeconds(30);

		/**
		 * How long jobs may go on when the application is to stop, before they are given
		 * back.
		 */
		private Duration drainTimeout = Duration.ofSeconds(10);

		/**
		 * How many jobs of one submitter may run at once, on all workers. 0 for any
		 * number.
		 */
		private int maxPerSubmitter;

		/**
		 * How much output of a job is kept per stream; the rest is cut.
		 */
		private DataSize maxOutput = DataSize.ofMegabytes(1);

		/**
		 * When a job that could not be run is tried again; doubled each time.
		 */
		private Duration retryDelay = Duration.ofSeconds(1);

		public @Nullable String getNode() {
			return this.node;
		}

		public void setNode(@Nullable String node) {
			this.node = node;
		}

		public Map<String, String> getLabels() {
			return this.labels;
		}

		public void setLabels(Map<String, String> labels) {
			this.labels = labels;
		}

		public @Nullable DataSize getMemory() {
			return this.memory;
		}

		public void setMemory(@Nullable DataSize memory) {
			this.memory = memory;
		}

		public @Nullable Double getCpus() {
			return this.cpus;
		}

		public void setCpus(@Nullable Double cpus) {
			this.cpus = cpus;
		}

		public int getMaxJobs() {
			return this.maxJobs;
		}

		public void setMaxJobs(int maxJobs) {
			this.maxJobs = maxJobs;
		}

		public Duration getLease() {
			return this.lease;
		}

		public void setLease(Duration lease) {
			this.lease = lease;
		}

		public Duration getDrainTimeout() {
			return this.drainTimeout;
		}

		public void setDrainTimeout(Duration drainTimeout) {
			this.drainTimeout = drainTimeout;
		}

		public int getMaxPerSubmitter() {
			return this.maxPerSubmitter;
		}

		public void setMaxPerSubmitter(int maxPerSubmitter) {
			this.maxPerSubmitter = maxPerSubmitter;
		}

		public DataSize getMaxOutput() {
			return this.maxOutput;
		}

		public void setMaxOutput(DataSize maxOutput) {
			this.maxOutput = maxOutput;
		}

		public Duration getRetryDelay() {
			return this.retryDelay;
		}

		public void setRetryDelay(Duration retryDelay) {
			this.retryDelay = retryDelay;
		}

	}

}

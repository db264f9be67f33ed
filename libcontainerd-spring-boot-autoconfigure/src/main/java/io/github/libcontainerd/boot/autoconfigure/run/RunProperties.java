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

package io.github.libcontainerd.boot.autoconfigure.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.run.PullPolicy;

/**
 * What the properties of all containers that are described by properties have in common.
 *
 * @since 0.1.0
 */
public abstract class RunProperties {

	/**
	 * Reference of the image, such as 'postgres:16'.
	 */
	private @Nullable String image;

	/**
	 * When the image is pulled.
	 */
	private PullPolicy pull = PullPolicy.MISSING;

	/**
	 * Command and arguments, in the place of those of the image.
	 */
	private @Nullable List<String> command;

	/**
	 * Entrypoint, in the place of that of the image.
	 */
	private @Nullable List<String> entrypoint;

	/**
	 * Environment variables, besides those of the image.
	 */
	private final Map<String, String> env = new LinkedHashMap<>();

	/**
	 * User, as 'name', 'uid', 'name:group' or 'uid:gid'. By default, that of the image.
	 */
	private @Nullable String user;

	/**
	 * Working directory. By default, that of the image.
	 */
	private @Nullable String workingDir;

	/**
	 * OCI runtime, such as 'crun', 'runsc' or 'kata'. By default,
	 * 'libcontainerd.runtime'.
	 */
	private @Nullable String runtime;

	/**
	 * Limit of the memory, such as '512m'.
	 */
	private @Nullable String memory;

	/**
	 * Limit of the time of processors, such as '1.5'.
	 */
	private @Nullable Double cpus;

	/**
	 * Limit of the number of processes and threads.
	 */
	private @Nullable Long pids;

	/**
	 * Whether the container can write to its volumes and mounts only.
	 */
	private boolean readOnly = false;

	/**
	 * Capabilities to take away, such as 'NET_RAW', or 'ALL'.
	 */
	private List<String> capDrop = List.of();

	/**
	 * Labels, besides those of the image.
	 */
	private final Map<String, String> labels = new LinkedHashMap<>();

	public @Nullable String getImage() {
		return this.image;
	}

	public void setImage(@Nullable String image) {
		this.image = image;
	}

	public PullPolicy getPull() {
		return this.pull;
	}

	public void setPull(PullPolicy pull) {
		this.pull = pull;
	}

	public @Nullable List<String> getCommand() {
		return this.command;
	}

	public void setCommand(@Nullable List<String> command) {
		this.command = command;
	}

	public @Nullable List<String> getEntrypoint() {
		return this.entrypoint;
	}

	public void setEntrypoint(@Nullable List<String> entrypoint) {
		this.entrypoint = entrypoint;
	}

	public Map<String, String> getEnv() {
		return this.env;
	}

	public @Nullable String getUser() {
		return this.user;
	}

	public void setUser(@Nullable String user) {
		this.user = user;
	}

	public @Nullable String getWorkingDir() {
		return this.workingDir;
	}

	public void setWorkingDir(@Nullable String workingDir) {
		this.workingDir = workingDir;
	}

	public @Nullable String getRuntime() {
		return this.runtime;
	}

	public void setRuntime(@Nullable String runtime) {
		this.runtime = runtime;
	}

	public @Nullable String getMemory() {
		return this.memory;
	}

	public void setMemory(@Nullable String memory) {
		this.memory = memory;
	}

	public @Nullable Double getCpus() {
		return this.cpus;
	}

	public void setCpus(@Nullable Double cpus) {
		this.cpus = cpus;
	}

	public @Nullable Long getPids() {
		return this.pids;
	}

	public void setPids(@Nullable Long pids) {
		this.pids = pids;
	}

	public boolean isReadOnly() {
		return this.readOnly;
	}

	public void setReadOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	public List<String> getCapDrop() {
		return this.capDrop;
	}

	public void setCapDrop(List<String> capDrop) {
		this.capDrop = capDrop;
	}

	public Map<String, String> getLabels() {
		return this.labels;
	}

}

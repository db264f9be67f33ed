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

package io.github.libcontainerd.boot.autoconfigure.pool;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationUnit;

import io.github.libcontainerd.boot.autoconfigure.run.RunProperties;
import io.github.libcontainerd.run.ContainerPool;
import io.github.libcontainerd.run.PoolSettings;

/**
 * Properties of a pool of containers.
 *
 * @since 0.1.0
 */
public class PoolProperties extends RunProperties {

	/**
	 * Number of containers that wait for their use.
	 */
	private int size = 2;

	/**
	 * How the containers wait: created, or with their program running until its input
	 * comes.
	 */
	private ContainerPool.Kind kind = ContainerPool.Kind.CREATED;

	/**
	 * How long a container waits at most before it is replaced. If a duration suffix is
	 * not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration maxAge = PoolSettings.DEFAULT_MAX_AGE;

	/**
	 * Number of containers that are made in a second at most.
	 */
	private double refillsPerSecond = PoolSettings.DEFAULT_REFILLS_PER_SECOND;

	/**
	 * Time after which a container is killed, counted from its use. If a duration suffix
	 * is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration timeout;

	/**
	 * Networks to be in, which are created if they are missing. By default, none.
	 */
	private List<String> networks = List.of();

	/**
	 * Directories in memory, as places in the container.
	 */
	private List<String> tmpfs = List.of();

	/**
	 * Named volumes, as 'NAME:CONTAINER', and directories and files of the host, as
	 * '/HOST:CONTAINER', to mount; with ':ro' at the end they can't be changed.
	 */
	private List<String> volumes = List.of();

	public int getSize() {
		return this.size;
	}

	public void setSize(int size) {
		this.size = size;
	}

	public ContainerPool.Kind getKind() {
		return this.kind;
	}

	public void setKind(ContainerPool.Kind kind) {
		this.kind = kind;
	}

	public Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(Duration maxAge) {
		this.maxAge = maxAge;
	}

	public double getRefillsPerSecond() {
		return this.refillsPerSecond;
	}

	public void setRefillsPerSecond(double refillsPerSecond) {
		this.refillsPerSecond = refillsPerSecond;
	}

	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	public List<String> getNetworks() {
		return this.networks;
	}

	public void setNetworks(List<String> networks) {
		this.networks = networks;
	}

	public List<String> getTmpfs() {
		return this.tmpfs;
	}

	public void setTmpfs(List<String> tmpfs) {
		this.tmpfs = tmpfs;
	}

	public List<String> getVolumes() {
		return this.volumes;
	}

	public void setVolumes(List<String> volumes) {
		this.volumes = volumes;
	}

}

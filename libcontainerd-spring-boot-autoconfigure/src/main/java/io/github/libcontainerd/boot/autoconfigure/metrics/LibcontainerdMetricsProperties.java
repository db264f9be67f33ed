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

package io.github.libcontainerd.boot.autoconfigure.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.github.libcontainerd.boot.metrics.ContainerMetricsOptions;

/**
 * Configuration properties for the meters of libcontainerd.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("libcontainerd.metrics")
public class LibcontainerdMetricsProperties {

	/**
	 * Prefix of the names of the meters over what containers use, such as "acme" for
	 * "acme.container.cpu.time".
	 */
	private String prefix = "";

	/**
	 * Whether to tag the meters of a container with its image.
	 */
	private boolean image;

	/**
	 * Labels of containers with which to tag their meters. The values of a label are to
	 * be few.
	 */
	private final List<String> labels = new ArrayList<>();

	/**
	 * Number of containers that have meters at the same time.
	 */
	private int maxContainers = 100;

	/**
	 * How often it is asked what containers take of the disk, when meters are read. Not
	 * at all by default, since containerd looks at every file for that.
	 */
	private @Nullable Duration diskInterval;

	private final Stats stats = new Stats();

	public String getPrefix() {
		return this.prefix;
	}

	public void setPrefix(String prefix) {
		this.prefix = prefix;
	}

	public boolean isImage() {
		return this.image;
	}

	public void setImage(boolean image) {
		this.image = image;
	}

	public List<String> getLabels() {
		return this.labels;
	}

	public int getMaxContainers() {
		return this.maxContainers;
	}

	public void setMaxContainers(int maxContainers) {
		this.maxContainers = maxContainers;
	}

	public @Nullable Duration getDiskInterval() {
		return this.diskInterval;
	}

	public void setDiskInterval(@Nullable Duration diskInterval) {
		this.diskInterval = diskInterval;
	}

	public Stats getStats() {
		return this.stats;
	}

	ContainerMetricsOptions toOptions() {
		return new ContainerMetricsOptions(this.prefix, this.image, this.labels, this.maxContainers,
				this.stats.getTimeToLive(), this.stats.getTimeout(), this.stats.getStaleAfter(),
				(this.diskInterval != null) ? this.diskInterval : Duration.ZERO);
	}

	/**
	 * Properties of the collection of figures.
	 */
	public static class Stats {

		/**
		 * Time for which figures are used before containerd is asked again.
		 */
		private Duration timeToLive = Duration.ofSeconds(1);

		/**
		 * Time that reading a meter waits for containerd.
		 */
		private Duration timeout = Duration.ofSeconds(2);

		/**
		 * Time for which the last known figures are shown while containerd has no newer
		 * ones.
		 */
		private Duration staleAfter = Duration.ofSeconds(30);

		public Duration getTimeToLive() {
			return this.timeToLive;
		}

		public void setTimeToLive(Duration timeToLive) {
			this.timeToLive = timeToLive;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getStaleAfter() {
			return this.staleAfter;
		}

		public void setStaleAfter(Duration staleAfter) {
			this.staleAfter = staleAfter;
		}

	}

}

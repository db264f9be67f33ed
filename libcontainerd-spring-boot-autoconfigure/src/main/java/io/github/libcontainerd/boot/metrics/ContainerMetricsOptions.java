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

package io.github.libcontainerd.boot.metrics;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.libcontainerd.ContainerInfo;

/**
 * How {@link ContainerMetrics} works.
 *
 * @param prefix precedes the names of the meters; empty for none
 * @param image whether the image, without its digest, is a tag
 * @param labels the labels of containers that are tags
 * @param maxContainers how many containers have meters at the same time
 * @param timeToLive how long figures are used before containerd is asked again
 * @param timeout how long reading a meter waits for containerd
 * @param staleAfter how long the last known figures stand in for newer ones
 * @param diskInterval how often it is asked what containers take of the disk; zero for
 * never
 * @since 0.1.0
 */
public record ContainerMetricsOptions(String prefix, boolean image, List<String> labels, int maxContainers,
		Duration timeToLive, Duration timeout, Duration staleAfter, Duration diskInterval) {

	/** What is used unless told otherwise. */
	public static final ContainerMetricsOptions DEFAULTS = new ContainerMetricsOptions("", false, List.of(), 100,
			Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ZERO);

	static final String NONE = "none";

	public ContainerMetricsOptions {
		Assert.isTrue(maxContainers >= 0, "'maxContainers' must not be negative");
		Assert.isTrue(!timeToLive.isNegative(), "'timeToLive' must not be negative");
		Assert.isTrue(!timeout.isNegative(), "'timeout' must not be negative");
		Assert.isTrue(staleAfter.compareTo(timeToLive) >= 0, "'staleAfter' must not be less than 'timeToLive'");
		Assert.isTrue(!diskInterval.isNegative(), "'diskInterval' must not be negative");
		prefix = (prefix.isEmpty() || prefix.endsWith(".")) ? prefix : prefix + ".";
		labels = List.copyOf(labels);
		checkNames(labels);
	}

	/**
	 * Create options without meters of the disk.
	 * @param prefix what the names of the meters begin with
	 * @param image whether there is a tag for the image
	 * @param labels the labels that become tags
	 * @param maxContainers how many containers have meters at the same time
	 * @param timeToLive how long figures are used
	 * @param timeout how long reading a meter waits
	 * @param staleAfter how long the last figures are shown
	 */
	public ContainerMetricsOptions(String prefix, boolean image, List<String> labels, int maxContainers,
			Duration timeToLive, Duration timeout, Duration staleAfter) {
		this(prefix, image, labels, maxContainers, timeToLive, timeout, staleAfter, Duration.ZERO);
	}

	Tags tags(String namespace, ContainerInfo container) {
		Tags tags = Tags.of("container.id", container.id(), "namespace", namespace);
		if (this.image) {
			tags = tags.and("image", valueOf((container.image() != null) ? container.image().split("@", 2)[0] : null));
		}
		for (String label : this.labels) {
			tags = tags.and(label, valueOf(container.labels().get(label)));
		}
		return tags;
	}

	private static String valueOf(@Nullable String value) {
		return (value != null && !value.isBlank()) ? value : NONE;
	}

	/**
	 * Monitoring systems write names in their own way: two that differ only in their
	 * punctuation would make them refuse every meter.
	 */
	private static void checkNames(List<String> labels) {
		Set<String> names = new HashSet<>(
				Set.of("container_id", "namespace", "image", "cpu_mode", "type", "direction"));
		for (String label : labels) {
			Assert.hasText(label, "'labels' must not contain an empty name");
			Assert.isTrue(names.add(label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_")),
					() -> "Label '" + label + "' can't be a tag: there is a tag of that name");
		}
	}

}

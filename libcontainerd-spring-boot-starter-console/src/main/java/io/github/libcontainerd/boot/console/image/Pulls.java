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

package io.github.libcontainerd.boot.console.image;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.PullProgress;

/**
 * How far the pulls are, layer by layer.
 */
public class Pulls {

	private static final Duration SHOWN = Duration.ofSeconds(60);

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Map<String, PullProgress>> running = new LinkedHashMap<>();

	private final Map<String, Pull> ended = new LinkedHashMap<>();

	/**
	 * Take note of a step.
	 * @param progress the step
	 * @return how far the pull is
	 */
	public Pull progressed(PullProgress progress) {
		this.lock.lock();
		try {
			this.ended.remove(progress.image());
			Map<String, PullProgress> parts = this.running.computeIfAbsent(progress.image(),
					(image) -> new LinkedHashMap<>());
			parts.put(progress.digest(), progress);
			return sum(progress.image(), parts, false, null);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take note of the end.
	 * @param image the image
	 * @param failure why it failed; {@code null} if it did not
	 * @return the pull
	 */
	public Pull ended(String image, @Nullable String failure) {
		this.lock.lock();
		try {
			Map<String, PullProgress> parts = this.running.remove(image);
			Pull pull = sum(image, (parts != null) ? parts : Map.of(), true, failure);
			this.ended.put(image, pull);
			return pull;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return all that run, and those that have ended a moment ago.
	 * @return the pulls
	 */
	public List<Pull> all() {
		this.lock.lock();
		try {
			this.ended.values().removeIf((pull) -> pull.at().isBefore(Instant.now().minus(SHOWN)));
			List<Pull> pulls = new ArrayList<>(this.ended.values());
			this.running.forEach((image, parts) -> pulls.add(sum(image, parts, false, null)));
			return pulls;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Pull sum(String image, Map<String, PullProgress> parts, boolean ended, @Nullable String failure) {
		long there = parts.values().stream().mapToLong(PullProgress::offset).sum();
		long total = parts.values().stream().mapToLong(PullProgress::total).sum();
		List<Layer> layers = parts.values()
			.stream()
			.map((part) -> new Layer(part.digest(), part.status().name().toLowerCase(Locale.ROOT), part.offset(),
					part.total()))
			.sorted(Comparator.comparingLong(Layer::total).reversed())
			.toList();
		long unpacked = parts.values().stream().filter((part) -> part.status() == PullProgress.Status.UNPACKED).count();
		return new Pull(image, there, total, unpacked, ended, failure, layers, Instant.now());
	}

	/**
	 * How far a pull is.
	 *
	 * @param image the image
	 * @param there how many bytes are there
	 * @param total how many bytes there will be, as far as is known
	 * @param unpacked how many layers are unpacked
	 * @param ended whether this is the end
	 * @param failure why it failed
	 * @param layers its parts
	 * @param at when this was so
	 */
	public record Pull(String image, long there, long total, long unpacked, boolean ended, @Nullable String failure,
			List<Layer> layers, Instant at) {
	}

	/**
	 * How far a part of an image is.
	 *
	 * @param digest the digest
	 * @param status what happens with it
	 * @param there how many bytes are there
	 * @param total how many bytes it has
	 */
	public record Layer(String digest, String status, long there, long total) {
	}

}

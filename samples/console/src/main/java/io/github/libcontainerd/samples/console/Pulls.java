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

package io.github.libcontainerd.samples.console;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.image.PullProgress.Status;

/**
 * How far the pulls are, each as a whole.
 */
class Pulls {

	private final Map<String, Map<String, PullProgress>> running = new ConcurrentHashMap<>();

	Pull progressed(PullProgress progress) {
		Map<String, PullProgress> parts = this.running.computeIfAbsent(progress.image(),
				(image) -> new ConcurrentHashMap<>());
		parts.put(progress.digest(), progress);
		return sum(progress.image(), parts, false, null);
	}

	Pull ended(String image, @Nullable String failure) {
		Map<String, PullProgress> parts = this.running.remove(image);
		return sum(image, (parts != null) ? parts : Map.of(), true, failure);
	}

	private static Pull sum(String image, Map<String, PullProgress> parts, boolean ended, @Nullable String failure) {
		long there = parts.values().stream().mapToLong(PullProgress::offset).sum();
		long total = parts.values().stream().mapToLong(PullProgress::total).sum();
		long unpacked = parts.values().stream().filter((part) -> part.status() == Status.UNPACKED).count();
		return new Pull(image, there, total, unpacked, ended, failure);
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
	 */
	record Pull(String image, long there, long total, long unpacked, boolean ended, @Nullable String failure) {
	}

}

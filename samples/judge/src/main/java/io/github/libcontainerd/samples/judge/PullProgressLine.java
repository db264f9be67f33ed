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

package io.github.libcontainerd.samples.judge;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.github.libcontainerd.boot.event.ImagePullFailedEvent;
import io.github.libcontainerd.boot.event.ImagePullProgressEvent;
import io.github.libcontainerd.boot.event.ImagePulledEvent;
import io.github.libcontainerd.image.PullProgress;
import io.github.libcontainerd.image.PullProgress.Status;

/**
 * Says in a line how far a pull is, each time that another tenth of it is there.
 */
@Component
class PullProgressLine {

	private static final Logger logger = LoggerFactory.getLogger("pull");

	private final Map<String, Pull> pulls = new ConcurrentHashMap<>();

	@EventListener
	void on(ImagePullProgressEvent event) {
		// Several parts are on their way at once.
		this.pulls.compute(event.getImage(), (image, known) -> {
			Pull pull = (known != null) ? known : new Pull();
			pull.add(event.getProgress());
			return pull;
		});
	}

	@EventListener
	void on(ImagePulledEvent event) {
		this.pulls.remove(event.getImage());
		logger.info("{}: pulled", event.getImage());
	}

	@EventListener
	void on(ImagePullFailedEvent event) {
		this.pulls.remove(event.getImage());
		logger.warn("{}: {}", event.getImage(), event.getFailure().getMessage());
	}

	/**
	 * All parts of one image.
	 */
	private static final class Pull {

		private final Map<String, PullProgress> parts = new HashMap<>();

		private long said = -1;

		void add(PullProgress progress) {
			this.parts.put(progress.digest(), progress);
			long total = this.parts.values().stream().mapToLong(PullProgress::total).sum();
			long there = this.parts.values().stream().mapToLong(PullProgress::offset).sum();
			long unpacked = this.parts.values().stream().filter((part) -> part.status() == Status.UNPACKED).count();
			long tenth = ((total > 0) ? 10 * there / total : 0) + unpacked;
			if (tenth > this.said) {
				this.said = tenth;
				logger.info("{}: {} of {} MB, {} layers unpacked", progress.image(), megabytes(there), megabytes(total),
						unpacked);
			}
		}

		private static String megabytes(long bytes) {
			return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
		}

	}

}

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

package io.github.libcontainerd.queue.engine;

import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.libcontainerd.queue.JobAttempt;
import io.github.libcontainerd.queue.JobStatus;
import io.github.libcontainerd.queue.QueueListener;

/**
 * Tells several listeners, none of which can disturb the queue.
 *
 * @since 0.1.0
 */
public final class QueueListeners implements QueueListener {

	private static final Log logger = LogFactory.getLog(QueueListeners.class);

	private final List<QueueListener> listeners;

	/**
	 * Create it.
	 * @param listeners whom to tell
	 */
	public QueueListeners(List<QueueListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void jobStarted(String jobId, int attempt, String node, long waitedMillis) {
		each((listener) -> listener.jobStarted(jobId, attempt, node, waitedMillis));
	}

	@Override
	public void attemptEnded(String jobId, int attempt, String node, JobAttempt.End end, long ranMillis) {
		each((listener) -> listener.attemptEnded(jobId, attempt, node, end, ranMillis));
	}

	@Override
	public void lateResultRefused(String jobId, int attempt, String node) {
		each((listener) -> listener.lateResultRefused(jobId, attempt, node));
	}

	@Override
	public void jobFinished(JobStatus job) {
		each((listener) -> listener.jobFinished(job));
	}

	private void each(Consumer<QueueListener> call) {
		for (QueueListener listener : this.listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener of the queue of containers failed", ex);
			}
		}
	}

}

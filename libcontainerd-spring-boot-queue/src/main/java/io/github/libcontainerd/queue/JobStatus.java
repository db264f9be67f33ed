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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a job at one moment. Immutable. All times are those of the queue's
 * clock, which is that of the database.
 *
 * @param id the job
 * @param state where it is in its life
 * @param image the image that it runs
 * @param submitter who submitted it
 * @param priority its priority; higher ones go first
 * @param attempt the number of the last attempt; 0 before the first
 * @param failures how many attempts have failed
 * @param lateResults how many results came from attempts that had lost their lease
 * @param cancelRequested whether it is to be cancelled
 * @param node the worker of the last attempt; {@code null} before the first
 * @param problem why the last failed attempt did; {@code null} if none did
 * @param submittedAt when it was submitted
 * @param startedAt when the last attempt began; {@code null} before the first
 * @param finishedAt when it reached its final state; {@code null} before
 * @since 0.1.0
 */
public record JobStatus(String id, JobState state, String image, String submitter, int priority, int attempt,
		int failures, int lateResults, boolean cancelRequested, @Nullable String node, @Nullable String problem,
		Instant submittedAt, @Nullable Instant startedAt, @Nullable Instant finishedAt) {
}

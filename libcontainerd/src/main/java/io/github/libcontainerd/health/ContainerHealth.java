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
package io.github.libcontainerd.health;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.HealthStatus;

/**
 * The health of a container at one moment. Immutable.
 *
 * @param status what its checks say
 * @param failures how many checks in a row have failed and counted
 * @param exitCode the exit code of the last check; {@code null} when there was none, or
 * it did not end by itself
 * @param output the last lines that the last check has written, or why there is no exit
 * code
 * @param checkedAt when the last check ended; {@code null} before that
 * @since 0.1.0
 */
public record ContainerHealth(HealthStatus status, int failures, @Nullable Integer exitCode, String output,
		@Nullable Instant checkedAt) {
}

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

package io.github.libcontainerd.client;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A client's event stream at one moment. Immutable.
 *
 * @param state the state
 * @param reconnects how often it has been established again
 * @param events how many task events have come
 * @param lastEventAt when the last one came, by the clock of this host; {@code null}
 * before the first
 * @param lag how long the last one was on its way from containerd to this process, by the
 * clock of the host; {@code null} before the first
 * @since 0.1.0
 */
public record SubscriptionStatus(SubscriptionState state, int reconnects, long events, @Nullable Instant lastEventAt,
		@Nullable Duration lag) {

}

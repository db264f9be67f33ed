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

package io.github.libcontainerd.test.internal.fake.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with a call.
 *
 * @param status the status to fail with; without one the call hangs, and with an OK one
 * it is only late
 * @param delay how late
 * @param afterwards whether the call is carried out first
 * @param times how many calls it is for
 */
public record Fault(@Nullable Status status, Duration delay, boolean afterwards, AtomicInteger times) {
}

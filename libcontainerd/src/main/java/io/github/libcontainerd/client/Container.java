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

import java.util.concurrent.CompletableFuture;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.ExitStatus;

/**
 * A container that {@link Client#create} has started.
 *
 * @param id the container id
 * @param pid the process id of its first process on the host
 * @param exit completes when the first run has ended, everything it held is released and
 * the {@link Backend} has been notified; never exceptionally, but for the client being
 * closed before that ({@link DaemonUnavailableException})
 * @since 0.1.0
 */
public record Container(String id, int pid, CompletableFuture<ExitStatus> exit) {

}

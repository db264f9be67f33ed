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
 * An additional process that {@link Client#addProcess} has started.
 *
 * @param id the id given to it
 * @param pid its process id on the host
 * @param exit completes when the process has ended and the {@link Backend} has been
 * notified; cancelling it kills the process; never exceptionally, but for the client
 * being closed before that ({@link DaemonUnavailableException})
 * @since 0.1.0
 */
public record ContainerProcess(String id, int pid, CompletableFuture<ExitStatus> exit) {

}

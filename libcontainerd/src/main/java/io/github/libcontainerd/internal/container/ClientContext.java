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

package io.github.libcontainerd.internal.container;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import io.github.libcontainerd.client.Backend;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.grpc.container.ContainersApi;
import io.github.libcontainerd.internal.grpc.task.TasksApi;
import io.github.libcontainerd.internal.log.Outputs;
import io.github.libcontainerd.internal.record.Owner;
import io.github.libcontainerd.internal.record.RemoteSettings;
import io.github.libcontainerd.internal.resource.ContainerFiles;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.internal.resource.PendingRemovals;
import io.github.libcontainerd.internal.resource.RootSnapshots;
import io.github.libcontainerd.internal.resource.ShimClients;
import io.github.libcontainerd.internal.shim.LostTasks;
import io.github.libcontainerd.internal.stdio.FifoDirectory;
import io.github.libcontainerd.internal.userns.IdClaims;
import io.github.libcontainerd.internal.volume.DefaultVolumes;

/**
 * What the containers of one client share.
 *
 * @param namespace the containerd namespace
 * @param containers the container records
 * @param tasks the running containers
 * @param backend is notified of state changes
 * @param queues own the state of the containers; their tasks don't block
 * @param outbox delivers to the backend; its tasks may block
 * @param fifos makes the streams
 * @param settings the remote's current settings
 * @param scheduler for delays
 * @param workers for what may block
 * @param connected completes when containerd answers again; at once when it does
 * @param pendingRemovals what could not be removed while containerd was away
 * @param lostTasks what containerd may have lost sight of
 * @param shims ask the shims how processes end while containerd is away
 * @param outputs the output that goes to sinks
 * @param snapshots the root file systems
 * @param files what containers need besides
 * @param images the images
 * @param networks gives containers addresses and ports
 * @param volumes the named volumes
 * @param ids the ids of user namespaces
 * @param owner this process, as it stands on labels
 */
public record ClientContext(String namespace, ContainersApi containers, TasksApi tasks, Backend backend,
		KeyedQueues queues, KeyedQueues outbox, FifoDirectory fifos, Supplier<RemoteSettings> settings,
		ScheduledExecutorService scheduler, Executor workers, Supplier<CompletableFuture<Void>> connected,
		PendingRemovals pendingRemovals, LostTasks lostTasks, ShimClients shims, Outputs outputs,
		RootSnapshots snapshots, ContainerFiles files, Images images, ContainerNetworks networks,
		DefaultVolumes volumes, IdClaims ids, Owner owner) {
}

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

package io.github.libcontainerd.internal.grpc.content;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;

import io.github.libcontainerd.image.Descriptor;
import io.github.libcontainerd.internal.grpc.Messages;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.diff.ApplyRequest;
import io.github.libcontainerd.internal.grpc.api.diff.DiffGrpc;

/**
 * Layers of a namespace put onto snapshots.
 */
public final class DiffApi {

	private static final Duration LEAST = Duration.ofMinutes(5);

	// Slower than any disk that works.
	private static final long BYTES_PER_SECOND = 512 * 1024;

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public DiffApi(Channel channel, String namespace) {
		this.channel = ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace));
	}

	/**
	 * Unpack a layer onto a snapshot. containerd mounts it for that time.
	 * @param layer the layer, in the content store
	 * @param mounts how the snapshot is mounted
	 * @return what was unpacked; its digest is that of the layer without compression.
	 * Cancelling it ends the work
	 */
	public CompletableFuture<Descriptor> apply(Descriptor layer, List<Mount> mounts) {
		ApplyRequest request = ApplyRequest.newBuilder()
			.setDiff(Messages.descriptor(layer))
			.addAllMounts(Messages.mountMessages(mounts))
			.build();
		Duration deadline = LEAST.plusSeconds(layer.size() / BYTES_PER_SECOND);
		var call = Rpc.list(this.channel, DiffGrpc.getApplyMethod(), request, deadline);
		CompletableFuture<Descriptor> applied = call
			.thenApply((answers) -> Messages.descriptor(Rpc.only(answers).getApplied()));
		applied.whenComplete((descriptor, failure) -> {
			if (failure instanceof CancellationException) {
				call.cancel(false);
			}
		});
		return applied;
	}

}

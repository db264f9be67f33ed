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

package io.github.libcontainerd.internal.grpc.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;

import io.github.libcontainerd.internal.grpc.AnyValues;
import io.github.libcontainerd.internal.grpc.NamespaceInterceptor;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.api.leases.AddResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.CreateRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.LeasesGrpc;
import io.github.libcontainerd.internal.grpc.api.leases.ListRequest;
import io.github.libcontainerd.internal.grpc.api.leases.ListResourcesRequest;
import io.github.libcontainerd.internal.grpc.api.leases.Resource;

/**
 * The leases of a namespace.
 */
public final class LeasesApi {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	// The garbage collector runs within the call, and has to wait for those who write.
	private static final Duration COLLECT_DEADLINE = Duration.ofSeconds(60);

	private static final String EXPIRE = "containerd.io/gc.expire";

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 * @param namespace the namespace
	 */
	public LeasesApi(Channel channel, String namespace) {
		this.channel = ClientInterceptors.intercept(channel, new NamespaceInterceptor(namespace));
	}

	/**
	 * Create a lease. It expires, so that one that is forgotten does not keep its content
	 * for ever.
	 * @param id the id, not in use
	 * @param lifetime after which containerd drops it
	 * @param labels further labels
	 * @return the lease
	 */
	public CompletableFuture<Lease> create(String id, Duration lifetime, Map<String, String> labels) {
		Map<String, String> all = new HashMap<>(labels);
		all.put(EXPIRE, Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS).toString());
		CreateRequest request = CreateRequest.newBuilder().setId(id).putAllLabels(all).build();
		return Rpc.call(this.channel, LeasesGrpc.getCreateMethod(), request, DEADLINE)
			.thenApply((answer) -> lease(answer.getLease()));
	}

	/**
	 * Delete a lease.
	 * @param id the id
	 * @param collect whether what nothing keeps any more is to be gone when the call
	 * returns, rather than some time later
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> delete(String id, boolean collect) {
		DeleteRequest request = DeleteRequest.newBuilder().setId(id).setSync(collect).build();
		return Rpc.call(this.channel, LeasesGrpc.getDeleteMethod(), request, collect ? COLLECT_DEADLINE : DEADLINE)
			.thenApply((answer) -> null);
	}

	/**
	 * Return the leases.
	 * @param filters of containerd's syntax, one of which has to match; none for all
	 * @return the leases
	 */
	public CompletableFuture<List<Lease>> list(String... filters) {
		ListRequest request = ListRequest.newBuilder().addAllFilters(List.of(filters)).build();
		return Rpc.call(this.channel, LeasesGrpc.getListMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getLeasesList().stream().map(LeasesApi::lease).toList());
	}

	/**
	 * Keep one more thing by a lease.
	 * @param id the lease
	 * @param resource the thing
	 * @return completes when it is kept
	 */
	public CompletableFuture<Void> addResource(String id, LeaseResource resource) {
		AddResourceRequest request = AddResourceRequest.newBuilder().setId(id).setResource(message(resource)).build();
		return Rpc.call(this.channel, LeasesGrpc.getAddResourceMethod(), request, DEADLINE).thenApply((answer) -> null);
	}

	/**
	 * No longer keep a thing by a lease.
	 * @param id the lease
	 * @param resource the thing
	 * @return completes when it is let go
	 */
	public CompletableFuture<Void> deleteResource(String id, LeaseResource resource) {
		DeleteResourceRequest request = DeleteResourceRequest.newBuilder()
			.setId(id)
			.setResource(message(resource))
			.build();
		return Rpc.call(this.channel, LeasesGrpc.getDeleteResourceMethod(), request, DEADLINE)
			.thenApply((answer) -> null);
	}

	/**
	 * Return what a lease keeps.
	 * @param id the lease
	 * @return the things
	 */
	public CompletableFuture<List<LeaseResource>> resources(String id) {
		ListResourcesRequest request = ListResourcesRequest.newBuilder().setId(id).build();
		return Rpc.call(this.channel, LeasesGrpc.getListResourcesMethod(), request, DEADLINE)
			.thenApply((answer) -> answer.getResourcesList()
				.stream()
				.map((resource) -> new LeaseResource(resource.getType(), resource.getId()))
				.toList());
	}

	private static Resource message(LeaseResource resource) {
		return Resource.newBuilder().setType(resource.type()).setId(resource.id()).build();
	}

	private static Lease lease(io.github.libcontainerd.internal.grpc.api.leases.Lease message) {
		return new Lease(message.getId(), message.getLabelsMap(),
				AnyValues.instant(message.hasCreatedAt(), message.getCreatedAt()));
	}

}

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

package io.github.libcontainerd.test.internal.fake.service;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.leases.AddResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.CreateRequest;
import io.github.libcontainerd.internal.grpc.api.leases.CreateResponse;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteRequest;
import io.github.libcontainerd.internal.grpc.api.leases.DeleteResourceRequest;
import io.github.libcontainerd.internal.grpc.api.leases.Lease;
import io.github.libcontainerd.internal.grpc.api.leases.LeasesGrpc;
import io.github.libcontainerd.internal.grpc.api.leases.ListRequest;
import io.github.libcontainerd.internal.grpc.api.leases.ListResourcesRequest;
import io.github.libcontainerd.internal.grpc.api.leases.ListResourcesResponse;
import io.github.libcontainerd.internal.grpc.api.leases.ListResponse;
import io.github.libcontainerd.internal.grpc.api.leases.Resource;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeLease;
import io.github.libcontainerd.test.internal.fake.store.FakeMetadata;
import io.github.libcontainerd.test.internal.fake.store.FakeStorage;
import io.github.libcontainerd.test.internal.image.Digests;

/**
 * The leases service.
 */
public final class FakeLeases extends LeasesGrpc.LeasesImplBase {

	private static final SecureRandom RANDOM = new SecureRandom();

	private final FakeDaemon daemon;

	private final FakeStorage storage;

	public FakeLeases(FakeDaemon daemon, FakeStorage storage) {
		this.daemon = daemon;
		this.storage = storage;
	}

	@Override
	public void create(CreateRequest request, StreamObserver<CreateResponse> observer) {
		Rpc.answer(observer, () -> {
			Lease lease = Lease.newBuilder()
				.setId(request.getId().isEmpty() ? generate() : request.getId())
				.setCreatedAt(FakeEvents.timestamp(Instant.now()))
				.putAllLabels(FakeLabels.stored(request.getLabelsMap()))
				.build();
			this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
				if (metadata.leases().putIfAbsent(lease.getId(), new FakeLease(lease)) != null) {
					throw Rpc.exists("lease \"" + lease.getId() + "\"");
				}
				return lease;
			});
			return CreateResponse.newBuilder().setLease(lease).build();
		});
	}

	private static String generate() {
		byte[] bytes = new byte[3];
		RANDOM.nextBytes(bytes);
		return System.nanoTime() + "-" + Base64.getUrlEncoder().encodeToString(bytes);
	}

	@Override
	public void delete(DeleteRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
				require(metadata, request.getId());
				this.storage.deleted();
				return metadata.leases().remove(request.getId());
			});
			if (request.getSync()) {
				this.storage.collect();
			}
			return Empty.getDefaultInstance();
		});
	}

	private static FakeLease require(FakeMetadata metadata, String id) {
		FakeLease lease = metadata.leases().get(id);
		if (lease == null) {
			throw Rpc.notFound("lease \"" + id + "\": not found");
		}
		return lease;
	}

	@Override
	public void list(ListRequest request, StreamObserver<ListResponse> observer) {
		Rpc.answer(observer, () -> {
			String namespace = FakeInterceptor.namespace();
			Predicate<Function<List<String>, @Nullable String>> filter = Rpc.invalidFilter(request.getFiltersList());
			return this.storage.read(namespace,
					(metadata) -> ListResponse.newBuilder()
						.addAllLeases(metadata.leases()
							.values()
							.stream()
							.map(FakeLease::lease)
							.filter((lease) -> filter.test((path) -> field(lease, path)))
							.toList())
						.build());
		});
	}

	private static @Nullable String field(Lease lease, List<String> path) {
		return switch (path.get(0)) {
			case "id" -> lease.getId();
			case "labels" -> FakeLabels.field(lease.getLabelsMap(), path);
			default -> null;
		};
	}

	@Override
	public void addResource(AddResourceRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasResource()) {
				throw this.daemon.crash("Leases.AddResource without resource");
			}
			return change(request.getId(), request.getResource(),
					(lease, resource) -> lease.add(resource.getType(), resource.getId()));
		});
	}

	@Override
	public void deleteResource(DeleteResourceRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasResource()) {
				throw this.daemon.crash("Leases.DeleteResource without resource");
			}
			return change(request.getId(), request.getResource(), (lease, resource) -> {
				lease.remove(resource.getType(), resource.getId());
				this.storage.deleted();
			});
		});
	}

	private Empty change(String id, Resource resource, BiConsumer<FakeLease, Resource> change) {
		return this.storage.write(FakeInterceptor.namespace(), (metadata) -> {
			FakeLease lease = require(metadata, id);
			check(resource);
			change.accept(lease, resource);
			return Empty.getDefaultInstance();
		});
	}

	private void check(Resource resource) {
		String type = resource.getType();
		String[] parts = type.split("/", -1);
		boolean known = parts[0].equals("content") || parts[0].equals("ingests")
				|| (parts[0].equals("images") && this.daemon.information().isTwo());
		if (known && parts.length != 1) {
			throw Rpc.invalid("invalid resource type " + type + ": invalid argument");
		}
		if (parts[0].equals("content")) {
			String problem = Digests.problem(resource.getId());
			if (problem != null) {
				throw Rpc.invalid(
						"invalid content resource id %s: %s: invalid argument".formatted(resource.getId(), problem));
			}
		}
		else if (parts[0].equals("snapshots") && parts.length != 2) {
			throw Rpc.invalid("invalid snapshot resource type " + type + ": invalid argument");
		}
		else if (!known && !parts[0].equals("snapshots")) {
			throw Status.UNIMPLEMENTED.withDescription("resource type " + type + " not supported yet: not implemented")
				.asRuntimeException();
		}
	}

	@Override
	public void listResources(ListResourcesRequest request, StreamObserver<ListResourcesResponse> observer) {
		Rpc.answer(observer,
				() -> this.storage.read(FakeInterceptor.namespace(),
						(metadata) -> ListResourcesResponse.newBuilder()
							.addAllResources(require(metadata, request.getId()).list())
							.build()));
	}

}

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

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.ContainersGrpc;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerResponse;
import io.github.libcontainerd.internal.grpc.api.containers.DeleteContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.GetContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.GetContainerResponse;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainerMessage;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainersRequest;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainersResponse;
import io.github.libcontainerd.internal.grpc.api.containers.UpdateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.UpdateContainerResponse;
import io.github.libcontainerd.internal.grpc.api.event.ContainerCreate;
import io.github.libcontainerd.internal.grpc.api.event.ContainerDelete;
import io.github.libcontainerd.internal.grpc.api.event.ContainerUpdate;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeEvents;
import io.github.libcontainerd.test.internal.fake.server.FakeFilter;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.FakeLabels;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeStore;

/**
 * The containers service.
 */
public final class FakeContainers extends ContainersGrpc.ContainersImplBase {

	private final FakeDaemon daemon;

	private final FakeStore store;

	public FakeContainers(FakeDaemon daemon, FakeStore store) {
		this.daemon = daemon;
		this.store = store;
	}

	static <V> void set(Map<String, V> map, String key, @Nullable V value) {
		if (value == null) {
			map.remove(key);
		}
		else {
			map.put(key, value);
		}
	}

	@Override
	public void get(GetContainerRequest request, StreamObserver<GetContainerResponse> observer) {
		Rpc.answer(observer, () -> {
			String namespace = FakeInterceptor.namespace();
			return GetContainerResponse.newBuilder().setContainer(require(namespace, request.getId())).build();
		});
	}

	private Container require(String namespace, String id) {
		Container container = this.store.container(namespace, id);
		if (container == null) {
			throw Rpc.notFound("container \"%s\" in namespace \"%s\": not found".formatted(id, namespace));
		}
		return container;
	}

	@Override
	public void list(ListContainersRequest request, StreamObserver<ListContainersResponse> observer) {
		Rpc.answer(observer, () -> ListContainersResponse.newBuilder().addAllContainers(matching(request)).build());
	}

	@Override
	public void listStream(ListContainersRequest request, StreamObserver<ListContainerMessage> observer) {
		try {
			for (Container container : matching(request)) {
				observer.onNext(ListContainerMessage.newBuilder().setContainer(container).build());
			}
			observer.onCompleted();
		}
		catch (StatusRuntimeException ex) {
			observer.onError(ex);
		}
	}

	private List<Container> matching(ListContainersRequest request) {
		String namespace = FakeInterceptor.namespace();
		Predicate<Function<List<String>, @Nullable String>> filter;
		try {
			filter = FakeFilter.parse(request.getFiltersList());
		}
		catch (IllegalArgumentException ex) {
			throw Rpc.invalid(ex.getMessage() + ": invalid argument");
		}
		return this.store.containersOf(namespace)
			.stream()
			.filter((container) -> filter.test((path) -> field(container, path)))
			.toList();
	}

	private static @Nullable String field(Container container, List<String> path) {
		return switch (path.get(0)) {
			case "id" -> present(container.getId());
			case "image" -> present(container.getImage());
			case "runtime" ->
				(path.size() == 2 && path.get(1).equals("name")) ? present(container.getRuntime().getName()) : null;
			case "labels" -> container.getLabelsMap().get(String.join(".", path.subList(1, path.size())));
			default -> null;
		};
	}

	private static @Nullable String present(String value) {
		return value.isEmpty() ? null : value;
	}

	@Override
	public void create(CreateContainerRequest request, StreamObserver<CreateContainerResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasContainer()) {
				throw this.daemon.crash("Containers.Create without container");
			}
			String namespace = FakeInterceptor.namespace();
			Container wanted = request.getContainer();
			String problem = problem(wanted);
			if (problem != null) {
				throw Rpc.invalid("create container failed validation: " + problem + ": invalid argument");
			}
			var now = FakeEvents.timestamp(Instant.now());
			Container container = wanted.toBuilder().setCreatedAt(now).setUpdatedAt(now).build();
			this.store.locked(() -> {
				this.store.namespaces().computeIfAbsent(namespace, (name) -> new LinkedHashMap<>());
				if (this.store.containers(namespace).putIfAbsent(container.getId(), container) != null) {
					throw Rpc.exists("container \"" + container.getId() + "\"");
				}
				return container;
			});
			ContainerCreate.Runtime.Builder runtime = ContainerCreate.Runtime.newBuilder()
				.setName(container.getRuntime().getName());
			if (container.getRuntime().hasOptions()) {
				runtime.setOptions(container.getRuntime().getOptions());
			}
			this.daemon.events()
				.publish(namespace, "/containers/create",
						ContainerCreate.newBuilder()
							.setId(container.getId())
							.setImage(container.getImage())
							.setRuntime(runtime)
							.build());
			return CreateContainerResponse.newBuilder().setContainer(container).build();
		});
	}

	private @Nullable String problem(Container container) {
		String id = FakeInterceptor.checkIdentifier(container.getId());
		if (id != null) {
			return "container.ID: " + id;
		}
		String label = FakeLabels.problem(container.getLabelsMap(), this.daemon.information().isOneSix());
		if (label != null) {
			return "containers.Labels: " + label;
		}
		if (container.getRuntime().getName().isEmpty()) {
			return "container.Runtime.Name must be set";
		}
		if (!container.hasSpec()) {
			return "container.Spec must be set";
		}
		if (!container.getSnapshotKey().isEmpty() && container.getSnapshotter().isEmpty()) {
			return "container.Snapshotter must be set if container.SnapshotKey is set";
		}
		return null;
	}

	@Override
	public void update(UpdateContainerRequest request, StreamObserver<UpdateContainerResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasContainer()) {
				throw this.daemon.crash("Containers.Update without container");
			}
			String namespace = FakeInterceptor.namespace();
			Container wanted = request.getContainer();
			Container updated = this.store.locked(() -> {
				Container old = this.store.containers(namespace).get(wanted.getId());
				if (old == null) {
					throw Rpc.notFound("container \"" + wanted.getId() + "\": not found");
				}
				Container merged = merge(old, wanted, request.getUpdateMask().getPathsList());
				String problem = problem(merged);
				if (problem != null) {
					throw Rpc.invalid("update failed validation: " + problem + ": invalid argument");
				}
				this.store.containers(namespace).put(merged.getId(), merged);
				return merged;
			});
			this.daemon.events()
				.publish(namespace, "/containers/update",
						ContainerUpdate.newBuilder()
							.setId(updated.getId())
							.setImage(updated.getImage())
							.putAllLabels(updated.getLabelsMap())
							.setSnapshotKey(updated.getSnapshotKey())
							.build());
			return UpdateContainerResponse.newBuilder().setContainer(updated).build();
		});
	}

	private static Container merge(Container old, Container wanted, List<String> paths) {
		Container.Builder result = old.toBuilder().setUpdatedAt(FakeEvents.timestamp(Instant.now()));
		Map<String, String> labels = new LinkedHashMap<>(old.getLabelsMap());
		Map<String, Any> extensions = new LinkedHashMap<>(old.getExtensionsMap());
		for (String path : paths.isEmpty() ? List.of("labels", "spec", "extensions", "image", "snapshotkey") : paths) {
			if (path.startsWith("labels.")) {
				set(labels, path.substring(7), wanted.getLabelsMap().get(path.substring(7)));
				continue;
			}
			if (path.startsWith("extensions.")) {
				set(extensions, path.substring(11), wanted.getExtensionsMap().get(path.substring(11)));
				continue;
			}
			switch (path) {
				case "labels" -> {
					labels.clear();
					labels.putAll(wanted.getLabelsMap());
				}
				case "extensions" -> {
					extensions.clear();
					extensions.putAll(wanted.getExtensionsMap());
				}
				case "spec" -> result.setSpec(Objects.requireNonNull(wanted.getSpec()));
				case "image" -> result.setImage(wanted.getImage());
				case "snapshotkey" -> result.setSnapshotKey(wanted.getSnapshotKey());
				default -> throw Rpc
					.invalid("cannot update \"%s\" field on \"%s\": invalid argument".formatted(path, wanted.getId()));
			}
		}
		return result.clearLabels().putAllLabels(labels).clearExtensions().putAllExtensions(extensions).build();
	}

	@Override
	public void delete(DeleteContainerRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String namespace = FakeInterceptor.namespace();
			this.store.locked(() -> {
				if (this.store.containers(namespace).remove(request.getId()) == null) {
					throw Rpc.notFound("container " + request.getId() + ": not found");
				}
				return request;
			});
			this.daemon.events()
				.publish(namespace, "/containers/delete", ContainerDelete.newBuilder().setId(request.getId()).build());
			return Empty.getDefaultInstance();
		});
	}

}

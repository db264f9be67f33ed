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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

import io.github.libcontainerd.internal.grpc.api.event.NamespaceCreate;
import io.github.libcontainerd.internal.grpc.api.event.NamespaceDelete;
import io.github.libcontainerd.internal.grpc.api.event.NamespaceUpdate;
import io.github.libcontainerd.internal.grpc.api.namespaces.CreateNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.CreateNamespaceResponse;
import io.github.libcontainerd.internal.grpc.api.namespaces.DeleteNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.GetNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.GetNamespaceResponse;
import io.github.libcontainerd.internal.grpc.api.namespaces.ListNamespacesRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.ListNamespacesResponse;
import io.github.libcontainerd.internal.grpc.api.namespaces.Namespace;
import io.github.libcontainerd.internal.grpc.api.namespaces.NamespacesGrpc;
import io.github.libcontainerd.internal.grpc.api.namespaces.UpdateNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.UpdateNamespaceResponse;
import io.github.libcontainerd.test.internal.fake.server.FakeDaemon;
import io.github.libcontainerd.test.internal.fake.server.FakeInterceptor;
import io.github.libcontainerd.test.internal.fake.server.Rpc;
import io.github.libcontainerd.test.internal.fake.store.FakeStore;

/**
 * The namespaces service.
 */
public final class FakeNamespaces extends NamespacesGrpc.NamespacesImplBase {

	private final FakeDaemon daemon;

	private final FakeStore store;

	public FakeNamespaces(FakeDaemon daemon, FakeStore store) {
		this.daemon = daemon;
		this.store = store;
	}

	@Override
	public void get(GetNamespaceRequest request, StreamObserver<GetNamespaceResponse> observer) {
		Rpc.answer(observer, () -> {
			Map<String, String> labels = this.store
				.locked(() -> Map.copyOf(this.store.namespaces().getOrDefault(request.getName(), Map.of())));
			return GetNamespaceResponse.newBuilder().setNamespace(namespace(request.getName(), labels)).build();
		});
	}

	private static Namespace namespace(String name, Map<String, String> labels) {
		return Namespace.newBuilder().setName(name).putAllLabels(labels).build();
	}

	@Override
	public void list(ListNamespacesRequest request, StreamObserver<ListNamespacesResponse> observer) {
		Rpc.answer(observer, () -> {
			ListNamespacesResponse.Builder response = ListNamespacesResponse.newBuilder();
			this.store.locked(() -> {
				this.store.namespaces().forEach((name, labels) -> response.addNamespaces(namespace(name, labels)));
				return response;
			});
			return response.build();
		});
	}

	@Override
	public void create(CreateNamespaceRequest request, StreamObserver<CreateNamespaceResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasNamespace()) {
				throw this.daemon.crash("Namespaces.Create without namespace");
			}
			Namespace namespace = request.getNamespace();
			String problem = FakeInterceptor.checkIdentifier(namespace.getName());
			if (problem != null) {
				throw Rpc.invalid(problem + ": invalid argument");
			}
			this.store.locked(() -> {
				if (this.store.namespaces().containsKey(namespace.getName())) {
					throw Rpc.exists("namespace \"" + namespace.getName() + "\"");
				}
				return this.store.namespaces().put(namespace.getName(), new LinkedHashMap<>(namespace.getLabelsMap()));
			});
			publish(namespace.getName(), "/namespaces/create",
					NamespaceCreate.newBuilder()
						.setName(namespace.getName())
						.putAllLabels(namespace.getLabelsMap())
						.build());
			return CreateNamespaceResponse.newBuilder().setNamespace(namespace).build();
		});
	}

	/** In 1.6 without the namespace header, the change is made and the call fails. */
	private void publish(String name, String topic, Message event) {
		if (!this.daemon.information().isOneSix()) {
			this.daemon.events().publish(name, topic, event);
			return;
		}
		try {
			this.daemon.events().publish(FakeInterceptor.namespace(), topic, event);
		}
		catch (StatusRuntimeException ex) {
			throw Status.UNKNOWN.withDescription("failed publishing event: " + ex.getStatus().getDescription())
				.asRuntimeException();
		}
	}

	@Override
	public void update(UpdateNamespaceRequest request, StreamObserver<UpdateNamespaceResponse> observer) {
		Rpc.answer(observer, () -> {
			if (!request.hasNamespace()) {
				throw this.daemon.crash("Namespaces.Update without namespace");
			}
			String name = request.getNamespace().getName();
			Map<String, String> wanted = request.getNamespace().getLabelsMap();
			List<String> paths = request.getUpdateMask().getPathsList();
			Map<String, String> result = this.store.locked(() -> {
				Map<String, String> labels = this.store.namespaces()
					.computeIfAbsent(name, (key) -> new LinkedHashMap<>());
				for (String path : paths.isEmpty() ? List.of("labels") : paths) {
					if (path.equals("labels")) {
						labels.clear();
						labels.putAll(wanted);
					}
					else if (path.startsWith("labels.")) {
						FakeContainers.set(labels, path.substring(7), wanted.get(path.substring(7)));
					}
					else {
						throw Rpc.invalid("cannot update \"" + path + "\" field");
					}
				}
				return Map.copyOf(labels);
			});
			publish(name, "/namespaces/update",
					NamespaceUpdate.newBuilder().setName(name).putAllLabels(result).build());
			// The real one leaves it empty.
			return UpdateNamespaceResponse.getDefaultInstance();
		});
	}

	@Override
	public void delete(DeleteNamespaceRequest request, StreamObserver<Empty> observer) {
		Rpc.answer(observer, () -> {
			String name = request.getName();
			this.store.locked(() -> {
				if (!this.store.namespaces().containsKey(name)) {
					throw Rpc.notFound("namespace \"" + name + "\": not found");
				}
				List<String> contents = this.store.storage().contents(name);
				if (!contents.isEmpty()) {
					throw Status.FAILED_PRECONDITION
						.withDescription("namespace \"%s\" must be empty, but it still has %s: failed precondition"
							.formatted(name, String.join(", ", contents)))
						.asRuntimeException();
				}
				return this.store.namespaces().remove(name);
			});
			// Published in the namespace that was deleted, so it needs no header.
			this.daemon.events()
				.publish(name, "/namespaces/delete", NamespaceDelete.newBuilder().setName(name).build());
			return Empty.getDefaultInstance();
		});
	}

}

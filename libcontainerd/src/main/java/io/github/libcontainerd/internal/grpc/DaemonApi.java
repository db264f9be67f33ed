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

package io.github.libcontainerd.internal.grpc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.google.protobuf.Empty;
import io.grpc.Channel;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.PluginStatus;
import io.github.libcontainerd.internal.grpc.api.health.HealthCheckRequest;
import io.github.libcontainerd.internal.grpc.api.health.HealthCheckResponse;
import io.github.libcontainerd.internal.grpc.api.health.HealthGrpc;
import io.github.libcontainerd.internal.grpc.api.introspection.IntrospectionGrpc;
import io.github.libcontainerd.internal.grpc.api.introspection.PluginsRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.DeleteNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.GetNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.ListNamespacesRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.Namespace;
import io.github.libcontainerd.internal.grpc.api.namespaces.NamespacesGrpc;
import io.github.libcontainerd.internal.grpc.api.version.VersionGrpc;

/**
 * The calls that belong to no namespace.
 */
public final class DaemonApi {

	private static final String DEFAULT_SNAPSHOTTER = "containerd.io/defaults/snapshotter";

	private final Channel channel;

	/**
	 * Create the calls.
	 * @param channel the channel to containerd
	 */
	public DaemonApi(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Return whether containerd serves requests.
	 * @param timeout the deadline
	 * @return whether it does
	 */
	public CompletableFuture<Boolean> serving(Duration timeout) {
		return Rpc.call(this.channel, HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance(), timeout)
			.thenApply((answer) -> answer.getStatus() == HealthCheckResponse.ServingStatus.SERVING);
	}

	/**
	 * Return the version, free text such as {@code 1.6.20~ds1}.
	 * @param timeout the deadline
	 * @return the version
	 */
	public CompletableFuture<String> version(Duration timeout) {
		return Rpc.call(this.channel, VersionGrpc.getVersionMethod(), Empty.getDefaultInstance(), timeout)
			.thenApply((answer) -> answer.getVersion());
	}

	/**
	 * Return the plugins.
	 * @param timeout the deadline
	 * @return the plugins, in containerd's order
	 */
	public CompletableFuture<List<PluginStatus>> plugins(Duration timeout) {
		return Rpc
			.call(this.channel, IntrospectionGrpc.getPluginsMethod(), PluginsRequest.getDefaultInstance(), timeout)
			.thenApply((answer) -> answer.getPluginsList()
				.stream()
				.map((plugin) -> new PluginStatus(plugin.getType(), plugin.getId(),
						plugin.hasInitErr() ? plugin.getInitErr().getMessage() : null))
				.toList());
	}

	/**
	 * Return the names of all namespaces.
	 * @param timeout the deadline
	 * @return the names
	 */
	public CompletableFuture<List<String>> namespaces(Duration timeout) {
		return Rpc
			.call(this.channel, NamespacesGrpc.getListMethod(), ListNamespacesRequest.getDefaultInstance(), timeout)
			.thenApply((answer) -> answer.getNamespacesList().stream().map(Namespace::getName).toList());
	}

	/**
	 * Return whether a namespace exists.
	 * @param name the namespace
	 * @param timeout the deadline
	 * @return whether it does
	 */
	public CompletableFuture<Boolean> namespaceExists(String name, Duration timeout) {
		// Get answers for an unknown one too.
		return namespaces(timeout).thenApply((names) -> names.contains(name));
	}

	/**
	 * Delete a namespace; containerd refuses while there is something in it.
	 * @param name the namespace
	 * @param timeout the deadline
	 * @return completes when it is gone
	 */
	public CompletableFuture<Void> deleteNamespace(String name, Duration timeout) {
		DeleteNamespaceRequest request = DeleteNamespaceRequest.newBuilder().setName(name).build();
		return Rpc.call(this.channel, NamespacesGrpc.getDeleteMethod(), request, timeout).thenApply((answer) -> null);
	}

	/**
	 * Return the snapshotter that a namespace says is to be used.
	 * @param name the namespace
	 * @param timeout the deadline
	 * @return the snapshotter; {@code null} when the namespace does not say
	 */
	public CompletableFuture<@Nullable String> defaultSnapshotter(String name, Duration timeout) {
		GetNamespaceRequest request = GetNamespaceRequest.newBuilder().setName(name).build();
		return Rpc.call(this.channel, NamespacesGrpc.getGetMethod(), request, timeout)
			.thenApply((answer) -> answer.getNamespace().getLabelsMap().get(DEFAULT_SNAPSHOTTER))
			.exceptionally((failure) -> {
				// The first thing that is made in a namespace makes the namespace.
				if (Errors.isNotFound(failure)) {
					return null;
				}
				throw new CompletionException(Errors.unwrap(failure));
			});
	}

}

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

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.protobuf.Empty;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.health.HealthCheckRequest;
import io.github.libcontainerd.internal.grpc.api.health.HealthCheckResponse;
import io.github.libcontainerd.internal.grpc.api.health.HealthGrpc;
import io.github.libcontainerd.internal.grpc.api.introspection.IntrospectionGrpc;
import io.github.libcontainerd.internal.grpc.api.introspection.Plugin;
import io.github.libcontainerd.internal.grpc.api.introspection.PluginsRequest;
import io.github.libcontainerd.internal.grpc.api.introspection.PluginsResponse;
import io.github.libcontainerd.internal.grpc.api.introspection.ServerResponse;
import io.github.libcontainerd.internal.grpc.api.version.VersionGrpc;
import io.github.libcontainerd.internal.grpc.api.version.VersionResponse;

/**
 * The services about the daemon itself: version, health and introspection.
 */
public final class FakeInformation {

	private final String uuid = UUID.randomUUID().toString();

	private final String version;

	private volatile int run;

	public FakeInformation(String version) {
		this.version = version;
	}

	public void nextRun() {
		this.run++;
	}

	public List<BindableService> services() {
		return List.of(new Version(), new Health(), new Introspection());
	}

	public boolean isOneSix() {
		return this.version.startsWith("1.6") || this.version.startsWith("v1.6");
	}

	public boolean isTwo() {
		return this.version.startsWith("2.") || this.version.startsWith("v2.");
	}

	/** Since 2.1. */
	public boolean announcesContent() {
		return isTwo() && !this.version.matches("v?2\\.0(\\D.*)?");
	}

	/**
	 * The version service.
	 */
	private final class Version extends VersionGrpc.VersionImplBase {

		@Override
		public void version(Empty request, StreamObserver<VersionResponse> observer) {
			Rpc.answer(observer,
					() -> VersionResponse.newBuilder()
						.setVersion(FakeInformation.this.version)
						.setRevision("fake")
						.build());
		}

	}

	/**
	 * The health service.
	 */
	private static final class Health extends HealthGrpc.HealthImplBase {

		@Override
		public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
			Rpc.answer(observer, () -> {
				if (!request.getService().isEmpty()) {
					throw Rpc.notFound("unknown service");
				}
				return HealthCheckResponse.newBuilder().setStatus(HealthCheckResponse.ServingStatus.SERVING).build();
			});
		}

	}

	/**
	 * The introspection service.
	 */
	private final class Introspection extends IntrospectionGrpc.IntrospectionImplBase {

		@Override
		public void server(Empty request, StreamObserver<ServerResponse> observer) {
			Rpc.answer(observer, () -> {
				ServerResponse.Builder response = ServerResponse.newBuilder().setUuid(FakeInformation.this.uuid);
				if (!isOneSix()) {
					response.setPid(10_000 + FakeInformation.this.run).setPidns(4026531836L);
				}
				return response.build();
			});
		}

		@Override
		public void plugins(PluginsRequest request, StreamObserver<PluginsResponse> observer) {
			Rpc.answer(observer, () -> {
				Predicate<Function<List<String>, @Nullable String>> filter;
				try {
					filter = FakeFilter.parse(request.getFiltersList());
				}
				catch (IllegalArgumentException ex) {
					throw Rpc.invalid(ex.getMessage() + ": invalid argument");
				}
				String restart = isTwo() ? "io.containerd.monitor.container.v1" : "io.containerd.internal.v1";
				PluginsResponse.Builder response = PluginsResponse.newBuilder();
				List.of(plugin("io.containerd.content.v1", "content"),
						plugin("io.containerd.snapshotter.v1", "overlayfs"),
						plugin("io.containerd.snapshotter.v1", "native"), plugin("io.containerd.runtime.v2", "task"),
						plugin("io.containerd.differ.v1", "walking"), plugin("io.containerd.gc.v1", "scheduler"),
						plugin("io.containerd.metadata.v1", "bolt"), plugin(restart, "restart"),
						plugin("io.containerd.grpc.v1", "tasks"), plugin("io.containerd.grpc.v1", "containers"),
						plugin("io.containerd.grpc.v1", "events"), plugin("io.containerd.grpc.v1", "images"),
						plugin("io.containerd.grpc.v1", "content"), plugin("io.containerd.grpc.v1", "snapshots"),
						plugin("io.containerd.grpc.v1", "diff"), plugin("io.containerd.grpc.v1", "leases"))
					.stream()
					.filter((plugin) -> filter.test((path) -> switch (path.get(0)) {
						case "type" -> plugin.getType();
						case "id" -> plugin.getId();
						default -> null;
					}))
					.forEach(response::addPlugins);
				return response.build();
			});
		}

		private Plugin plugin(String type, String id) {
			return Plugin.newBuilder().setType(type).setId(id).build();
		}

	}

}

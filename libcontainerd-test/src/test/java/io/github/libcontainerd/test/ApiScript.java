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

package io.github.libcontainerd.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.ContainersGrpc;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.DeleteContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.GetContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainersRequest;
import io.github.libcontainerd.internal.grpc.api.containers.UpdateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.events.EventsGrpc;
import io.github.libcontainerd.internal.grpc.api.events.PublishRequest;
import io.github.libcontainerd.internal.grpc.api.events.SubscribeRequest;
import io.github.libcontainerd.internal.grpc.api.health.HealthCheckRequest;
import io.github.libcontainerd.internal.grpc.api.health.HealthGrpc;
import io.github.libcontainerd.internal.grpc.api.introspection.IntrospectionGrpc;
import io.github.libcontainerd.internal.grpc.api.introspection.PluginsRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.CreateNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.DeleteNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.GetNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.Namespace;
import io.github.libcontainerd.internal.grpc.api.namespaces.NamespacesGrpc;
import io.github.libcontainerd.internal.grpc.api.namespaces.UpdateNamespaceRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.GetRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.MetricsRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;

/**
 * Calls about headers, namespaces, containers and events, right and wrong ones.
 */
final class ApiScript {

	private final Driver driver;

	private final Transcript out;

	ApiScript(Driver driver, Transcript out) {
		this.driver = driver;
		this.out = out;
	}

	void run() {
		headers();
		namespaces();
		containers();
		events();
	}

	private void headers() {
		this.out.value("list without header", () -> ContainersGrpc.newBlockingStub(this.driver.clients.plain())
			.list(ListContainersRequest.getDefaultInstance()));
		for (String bad : List.of("a..b", "-a", "a/b", "a".repeat(77))) {
			this.out.value("list in namespace " + bad, () -> ContainersGrpc.newBlockingStub(this.driver.clients.in(bad))
				.list(ListContainersRequest.getDefaultInstance()));
			this.out.value("tasks in namespace " + bad, () -> TasksGrpc.newBlockingStub(this.driver.clients.in(bad))
				.list(ListTasksRequest.getDefaultInstance()));
		}
		this.out.value("tasks without header", () -> TasksGrpc.newBlockingStub(this.driver.clients.plain())
			.list(ListTasksRequest.getDefaultInstance()));
		this.out.value("task get without header", () -> TasksGrpc.newBlockingStub(this.driver.clients.plain())
			.get(GetRequest.newBuilder().setContainerId("x").build()));
		this.out.value("metrics without header", () -> TasksGrpc.newBlockingStub(this.driver.clients.plain())
			.metrics(MetricsRequest.getDefaultInstance()));
		this.out.value("publish without header", () -> EventsGrpc.newBlockingStub(this.driver.clients.plain())
			.publish(PublishRequest.newBuilder().setTopic("/a").setEvent(Any.getDefaultInstance()).build()));
		this.out.value("list in unknown namespace",
				() -> ContainersGrpc.newBlockingStub(this.driver.clients.in("nobody"))
					.list(ListContainersRequest.getDefaultInstance()));
		this.out.value("health", () -> HealthGrpc.newBlockingStub(this.driver.clients.plain())
			.check(HealthCheckRequest.getDefaultInstance()));
		this.out.value("health of a service", () -> HealthGrpc.newBlockingStub(this.driver.clients.plain())
			.check(HealthCheckRequest.newBuilder().setService("nope").build()));
		this.out.value("server",
				() -> IntrospectionGrpc.newBlockingStub(this.driver.clients.plain())
					.server(Empty.getDefaultInstance())
					.getUuid()
					.length());
		this.out.value("plugins",
				() -> IntrospectionGrpc.newBlockingStub(this.driver.clients.plain())
					.plugins(PluginsRequest.newBuilder().addFilters("type==io.containerd.runtime.v2,id==task").build())
					.getPluginsList()
					.stream()
					.map((plugin) -> plugin.getType() + "/" + plugin.getId())
					.toList());
	}

	private void namespaces() {
		NamespacesGrpc.NamespacesBlockingStub stub = NamespacesGrpc.newBlockingStub(this.driver.clients.plain());
		String name = this.driver.namespace + ".x";
		Namespace namespace = Namespace.newBuilder().setName(name).putLabels("a", "1").build();
		this.out.value("ns get unknown", () -> stub.get(GetNamespaceRequest.newBuilder().setName(name).build()));
		this.out.value("ns create",
				() -> stub.create(CreateNamespaceRequest.newBuilder().setNamespace(namespace).build()));
		this.out.value("ns create again",
				() -> stub.create(CreateNamespaceRequest.newBuilder().setNamespace(namespace).build()));
		this.out.value("ns create bad", () -> stub
			.create(CreateNamespaceRequest.newBuilder().setNamespace(Namespace.newBuilder().setName("a_/b")).build()));
		this.out.value("ns create empty", () -> stub
			.create(CreateNamespaceRequest.newBuilder().setNamespace(Namespace.getDefaultInstance()).build()));
		this.out.value("ns update label",
				() -> stub.update(UpdateNamespaceRequest.newBuilder()
					.setNamespace(Namespace.newBuilder().setName(name).putLabels("b", "2"))
					.setUpdateMask(FieldMask.newBuilder().addPaths("labels.b"))
					.build()));
		this.out.value("ns update field",
				() -> stub.update(UpdateNamespaceRequest.newBuilder()
					.setNamespace(namespace)
					.setUpdateMask(FieldMask.newBuilder().addPaths("name"))
					.build()));
		this.out.value("ns get",
				() -> stub.get(GetNamespaceRequest.newBuilder().setName(name).build())
					.getNamespace()
					.getLabelsMap()
					.entrySet()
					.stream()
					.sorted(Map.Entry.comparingByKey())
					.toList());
		this.out.value("ns delete", () -> stub.delete(DeleteNamespaceRequest.newBuilder().setName(name).build()));
		this.out.value("ns delete again", () -> stub.delete(DeleteNamespaceRequest.newBuilder().setName(name).build()));
		this.driver.createContainer("holder", "/bin/true");
		this.out.value("ns delete full",
				() -> stub.delete(DeleteNamespaceRequest.newBuilder().setName(this.driver.namespace).build()));
		this.driver.deleteContainer("holder");
	}

	private void containers() {
		this.out.call("c create", () -> this.driver.createContainer("c1", "/bin/true"));
		this.out.call("c create again", () -> this.driver.createContainer("c1", "/bin/true"));
		this.out.call("c create bad id", () -> this.driver.createContainer("c/1", "/bin/true"));
		this.out.call("c create empty id", () -> this.driver.createContainer("", "/bin/true"));
		this.out.call("c create long id", () -> this.driver.createContainer("a".repeat(77), "/bin/true"));
		create("c create no runtime", Container.newBuilder().setId("c2").setSpec(Any.getDefaultInstance()).build());
		create("c create long label",
				Driver.container("c2", Map.of()).toBuilder().putLabels("k", "v".repeat(4096)).build());
		create("c create snapshotter missing",
				Driver.container("c2", Map.of()).toBuilder().setSnapshotKey("k").build());
		this.out.value("c get unknown",
				() -> this.driver.containers().get(GetContainerRequest.newBuilder().setId("nope").build()));
		this.out.value("c get bad id",
				() -> this.driver.containers().get(GetContainerRequest.newBuilder().setId("no/pe").build()));
		this.out.value("c delete unknown",
				() -> this.driver.containers().delete(DeleteContainerRequest.newBuilder().setId("nope").build()));
		update("c update unknown", "nope", "labels");
		for (String path : List.of("labels", "labels.a", "labels.b", "extensions.e", "image", "runtime", "snapshotkey",
				"snapshot_key", "created_at", "nope", "")) {
			update("c update " + path, "c1", path);
		}
		this.out.value("c get updated", () -> shown("c1"));
		for (String filter : List.of("id==c1", "id==c2", "labels.a==1", "labels.\"a\"==\"1\"", "labels.a",
				"id~=^c,image==img", "image!=img", "id~=^c[", "=", "id=", "nope==1", "runtime.name",
				"runtime.name==io.containerd.runc.v2", "id==\"c1", "id==/c1", "id~=|c1|")) {
			this.out.value("c list " + filter,
					() -> this.driver.containers()
						.list(ListContainersRequest.newBuilder().addFilters(filter).build())
						.getContainersList()
						.stream()
						.map(Container::getId)
						.toList());
		}
		this.driver.deleteContainer("c1");
	}

	private String shown(String id) {
		Container container = this.driver.containers()
			.get(GetContainerRequest.newBuilder().setId(id).build())
			.getContainer();
		return container.getLabelsMap() + " " + container.getImage() + " " + container.getSnapshotKey() + " "
				+ container.getExtensionsMap().keySet() + " " + container.getRuntime().getName();
	}

	private void create(String name, Container container) {
		this.out.call(name, () -> this.driver.containers()
			.create(CreateContainerRequest.newBuilder().setContainer(container).build()));
	}

	private void update(String name, String id, String path) {
		UpdateContainerRequest.Builder request = UpdateContainerRequest.newBuilder()
			.setContainer(Driver.container(id, Map.of())
				.toBuilder()
				.putLabels("a", "1")
				.setImage("img")
				.putExtensions("e", Any.newBuilder().setTypeUrl("x").build()));
		if (!path.isEmpty()) {
			request.setUpdateMask(FieldMask.newBuilder().addPaths(path));
		}
		this.out.call(name, () -> this.driver.containers().update(request.build()));
	}

	private void events() {
		EventsGrpc.EventsBlockingStub stub = EventsGrpc.newBlockingStub(this.driver.clients.in(this.driver.namespace));
		for (String topic : List.of("", "a", "/a", "/a//b", "/a/", "/a b", "/lc/probe")) {
			this.out.value("publish " + topic, () -> stub.publish(
					PublishRequest.newBuilder().setTopic(topic).setEvent(Any.newBuilder().setTypeUrl("x")).build()));
		}
		for (String filter : List.of("=", "topic==/a", "topic==\"/a", "topic~=|", "topic=")) {
			this.out.value("subscribe " + filter,
					() -> EventsGrpc.newBlockingStub(this.driver.clients.plain())
						.withDeadlineAfter(300, TimeUnit.MILLISECONDS)
						.subscribe(SubscribeRequest.newBuilder().addFilters(filter).build())
						.hasNext());
		}
	}

}

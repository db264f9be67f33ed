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

package io.github.libcontainerd.test.internal.real;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.StatusRuntimeException;

import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.containers.ContainersGrpc;
import io.github.libcontainerd.internal.grpc.api.containers.CreateContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.DeleteContainerRequest;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainersRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.ListNamespacesRequest;
import io.github.libcontainerd.internal.grpc.api.namespaces.Namespace;
import io.github.libcontainerd.internal.grpc.api.namespaces.NamespacesGrpc;
import io.github.libcontainerd.internal.grpc.api.tasks.DeleteTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.KillRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ResumeTaskRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;
import io.github.libcontainerd.internal.grpc.api.tasks.WaitRequest;
import io.github.libcontainerd.internal.grpc.api.types.Process;
import io.github.libcontainerd.internal.grpc.api.types.Status;

/**
 * Kills and deletes all tasks and containers of a daemon.
 */
public final class Sweeper {

	private static final String SPEC = "types.containerd.io/opencontainers/runtime-spec/1/Spec";

	private final Clients clients;

	public Sweeper(Clients clients) {
		this.clients = clients;
	}

	/**
	 * Sweep all namespaces.
	 * @param problems gets what could not be removed
	 * @return the namespaces
	 */
	public List<String> sweep(List<String> problems) {
		List<String> names = NamespacesGrpc.newBlockingStub(this.clients.plain())
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.list(ListNamespacesRequest.getDefaultInstance())
			.getNamespacesList()
			.stream()
			.map(Namespace::getName)
			.toList();
		names.forEach((name) -> sweep(name, problems));
		return names;
	}

	private void sweep(String namespace, List<String> problems) {
		for (Process task : tasks(namespace).list(ListTasksRequest.getDefaultInstance()).getTasksList()) {
			try {
				remove(namespace, task);
			}
			catch (StatusRuntimeException ex) {
				problems.add("task " + task.getId() + ": " + ex.getMessage());
			}
		}
		ContainersGrpc.ContainersBlockingStub containers = containers(namespace);
		for (Container container : containers.list(ListContainersRequest.getDefaultInstance()).getContainersList()) {
			try {
				containers.delete(DeleteContainerRequest.newBuilder().setId(container.getId()).build());
			}
			catch (StatusRuntimeException ex) {
				problems.add("container " + container.getId() + ": " + ex.getMessage());
			}
		}
	}

	private void remove(String namespace, Process task) {
		adopt(namespace, task.getId());
		if (task.getStatus() != Status.STOPPED) {
			quietly(() -> tasks(namespace)
				.kill(KillRequest.newBuilder().setContainerId(task.getId()).setSignal(9).setAll(true).build()));
			if (task.getStatus() == Status.PAUSED) {
				quietly(() -> tasks(namespace)
					.resume(ResumeTaskRequest.newBuilder().setContainerId(task.getId()).build()));
			}
			quietly(() -> tasks(namespace).wait(WaitRequest.newBuilder().setContainerId(task.getId()).build()));
		}
		tasks(namespace).delete(DeleteTaskRequest.newBuilder().setContainerId(task.getId()).build());
	}

	/** A task without a record cannot be reached. */
	private void adopt(String namespace, String id) {
		quietly(() -> containers(namespace).create(CreateContainerRequest.newBuilder()
			.setContainer(Container.newBuilder()
				.setId(id)
				.setRuntime(Container.Runtime.newBuilder().setName("io.containerd.runc.v2"))
				.setSpec(com.google.protobuf.Any.newBuilder()
					.setTypeUrl(SPEC)
					.setValue(com.google.protobuf.ByteString.copyFromUtf8("{}"))))
			.build()));
	}

	private static void quietly(Runnable call) {
		try {
			call.run();
		}
		catch (StatusRuntimeException ignored) {
			// The deletion that follows tells.
		}
	}

	private TasksGrpc.TasksBlockingStub tasks(String namespace) {
		return TasksGrpc.newBlockingStub(this.clients.in(namespace)).withDeadlineAfter(30, TimeUnit.SECONDS);
	}

	private ContainersGrpc.ContainersBlockingStub containers(String namespace) {
		return ContainersGrpc.newBlockingStub(this.clients.in(namespace)).withDeadlineAfter(30, TimeUnit.SECONDS);
	}

}

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grpc.StatusRuntimeException;

import io.github.libcontainerd.internal.grpc.api.cgroups1.Metrics;
import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.types.Process;

/**
 * What a test can see of a fake containerd, and do to it from behind.
 */
abstract class FakeObservations {

	private final FakeStore store = new FakeStore();

	private final FakeFaults faults = new FakeFaults();

	private final FakeInterceptor interceptor = new FakeInterceptor(this.faults);

	private final List<Behaviour> behaviours = new CopyOnWriteArrayList<>();

	private final AtomicInteger shimCrashes = new AtomicInteger();

	abstract FakeEvents events();

	abstract FakeBacklog backlog();

	abstract void later(java.time.Duration delay, Runnable action);

	FakeStore store() {
		return this.store;
	}

	FakeInterceptor interceptor() {
		return this.interceptor;
	}

	/**
	 * The faults of single methods.
	 * @return the injector
	 */
	public FakeFaults faults() {
		return this.faults;
	}

	/**
	 * Let tasks behave in another way than running their command.
	 * @param containerId which containers; the latest match counts
	 * @param behaviour how their tasks behave, from the creation of the task on
	 */
	public void onCreate(Predicate<String> containerId, FakeBehaviour behaviour) {
		this.behaviours.add(0, new Behaviour(containerId, behaviour));
	}

	/**
	 * The container records of a namespace.
	 * @param namespace the namespace
	 * @return the records
	 */
	public List<Container> containers(String namespace) {
		return this.store.containersOf(namespace);
	}

	/**
	 * The init processes of the tasks of a namespace.
	 * @param namespace the namespace
	 * @return the processes
	 */
	public List<Process> tasks(String namespace) {
		return this.store.tasksOf(namespace).stream().map((task) -> task.init().describe()).toList();
	}

	/**
	 * The processes, init first, of a task.
	 * @param namespace the namespace
	 * @param containerId the container
	 * @return the processes or none without a task
	 */
	public List<Process> processes(String namespace, String containerId) {
		FakeTask task = this.store.task(namespace, containerId);
		return (task != null) ? task.processes().stream().map(FakeProcess::describe).toList() : List.of();
	}

	/**
	 * How often a command was run in a task, seen or unseen by the daemon.
	 * @param namespace the namespace
	 * @param containerId the container
	 * @return how often
	 */
	public int executions(String namespace, String containerId) {
		FakeTask task = this.store.task(namespace, containerId);
		return (task != null) ? task.executions().get() : 0;
	}

	/**
	 * Fix the metrics of a task.
	 * @param namespace the namespace
	 * @param containerId the container
	 * @param metrics the metrics it reports from now on
	 */
	public void metrics(String namespace, String containerId, Metrics metrics) {
		requireTask(namespace, containerId).metrics(metrics);
	}

	/**
	 * Report that a process of a task ran out of memory, without ending the task.
	 * @param namespace the namespace
	 * @param containerId the container
	 * @param events how many events are sent
	 */
	public void outOfMemory(String namespace, String containerId, int events) {
		requireTask(namespace, containerId).runOutOfMemory(events);
	}

	private FakeTask requireTask(String namespace, String containerId) {
		FakeTask task = this.store.task(namespace, containerId);
		if (task == null) {
			throw new IllegalArgumentException("No task " + containerId + " in " + namespace);
		}
		return task;
	}

	/**
	 * Kill a task's shim: pending waits fail, and the daemon reports an exit with 137 and
	 * a deletion soon after.
	 * @param namespace the namespace
	 * @param containerId the container
	 */
	public void killShim(String namespace, String containerId) {
		crashShim(requireTask(namespace, containerId));
	}

	/**
	 * The subscriptions to events that are alive.
	 * @return how many
	 */
	public int liveSubscriptions() {
		return events().live();
	}

	/**
	 * The calls of a method so far.
	 * @param method for example {@code Tasks/Delete}
	 * @return how many
	 */
	public int calls(String method) {
		return this.interceptor.calls(method);
	}

	/**
	 * How many shims were crashed by a call or by {@link #killShim}.
	 * @return how many
	 */
	public int shimCrashes() {
		return this.shimCrashes.get();
	}

	void countShimCrash() {
		this.shimCrashes.incrementAndGet();
	}

	StatusRuntimeException crashShim(FakeTask task) {
		countShimCrash();
		FakeShimCleanup.run(this, task);
		return Rpc.unknown("ttrpc: closed");
	}

	/**
	 * Have an image like busybox in all namespaces, without a registry.
	 * @param name its name, completed as Docker does
	 */
	public void image(String name) {
		image(FakeImage.named(name).build());
	}

	/**
	 * Have an image in all namespaces, without a registry.
	 * @param name its name, completed as Docker does
	 * @param with what it is like, for example
	 * {@code (image) -> image.entrypoint("/report").prints("done\n", 0)}
	 */
	public void image(String name, Consumer<FakeImage.Builder> with) {
		FakeImage.Builder builder = FakeImage.named(name);
		with.accept(builder);
		image(builder.build());
	}

	/**
	 * Have an image in all namespaces, without a registry.
	 * @param image the image; it replaces the one of its name
	 */
	public void image(FakeImage image) {
		this.store.storage().add(image);
	}

	/**
	 * The names of the images of a namespace.
	 * @param namespace the namespace
	 * @return the names, sorted
	 */
	public List<String> images(String namespace) {
		return this.store.storage().read(namespace, (metadata) -> List.copyOf(metadata.images().keySet()));
	}

	/**
	 * The snapshots of a namespace, of all snapshotters.
	 * @param namespace the namespace
	 * @return their keys and names
	 */
	public List<String> snapshots(String namespace) {
		return this.store.storage()
			.read(namespace,
					(metadata) -> metadata.allSnapshots()
						.values()
						.stream()
						.flatMap((snapshots) -> snapshots.keySet().stream())
						.toList());
	}

	/**
	 * The content of a namespace.
	 * @param namespace the namespace
	 * @return the digests
	 */
	public List<String> content(String namespace) {
		return this.store.storage().read(namespace, (metadata) -> List.copyOf(metadata.blobs().keySet()));
	}

	/**
	 * The references of content that is being written.
	 * @param namespace the namespace
	 * @return the references
	 */
	public List<String> ingests(String namespace) {
		return this.store.storage().read(namespace, (metadata) -> List.copyOf(metadata.ingests().keySet()));
	}

	/**
	 * The leases of a namespace.
	 * @param namespace the namespace
	 * @return their ids
	 */
	public List<String> leases(String namespace) {
		return this.store.storage().read(namespace, (metadata) -> List.copyOf(metadata.leases().keySet()));
	}

	/**
	 * Collect garbage now: whatever no image, container or lease needs is gone
	 * afterwards.
	 */
	public void collectGarbage() {
		this.store.storage().collect();
	}

	FakeBehaviour behaviour(Container container) {
		return this.behaviours.stream()
			.filter((entry) -> entry.containerId.test(container.getId()))
			.map(Behaviour::behaviour)
			.findFirst()
			.orElseGet(() -> {
				FakeImage image = this.store.storage().image(container.getImage());
				FakeBehaviour behaviour = (image != null) ? image.behaviour() : null;
				return (behaviour != null) ? behaviour : FakeBehaviour.normal();
			});
	}

	/**
	 * A behaviour and whom it is for.
	 */
	private record Behaviour(Predicate<String> containerId, FakeBehaviour behaviour) {
	}

}

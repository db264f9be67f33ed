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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.cgroups1.Metrics;
import io.github.libcontainerd.internal.grpc.api.containers.Container;
import io.github.libcontainerd.internal.grpc.api.types.Process;
import io.github.libcontainerd.test.internal.fake.DefaultFakeDaemon;
import io.github.libcontainerd.test.internal.fake.files.FakeTree;
import io.github.libcontainerd.test.internal.fake.task.FakeProcess;
import io.github.libcontainerd.test.internal.fake.task.FakeTask;
import io.github.libcontainerd.test.internal.fake.task.TaskBehaviour;

/**
 * A containerd in memory, served over a real unix socket, with streams over real FIFOs.
 * Its processes are interpreted by a tiny shell instead of being run. It can be used from
 * several threads.
 */
public final class FakeContainerd implements AutoCloseable {

	private final FakeFaults faults = new FakeFaults();

	private final List<Behaviour> behaviours = new CopyOnWriteArrayList<>();

	private final Map<String, FakeImage> images = new ConcurrentHashMap<>();

	private final DefaultFakeDaemon daemon;

	private FakeContainerd(Builder builder) {
		this.daemon = new DefaultFakeDaemon(builder.settings(), this.faults.source(), this::behaviour);
	}

	/**
	 * Start one that reports version 1.6.20, on a socket in a fresh directory.
	 * @return the daemon, answering
	 */
	public static FakeContainerd launch() {
		return builder().launch();
	}

	/**
	 * Configure one.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Start again after {@link #stop()} or a crash. Events that shims kept back are
	 * delivered late; stopped tasks are kept or forgotten as the version does.
	 */
	public void start() {
		this.daemon.start();
	}

	/**
	 * Stop the daemon: connections break and the socket is gone, while tasks live on.
	 */
	public void stop() {
		this.daemon.stop();
	}

	/**
	 * Stop everything, with all tasks.
	 */
	@Override
	public void close() {
		this.daemon.close();
	}

	/**
	 * The socket.
	 * @return its path
	 */
	public Path socket() {
		return this.daemon.socket();
	}

	/**
	 * Whether a call crashed the daemon, as the real one would have.
	 * @return whether it is down because of that
	 */
	public boolean crashed() {
		return this.daemon.crashed();
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
		return this.daemon.store().containersOf(namespace);
	}

	/**
	 * The init processes of the tasks of a namespace.
	 * @param namespace the namespace
	 * @return the processes
	 */
	public List<Process> tasks(String namespace) {
		return this.daemon.shims().tasks(namespace).stream().map((task) -> task.init().describe()).toList();
	}

	/**
	 * The processes, init first, of a task.
	 * @param namespace the namespace
	 * @param containerId the container
	 * @return the processes or none without a task
	 */
	public List<Process> processes(String namespace, String containerId) {
		FakeTask task = this.daemon.shims().task(namespace, containerId);
		return (task != null) ? task.processes().stream().map(FakeProcess::describe).toList() : List.of();
	}

	/**
	 * How often a command was run in a task, seen or unseen by the daemon.
	 * @param namespace the namespace
	 * @param containerId the container
	 * @return how often
	 */
	public int executions(String namespace, String containerId) {
		FakeTask task = this.daemon.shims().task(namespace, containerId);
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
		FakeTask task = this.daemon.shims().task(namespace, containerId);
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
		this.daemon.shims().crash(requireTask(namespace, containerId));
	}

	/**
	 * The subscriptions to events that are alive.
	 * @return how many
	 */
	public int liveSubscriptions() {
		return this.daemon.events().live();
	}

	/**
	 * The calls of a method so far.
	 * @param method for example {@code Tasks/Delete}
	 * @return how many
	 */
	public int calls(String method) {
		return this.daemon.calls(method);
	}

	/**
	 * How many shims were crashed by a call or by {@link #killShim}.
	 * @return how many
	 */
	public int shimCrashes() {
		return this.daemon.shims().crashes();
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
		this.images.put(image.name(), image);
		this.daemon.storage().add(image.unpacked());
	}

	/**
	 * The names of the images of a namespace.
	 * @param namespace the namespace
	 * @return the names, sorted
	 */
	public List<String> images(String namespace) {
		return this.daemon.storage().read(namespace, (metadata) -> List.copyOf(metadata.images().keySet()));
	}

	/**
	 * The snapshots of a namespace, of all snapshotters.
	 * @param namespace the namespace
	 * @return their keys and names
	 */
	public List<String> snapshots(String namespace) {
		return this.daemon.storage()
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
		return this.daemon.storage().read(namespace, (metadata) -> List.copyOf(metadata.blobs().keySet()));
	}

	/**
	 * The references of content that is being written.
	 * @param namespace the namespace
	 * @return the references
	 */
	public List<String> ingests(String namespace) {
		return this.daemon.storage().read(namespace, (metadata) -> List.copyOf(metadata.ingests().keySet()));
	}

	/**
	 * The leases of a namespace.
	 * @param namespace the namespace
	 * @return their ids
	 */
	public List<String> leases(String namespace) {
		return this.daemon.storage().read(namespace, (metadata) -> List.copyOf(metadata.leases().keySet()));
	}

	/**
	 * Collect garbage now: whatever no image, container or lease needs is gone
	 * afterwards.
	 */
	public void collectGarbage() {
		this.daemon.storage().collect();
	}

	/**
	 * The directory that a root file system is, as its container sees it. It is what
	 * {@code RemoteOption.simulatedFiles(containerd::rootfs)} needs, so that files can be
	 * copied into containers and out of them.
	 * @param layers the directories of its mount, the topmost one first
	 * @return the topmost one, which has all that is in the others from then on
	 * @throws IOException if that fails
	 */
	public Path rootfs(List<Path> layers) throws IOException {
		return FakeTree.join(layers);
	}

	/** Where the files of images, content and snapshots are. */
	Path storageRoot() {
		return this.daemon.storage().directory().root();
	}

	private TaskBehaviour behaviour(Container container) {
		for (Behaviour entry : this.behaviours) {
			if (entry.containerId.test(container.getId())) {
				return entry.behaviour.task();
			}
		}
		FakeImage image = this.images.get(container.getImage());
		FakeBehaviour behaviour = (image != null) ? image.behaviour() : null;
		return ((behaviour != null) ? behaviour : FakeBehaviour.normal()).task();
	}

	/**
	 * A behaviour and whom it is for.
	 */
	private record Behaviour(Predicate<String> containerId, FakeBehaviour behaviour) {
	}

	/**
	 * Configures a {@link FakeContainerd}.
	 */
	public static final class Builder {

		private String version = "1.6.20";

		private @Nullable Path socket;

		private @Nullable Boolean forgetsStopped;

		private Duration lateEvents = Duration.ofSeconds(1);

		private long seed = System.nanoTime();

		private Builder() {
		}

		/**
		 * Report a version. It also decides what differs between versions.
		 * @param newVersion for example {@code 1.7.24}
		 * @return this builder
		 */
		public Builder version(String newVersion) {
			this.version = newVersion;
			return this;
		}

		/**
		 * Serve a path instead of one in a fresh directory.
		 * @param path the path
		 * @return this builder
		 */
		public Builder socket(Path path) {
			this.socket = path;
			return this;
		}

		/**
		 * Whether a restart forgets stopped tasks, as 1.7 and later do, or keeps them as
		 * 1.6 does. By default, the version decides.
		 * @param forgets whether it forgets them
		 * @return this builder
		 */
		public Builder forgetsStoppedTasks(boolean forgets) {
			this.forgetsStopped = forgets;
			return this;
		}

		/**
		 * How long after a restart the events of an outage are delivered.
		 * @param delay how long
		 * @return this builder
		 */
		public Builder lateEvents(Duration delay) {
			this.lateEvents = delay;
			return this;
		}

		/**
		 * Seed the random order of answers and events.
		 * @param newSeed the seed
		 * @return this builder
		 */
		public Builder seed(long newSeed) {
			this.seed = newSeed;
			return this;
		}

		private DefaultFakeDaemon.Settings settings() {
			return new DefaultFakeDaemon.Settings(this.version, this.socket, this.forgetsStopped, this.lateEvents,
					this.seed);
		}

		/**
		 * Start it.
		 * @return the daemon, answering
		 */
		public FakeContainerd launch() {
			FakeContainerd daemon = new FakeContainerd(this);
			daemon.start();
			return daemon;
		}

	}

}

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

package io.github.libcontainerd.internal.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.Client;
import io.github.libcontainerd.client.Stdio;
import io.github.libcontainerd.health.ContainerHealth;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.internal.log.Outputs;
import io.github.libcontainerd.internal.network.Attachment;
import io.github.libcontainerd.internal.record.ContainerPlan;
import io.github.libcontainerd.internal.record.ContainerRequest;
import io.github.libcontainerd.internal.record.Lifetime;
import io.github.libcontainerd.internal.record.RootSnapshot;
import io.github.libcontainerd.internal.resource.ContainerNetworks;
import io.github.libcontainerd.internal.userns.IdClaims;
import io.github.libcontainerd.internal.volume.DefaultVolumes;
import io.github.libcontainerd.log.LogSink;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spi.SimulatedFiles;

/**
 * What runs need of a client besides its API.
 */
public interface RunEngine {

	/**
	 * Return the client.
	 * @return the client
	 */
	Client client();

	/**
	 * Return the images of its namespace.
	 * @return the images
	 */
	Images images();

	/**
	 * Return the output that goes to sinks.
	 * @return the outputs
	 */
	Outputs outputs();

	/**
	 * Return the threads for what may block.
	 * @return the threads
	 */
	Executor workers();

	/**
	 * Return the thread for delays.
	 * @return the thread
	 */
	ScheduledExecutorService scheduler();

	/**
	 * Do what the options of the remote say to a request.
	 * @param request what is asked for
	 * @return what to run
	 */
	RunRequest customize(RunRequest request);

	/**
	 * Return what is to be the first process of containers with an init program.
	 * @return its path; {@code null} for a usual one
	 */
	@Nullable Path initProgram();

	/**
	 * Return the runtime of a container.
	 * @param name what is asked for; {@code null} for the default
	 * @param operation what it is part of
	 * @return the runtime
	 * @throws io.github.libcontainerd.StartFailedException if it is not there
	 */
	RuntimeChoice runtime(@Nullable String name, Operation operation);

	/**
	 * Return the AppArmor profile of a container, which is loaded.
	 * @param profile what is asked for; {@code null} for the default
	 * @param operation what it is part of
	 * @return the profile; {@code null} for none
	 * @throws io.github.libcontainerd.InvalidRequestException if it is not loaded
	 */
	@Nullable String appArmorProfile(@Nullable String profile, Operation operation);

	/**
	 * Return the user namespace of a container.
	 * @param namespace what is asked for; {@code null} for the default
	 * @return the namespace
	 */
	UserNamespace userNamespace(@Nullable UserNamespace namespace);

	/**
	 * Choose the ids of a user namespace.
	 * @param namespace the namespace
	 * @param operation what it is part of
	 * @return the ids, to be let go when they stand on a record; {@code null} for those
	 * of the host
	 * @throws io.github.libcontainerd.InvalidRequestException if there are none
	 */
	IdClaims.@Nullable Claim claimIds(UserNamespace namespace, Operation operation);

	/**
	 * Whether containerd runs nothing and only says so.
	 * @return whether it is simulated
	 */
	boolean simulated();

	/**
	 * Make a committed snapshot that begins as another one, if it is not there.
	 * @param snapshotter the snapshotter
	 * @param parent the committed snapshot that it begins as, and that keeps it
	 * @param name its name, which says all about the change
	 * @param operation what it is part of
	 * @param change changes it; is given how it is mounted
	 */
	void derive(String snapshotter, String parent, String name, Operation operation, Consumer<List<Mount>> change);

	/**
	 * Make a directory for the files of a new container.
	 * @param containerId the container
	 * @return the directory, to be given to the container or deleted
	 * @throws IOException if that fails
	 */
	Path makeDirectory(String containerId) throws IOException;

	/**
	 * Make a directory that is deleted with the client, if it is still there.
	 * @return the directory
	 * @throws IOException if that fails
	 */
	Path makeTemporaryDirectory() throws IOException;

	/**
	 * Delete a directory with all that is in it.
	 * @param directory a directory that was made here
	 */
	void deleteDirectory(Path directory);

	/**
	 * Return what gives containers addresses and ports.
	 * @return the driver
	 */
	ContainerNetworks networks();

	/**
	 * Return the named volumes.
	 * @return the volumes
	 */
	DefaultVolumes volumes();

	/**
	 * Whether a network is made when a container needs it.
	 * @param name the name of the network
	 * @return whether it is
	 */
	boolean isDefaultNetwork(String name);

	/**
	 * Look at a committed snapshot.
	 * @param <T> the type of what is found
	 * @param snapshotter the snapshotter
	 * @param snapshot the snapshot
	 * @param operation what it is part of
	 * @param look is given how it would be mounted, for the time of the call
	 * @return what was found
	 */
	<T> T view(String snapshotter, String snapshot, Operation operation, Function<List<Mount>, T> look);

	/**
	 * Return the root file systems of a fake containerd.
	 * @return its files; {@code null} for a real one
	 */
	@Nullable SimulatedFiles simulatedFiles();

	/**
	 * Create and start a container.
	 * @param request the container
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 * @return its end, after its last run, when the backend has been notified
	 */
	CompletableFuture<ExitStatus> create(ContainerRequest request, Consumer<List<Mount>> beforeStart);

	/**
	 * Create a container that waits for its use.
	 * @param request the container
	 * @param pool the name of its pool
	 * @param started whether its process is to run already
	 * @param beforeStart is given how its root file system is mounted, before it starts
	 * @return the container; nobody is notified of it until it is used
	 */
	Waiting createWaiting(ContainerRequest request, String pool, boolean started, Consumer<List<Mount>> beforeStart);

	/**
	 * Start a container again that has ended and was kept.
	 * @param containerId the container
	 * @return what is new about it
	 */
	StartedAgain startAgain(String containerId);

	/**
	 * Return the end of a container, after its last run.
	 * @param containerId the container
	 * @return completes when the backend has been notified; empty for a container that
	 * the client does not have
	 */
	Optional<CompletableFuture<ExitStatus>> ended(String containerId);

	/**
	 * The time of an additional process is up: its end is to say so.
	 * @param containerId the container
	 * @param processId the process
	 * @return whether it has not ended by itself
	 */
	boolean timedOut(String containerId, String processId);

	/**
	 * Return what is known of the health of a container.
	 * @param containerId the container
	 * @return its health; empty when it has no health check or does not run
	 */
	Optional<ContainerHealth> health(String containerId);

	/**
	 * Return the specification of a running container.
	 * @param containerId the container
	 * @return the specification; empty for a container that the client does not have
	 */
	Optional<Spec> spec(String containerId);

	/**
	 * Return what containerd has stored of a container of this library.
	 * @param containerId the container
	 * @return the container; empty when there is none
	 */
	Optional<StoredContainer> stored(String containerId);

	/**
	 * Return the plan of a container of this library that containerd has on record.
	 * @param containerId the container
	 * @return the plan; empty when there is none
	 */
	Optional<ContainerPlan> plan(String containerId);

	/**
	 * Return how the root file system of a container is mounted.
	 * @param snapshot its snapshot
	 * @param operation what it is for
	 * @return the mounts
	 */
	List<Mount> mounts(RootSnapshot snapshot, Operation operation);

	/**
	 * Return what containerd has stored of all containers of this library.
	 * @return the containers
	 */
	List<StoredContainer> stored();

	/**
	 * A container that waits for its use: it is either started, once, or discarded.
	 */
	interface Waiting {

		/**
		 * Whether containerd still has it as it was left.
		 */
		boolean waits();

		/**
		 * Start it. When that fails nothing is left of it.
		 * @param oneShot whether somebody waits for its end
		 * @return its end, when the backend has been notified
		 */
		CompletableFuture<ExitStatus> start(boolean oneShot);

		/**
		 * Remove it; what can't be done while containerd is away is left for later.
		 */
		void discard();

	}

	/**
	 * A container that was started again.
	 *
	 * @param end its end, after its last run, when the backend has been notified
	 * @param network what it has of networks; {@code null} for nothing
	 */
	record StartedAgain(CompletableFuture<ExitStatus> end, @Nullable Attachment network) {
	}

	/**
	 * What containerd has stored of a container of this library.
	 *
	 * @param id the id
	 * @param image the image; {@code null} for none
	 * @param stdio where its streams go
	 * @param lifetime how long it is wanted
	 * @param end how it has ended, if it was kept
	 * @param network what it has of networks; {@code null} for nothing
	 */
	record StoredContainer(String id, @Nullable String image, Stdio stdio, Lifetime lifetime, @Nullable ExitStatus end,
			@Nullable Attachment network) {

		List<LogSink> sinks() {
			return (this.stdio instanceof Stdio.ToSinks toSinks) ? toSinks.sinks() : List.of();
		}

		Duration stopGrace() {
			return (this.lifetime.stopGrace() != null) ? this.lifetime.stopGrace() : RunRequest.DEFAULT_STOP_GRACE;
		}

	}

}

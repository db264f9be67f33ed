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

package io.github.libcontainerd.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.ContainerInfo;
import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.DiskUsage;
import io.github.libcontainerd.ExitStatus;
import io.github.libcontainerd.IllegalContainerStateException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.ProcessSummary;
import io.github.libcontainerd.StartFailedException;
import io.github.libcontainerd.StateChange;
import io.github.libcontainerd.StateInfo;
import io.github.libcontainerd.Stats;
import io.github.libcontainerd.image.Images;
import io.github.libcontainerd.network.Networks;
import io.github.libcontainerd.restart.RestartPolicy;
import io.github.libcontainerd.run.Containers;
import io.github.libcontainerd.spec.LinuxResources;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.volume.Volumes;

/**
 * Runs the containers of one containerd namespace, after v1.12.2's {@code Client}: the
 * caller makes the OCI specification and the root file system, reads the streams and
 * decides what happens at the end. To run an image use {@link #containers()}, which does
 * all that in one call; its containers are known here too, so that both can be used side
 * by side.
 * <p>
 * Safe for use by several threads. Every call is bounded in time; the calls on one
 * container don't wait for those on another. A call throws a {@link ContainerdException}:
 * {@link NotFoundException} for a container or process that this client does not know,
 * {@link IllegalContainerStateException} for what a container that has ended and was kept
 * can't do, {@link DaemonUnavailableException} at once while containerd can't be reached,
 * {@link io.github.libcontainerd.OperationTimeoutException} when it does not answer in
 * time. No method takes or returns {@code null}.
 *
 * @since 0.1.0
 */
public interface Client extends AutoCloseable {

	/**
	 * Return the containerd namespace.
	 * @return the namespace
	 */
	String namespace();

	/**
	 * Return when this client is connected, which it is at once unless its remote
	 * connects later ({@link ConnectMode}).
	 * @return completes when the client is connected and the listeners of the remote have
	 * been notified of that; exceptionally, with a {@link DaemonUnavailableException},
	 * when the client is closed before. Completing or cancelling it has no effect on
	 * others
	 */
	default CompletableFuture<Void> opened() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Create and start a container. The streams are attached before its first process
	 * exists. When anything fails, all of it is undone in reverse and no state change is
	 * reported.
	 * @param containerId 1 to 76 letters and digits, with single {@code . _ -} between
	 * @param spec what to run; its root is an absolute path to an existing directory
	 * @param options the options
	 * @return the started container
	 * @throws AlreadyExistsException if the id is in use
	 * @throws InvalidRequestException if an argument can't be right
	 * @throws StartFailedException if the command can't be started
	 */
	Container create(String containerId, Spec spec, CreateOption... options);

	/**
	 * Send a signal to the container's first process, and to no other.
	 * @param containerId the container
	 * @param signal the number of the signal, 0 to 64
	 * @throws NotFoundException if the container is not known or has ended
	 */
	void signal(String containerId, int signal);

	/**
	 * Send a signal to an additional process.
	 * @param containerId the container
	 * @param processId the process, or {@link StateInfo#INIT}
	 * @param signal the number of the signal, 0 to 64
	 * @throws NotFoundException if the process is not known or has ended
	 */
	void signalProcess(String containerId, String processId, int signal);

	/**
	 * Start an additional process. It starts from what the container's own process has
	 * (user, environment, working directory, capabilities, rlimits, AppArmor profile,
	 * SELinux label, no new privileges), without its arguments and terminal; the
	 * customizer sets the arguments and changes what is to be different.
	 * @param containerId the container
	 * @param processId the id of the new process, of the form of a container id
	 * @param process sets at least the arguments
	 * @param stdio where its streams go
	 * @return the started process; cancelling its {@link ContainerProcess#exit} kills it
	 * @throws AlreadyExistsException if the process id is in use
	 * @throws IllegalContainerStateException if the container is paused or has ended
	 * @throws StartFailedException if the command can't be started
	 */
	ContainerProcess addProcess(String containerId, String processId, Consumer<Process.Builder> process, Stdio stdio);

	/**
	 * Set the size of a process's terminal. The order of the arguments is width, height,
	 * as in v1.12.2.
	 * @param containerId the container
	 * @param processId the process, or {@link StateInfo#INIT}
	 * @param width the number of columns
	 * @param height the number of rows
	 */
	void resize(String containerId, String processId, int width, int height);

	/**
	 * Freeze all processes of a container. Returns after the {@link Backend} has been
	 * notified, but waits at most ten seconds for it.
	 * @param containerId the container
	 * @throws IllegalContainerStateException if it is not running
	 */
	void pause(String containerId);

	/**
	 * Let a paused container continue. Returns after the {@link Backend} has been
	 * notified, but waits at most ten seconds for it.
	 * @param containerId the container
	 * @throws IllegalContainerStateException if it is not paused
	 */
	void resume(String containerId);

	/**
	 * Return what a container uses.
	 * @param containerId the container
	 * @return the figures of its control group
	 */
	Stats stats(String containerId);

	/**
	 * Return what every running container of the namespace uses, by one call to
	 * containerd. A container whose shim does not answer is left out.
	 * @return the figures, by container; ids that this client does not know are left out
	 */
	Map<String, Stats> stats();

	/**
	 * Return what a container takes of the disk, whether it runs or was kept after its
	 * end. containerd looks at every file of it for that, so this is not to be asked
	 * often.
	 * @param containerId the container
	 * @return what it takes; empty for one that runs from a directory
	 * @throws NotFoundException if there is no such container
	 */
	Optional<DiskUsage> diskUsage(String containerId);

	/**
	 * Return what a container runs by: what it was created with, and what was changed
	 * since by {@link #updateResources}. It is as containerd has it, with all that it was
	 * given in confidence, such as passwords in its environment; don't show it as it is.
	 * @param containerId the container, which runs or was kept after its end
	 * @return its specification
	 * @throws NotFoundException if there is no such container
	 */
	Spec spec(String containerId);

	/**
	 * Return the ids of all processes of a container, on the host.
	 * @param containerId the container
	 * @return the process ids; empty once it has ended
	 */
	List<Integer> pids(String containerId);

	/**
	 * Return all processes of a container with what they run.
	 * @param containerId the container
	 * @return the processes; empty once it has ended
	 */
	List<ProcessSummary> summary(String containerId);

	/**
	 * Change the limits of a running container, in its control group and in its stored
	 * specification, so that a restart keeps them. What is unset stays as it is.
	 * @param containerId the container
	 * @param resources the new limits
	 */
	void updateResources(String containerId, LinuxResources resources);

	/**
	 * Change the restart policy of a container, from the next end of a run on; it is
	 * written to the container's labels too, so that it survives this process. The
	 * restarts so far count.
	 * @param containerId the container
	 * @param policy the policy
	 */
	void updateRestartPolicy(String containerId, RestartPolicy policy);

	/**
	 * Take over a container that an earlier process has left. With live restore a running
	 * one is reported as {@link StateChange#RESTORE} and its streams are attached again;
	 * without, it is stopped as {@link #close} does. One that has ended meanwhile is
	 * reported with its true code, or with an unknown one when that can't be found out or
	 * containerd does not know the container; its restart policy applies. Does nothing
	 * for a container that this client has already. Containers don't wait for each other.
	 * @param containerId the container
	 */
	void restore(String containerId);

	/**
	 * Return the containers in the namespace that a client like this one has made and
	 * that this client does not have. Those of another process that may still be running
	 * are not among them.
	 * @return the ids for {@link #restore}
	 */
	List<String> restorable();

	/**
	 * Return the end of the container's current run, or how it has ended if it was kept.
	 * @param containerId the container
	 * @return completes as {@link Container#exit} does
	 */
	CompletableFuture<ExitStatus> waitForExit(String containerId);

	/**
	 * End a container: SIGTERM, and SIGKILL when it is still there after the grace
	 * period. Its restart policy is cancelled; a paused container is resumed. Returns
	 * when it is gone and what it held is released; at once for one that has ended and
	 * was kept.
	 * @param containerId the container
	 * @param grace how long to wait before the SIGKILL
	 * @return how it ended
	 * @throws java.util.concurrent.CancellationException if the thread is interrupted
	 * meanwhile; the stop continues with the rest of its grace, and the thread stays
	 * interrupted
	 */
	ExitStatus stop(String containerId, Duration grace);

	/**
	 * Kill a container if it runs, and remove what is left of it, also of one that has
	 * ended and was kept, and of one in containerd that this client does not know. Does
	 * nothing when there is none.
	 * @param containerId the container
	 */
	void delete(String containerId);

	/**
	 * Return the containers of this client, and those that have ended and were kept, also
	 * by an earlier process ({@link ContainerInfo#kept}). Asks nobody: what somebody else
	 * does with a container that was kept is seen when the connection comes back, or by
	 * {@link Containers#list()}.
	 * @return the containers, by id
	 */
	List<ContainerInfo> list();

	/**
	 * Return one container of this client, also one that has ended and was kept.
	 * @param containerId the container
	 * @return the container
	 */
	ContainerInfo inspect(String containerId);

	/**
	 * Return the images of the namespace.
	 * @return the images, usable until this client is closed
	 */
	Images images();

	/**
	 * Return the networks of this host, whoever has made them. They take programs of the
	 * host and rights, which are looked for when something is asked of them.
	 * @return the networks, usable until this client is closed
	 */
	Networks networks();

	/**
	 * Return the named volumes of the namespace.
	 * @return the volumes, usable until this client is closed
	 */
	Volumes volumes();

	/**
	 * Return how much has gone through the attached streams.
	 * @return the traffic since the client was opened
	 */
	StdioTraffic traffic();

	/**
	 * Return what runs images, each in one call.
	 * @return the runner, usable until this client is closed
	 */
	Containers containers();

	/**
	 * Return the state of the event stream.
	 * @return the state
	 */
	SubscriptionStatus subscription();

	/**
	 * Stop all containers unless the remote's live restore is on, with the grace of
	 * {@link RemoteOption#stopGrace} and all at once, and release everything this client
	 * holds. Does nothing the second time.
	 */
	@Override
	void close();

}

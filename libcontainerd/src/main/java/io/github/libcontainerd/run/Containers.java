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

package io.github.libcontainerd.run;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.libcontainerd.ContainerdException;

/**
 * Runs images, each in one call: pulls the image when it is not there, makes the
 * specification, collects the output and removes the container. This is what most
 * applications use. Use the {@link io.github.libcontainerd.client.Client} instead where
 * you make the OCI specification and the root file system yourself, or need a call that
 * is not here, such as a change of limits.
 * <p>
 * The containers are those of the {@link io.github.libcontainerd.client.Client} as well:
 * its {@link io.github.libcontainerd.client.Backend} is notified of their starts and
 * ends, and its calls work with them. Their output does not go to the backend. Safe for
 * use by several threads.
 *
 * @since 0.1.0
 */
public interface Containers {

	/**
	 * Run an image and wait for its end; then nothing is left of the container.
	 * @param image the reference of the image, such as {@code busybox} or
	 * {@code ghcr.io/acme/tool:1.2}; pulled when it is not there
	 * @param command what to run; what the image says if this is empty
	 * @return the result
	 * @see #run(RunRequest)
	 */
	default RunResult run(String image, String... command) {
		return run(RunRequest.of(image).command(command).build());
	}

	/**
	 * Run an image and wait for its end.
	 * @param image the reference of the image
	 * @param request sets what is to be different from the image
	 * @return the result
	 * @see #run(RunRequest)
	 */
	default RunResult run(String image, Consumer<RunRequest.Builder> request) {
		RunRequest.Builder builder = RunRequest.of(image);
		request.accept(builder);
		return run(builder.build());
	}

	/**
	 * Run a container and wait for its end. It does not outlive this process: when that
	 * dies the container is killed and removed the next time a client of the namespace is
	 * opened by a process that has the same state directory, or that can see that this
	 * one is gone. When the thread is interrupted the container is killed and removed,
	 * too.
	 * @param request what to run
	 * @return the result
	 * @throws ContainerdException if it can't be started
	 * @throws java.util.concurrent.CancellationException if the thread was interrupted
	 */
	RunResult run(RunRequest request);

	/**
	 * The same as {@link #run(RunRequest)}, without waiting. Cancelling the future kills
	 * and removes the container, or gives up the pull.
	 * @param request what to run
	 * @return the result
	 */
	CompletableFuture<RunResult> runAsync(RunRequest request);

	/**
	 * Start an image and leave it running.
	 * @param image the reference of the image
	 * @param command what to run; what the image says if this is empty
	 * @return the started container
	 * @see #start(RunRequest)
	 */
	default RunningContainer start(String image, String... command) {
		return start(RunRequest.of(image).command(command).build());
	}

	/**
	 * Start an image and leave it running.
	 * @param image the reference of the image
	 * @param request sets what is to be different from the image
	 * @return the started container
	 * @see #start(RunRequest)
	 */
	default RunningContainer start(String image, Consumer<RunRequest.Builder> request) {
		RunRequest.Builder builder = RunRequest.of(image);
		request.accept(builder);
		return start(builder.build());
	}

	/**
	 * Start a container and leave it running. It outlives this process as the live
	 * restore of the remote says.
	 * @param request what to run
	 * @return the started container
	 * @throws ContainerdException if it can't be started
	 */
	RunningContainer start(RunRequest request);

	/**
	 * Have containers made ahead, which then only need their input.
	 * @param request what they run
	 * @param size how many wait for their use
	 * @return the pool, to be closed
	 * @see #pool(RunRequest, PoolSettings)
	 */
	default ContainerPool pool(RunRequest request, int size) {
		return pool(request, PoolSettings.of(size).build());
	}

	/**
	 * Have containers made ahead, which then only need their input. Returns at once: they
	 * are made in the background, which a failure does not end.
	 * @param request what they run; without an input, an id, a restart policy, or another
	 * container's network, and not to be kept after its end. A fixed port or address
	 * suits a pool of one container only
	 * @param settings how many wait for their use, and for how long
	 * @return the pool, to be closed, at the latest with the client
	 * @throws io.github.libcontainerd.InvalidRequestException for a request that can't be
	 * made ahead
	 */
	ContainerPool pool(RunRequest request, PoolSettings settings);

	/**
	 * Find a container, also one that an earlier process has left, which is taken over as
	 * by {@link io.github.libcontainerd.client.Client#restore}, and one that has ended
	 * and was kept.
	 * @param id the container
	 * @return the container; empty when there is none, or it was not made by this library
	 */
	Optional<RunningContainer> find(String id);

	/**
	 * Return the containers of the client, and those that have ended and were kept, also
	 * by an earlier process. What an earlier process has left running is not among them
	 * until it is found, or restored; see
	 * {@link io.github.libcontainerd.client.Client#restorable}.
	 * @return the containers, by id
	 */
	List<RunningContainer> list();

}

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

package io.github.libcontainerd.internal.observe;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.Operation;

/**
 * What a user can ask a client for, with the two names that it has: the one in messages,
 * as in {@code Could not add process 'sh' of container 'web'}, and the one that observers
 * get, which is a tag of meters. What only reads what the client has itself is not
 * observed.
 */
public enum ClientOperation {

	/** Open the client itself. */
	OPEN("open a client", null),

	/** Create and start a container. */
	CREATE("create", "create"),

	/** Send a signal to a process. */
	SIGNAL("signal", "signal"),

	/** Start an additional process. */
	ADD_PROCESS("add", "add-process"),

	/** Set the size of a terminal. */
	RESIZE("resize", "resize"),

	/** Freeze a container. */
	PAUSE("pause", "pause"),

	/** Let a paused container go on. */
	RESUME("resume", "resume"),

	/** Read what a container uses. */
	STATS("get the stats of", "stats"),

	/** Read what all containers use. */
	ALL_STATS("get the stats", "stats"),

	/** Read what a container takes of the disk. */
	DISK_USAGE("get the disk usage of", null),

	/** Read what a container runs by. */
	SPEC("get the specification of", null),

	/** List the ids of a container's processes. */
	PIDS("list the processes of", "pids"),

	/** List a container's processes with what they run. */
	SUMMARY("list the processes of", "summary"),

	/** Change the limits of a container. */
	UPDATE_RESOURCES("update", "update"),

	/** Change the restart policy of a container. */
	UPDATE_RESTART_POLICY("change the restart policy of", "update"),

	/** Take over a container of an earlier process. */
	RESTORE("restore", "restore"),

	/** List the containers of earlier processes. */
	RESTORABLE("list the containers", null),

	/** Get the end of a container. */
	WAIT("wait for", null),

	/** End a container. */
	STOP("stop", "stop"),

	/** Kill and remove a container. */
	DELETE("delete", "delete"),

	/** Read the state of a container. */
	INSPECT("inspect", null),

	/** Run a container to its end, the pull included. */
	RUN("run", "run"),

	/** Start a container, the pull included. */
	START("start", "start"),

	/** Make a pool of containers. */
	POOL("make a pool", null),

	/** Find a container. */
	FIND("find", null),

	/** List the containers, those that were kept included. */
	LIST("list the containers", null),

	/** Fetch an image. */
	PULL("pull an image", "pull"),

	/** Read images from an archive. */
	IMPORT("import images", "import"),

	/** Write images to an archive. */
	EXPORT("export images", "export"),

	/** List the images. */
	LIST_IMAGES("list the images", null),

	/** Read what an image says of itself. */
	INSPECT_IMAGE("inspect an image", null),

	/** Unpack an image. */
	UNPACK("unpack an image", "unpack"),

	/** Give an image one more name. */
	TAG("tag an image", null),

	/** Remove the name of an image. */
	REMOVE_IMAGE("remove an image", "remove-image"),

	/** Remove the images that are not in use. */
	PRUNE_IMAGES("prune the images", "prune-images"),

	/** Create a network. */
	CREATE_NETWORK("create a network", "create-network"),

	/** List the networks. */
	LIST_NETWORKS("list the networks", null),

	/** Read what a network is like, and who uses it. */
	INSPECT_NETWORK("inspect a network", null),

	/** Remove a network. */
	REMOVE_NETWORK("remove a network", "remove-network"),

	/** Remove the networks that are not in use. */
	PRUNE_NETWORKS("prune the networks", "prune-networks"),

	/** Look how the networks are doing. */
	NETWORKS_STATUS("look how the networks are doing", null),

	/** Create a volume. */
	CREATE_VOLUME("create a volume", "create-volume"),

	/** List the volumes. */
	LIST_VOLUMES("list the volumes", null),

	/** Read what a volume is like, and who uses it. */
	INSPECT_VOLUME("inspect a volume", null),

	/** Remove a volume. */
	REMOVE_VOLUME("remove a volume", "remove-volume"),

	/** Remove the volumes that are not in use. */
	PRUNE_VOLUMES("prune the volumes", "prune-volumes");

	private final String text;

	private final @Nullable String observedName;

	ClientOperation(String text, @Nullable String observedName) {
		this.text = text;
		this.observedName = observedName;
	}

	/**
	 * Return the operation as an exception names it.
	 * @param namespace the containerd namespace
	 * @return the operation
	 */
	public Operation in(String namespace) {
		return on(namespace, null, null);
	}

	/**
	 * Return the operation as an exception names it.
	 * @param namespace the containerd namespace
	 * @param containerId the container; {@code null} for none
	 * @param processId the additional process; {@code null} for none
	 * @return the operation
	 */
	public Operation on(String namespace, @Nullable String containerId, @Nullable String processId) {
		return new Operation(this.text, namespace, containerId, processId);
	}

	/**
	 * Return the operation as observers get it.
	 * @param namespace the containerd namespace
	 * @param containerId the container; {@code null} for none
	 * @param processId the additional process; {@code null} for none
	 * @return the operation; {@code null} if it is not observed
	 */
	@Nullable Operation observed(String namespace, @Nullable String containerId, @Nullable String processId) {
		return (this.observedName != null) ? new Operation(this.observedName, namespace, containerId, processId) : null;
	}

}

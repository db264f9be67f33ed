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

package io.github.libcontainerd.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grpc.Channel;

import io.github.libcontainerd.internal.grpc.api.containers.ContainersGrpc;
import io.github.libcontainerd.internal.grpc.api.containers.ListContainersRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.ListTasksRequest;
import io.github.libcontainerd.internal.grpc.api.tasks.TasksGrpc;
import io.github.libcontainerd.test.ImageLeftovers;
import io.github.libcontainerd.test.PrivateContainerd;
import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.real.Clients;
import io.github.libcontainerd.test.internal.real.HostLeftovers;

/**
 * What there is of containers after their end, in containerd and on the host; asked
 * without the library.
 */
final class Leftovers {

	private static final long CALL_SECONDS = 10;

	private final PrivateContainerd containerd;

	private final String namespace;

	private final Path stateDirectory;

	private final Processes processes;

	private final Set<String> before;

	/**
	 * Look at what is there before the first container.
	 */
	Leftovers(PrivateContainerd containerd, String namespace, Path stateDirectory, Processes processes) {
		this.containerd = containerd;
		this.namespace = namespace;
		this.stateDirectory = stateDirectory;
		this.processes = processes;
		this.before = new TreeSet<>(inContainerd());
	}

	/**
	 * Return what has been added.
	 * @param containers the containers that there were
	 */
	List<String> find(Collection<String> containers) {
		List<String> found = new ArrayList<>(inContainerd());
		this.processes.shims().forEach((shim) -> found.add("shim " + shim));
		HostLeftovers.cgroups(this.namespace).forEach((cgroup) -> found.addAll(groups(cgroup)));
		found.addAll(children("state of runc ", Path.of("/run/containerd/runc", this.namespace)));
		found.addAll(children("bundle ",
				this.containerd.stateDirectory().resolve("io.containerd.runtime.v2.task").resolve(this.namespace)));
		Path disk = this.containerd.directory().resolve("root");
		Commands.mountsBelow(this.containerd.directory())
			.stream()
			.filter((mount) -> !mount.equals(disk))
			.forEach((mount) -> found.add("mount " + mount));
		found.addAll(files());
		found.addAll(Firewall.leftovers());
		for (String container : containers) {
			Path socket = shimSocket(container);
			if (Files.exists(socket)) {
				found.add("socket " + socket + " of the shim of " + container);
			}
		}
		found.removeAll(this.before);
		return found;
	}

	private List<String> inContainerd() {
		List<String> found = new ArrayList<>(ImageLeftovers.of(this.containerd.socket(), this.namespace).everything());
		try (Clients clients = new Clients(this.containerd.socket())) {
			Channel channel = clients.in(this.namespace);
			ContainersGrpc.newBlockingStub(channel)
				.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
				.list(ListContainersRequest.getDefaultInstance())
				.getContainersList()
				.forEach((container) -> found.add("container " + container.getId()));
			TasksGrpc.newBlockingStub(channel)
				.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
				.list(ListTasksRequest.getDefaultInstance())
				.getTasksList()
				.forEach((task) -> found.add("task " + task.getId() + " " + task.getStatus()));
		}
		return found;
	}

	private static List<String> children(String kind, Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(directory)) {
			// What containerd itself was removing when it was killed begins with a dot.
			return files.filter((file) -> Files.isDirectory(file) && !file.getFileName().toString().startsWith("."))
				.map((file) -> kind + file)
				.toList();
		}
		catch (IOException ex) {
			return List.of(kind + directory + ": " + ex);
		}
	}

	private static List<String> groups(Path parent) {
		return children("control group ", parent).stream()
			.map((group) -> group + " with "
					+ Commands.readLines(Path.of(group.substring(group.indexOf('/')), "cgroup.procs")).size()
					+ " processes")
			.toList();
	}

	/** Of the application: FIFOs, logs, files of containers. */
	private List<String> files() {
		if (Files.notExists(this.stateDirectory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(this.stateDirectory)) {
			return files.filter((file) -> file.toString().matches(".*/g\\d+-\\d+-.*"))
				.map((file) -> "file " + file)
				.toList();
		}
		catch (IOException ex) {
			return List.of("file " + ex);
		}
	}

	/** Where a shim listens: containerd makes the name of it. */
	private Path shimSocket(String container) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest((this.containerd.socket() + "/" + this.namespace + "/" + container)
					.getBytes(StandardCharsets.UTF_8));
			return Path.of("/run/containerd/s", HexFormat.of().formatHex(digest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

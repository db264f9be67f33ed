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

package io.github.libcontainerd.internal.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.NotFoundException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.UnsupportedByDaemonException;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.grpc.Rpc;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotInfo;
import io.github.libcontainerd.internal.grpc.snapshot.SnapshotsApi;
import io.github.libcontainerd.internal.userns.IdMap;

/**
 * The snapshots that volumes are. They are those of the snapshotter {@code native},
 * whatever the images have: every containerd has it, a snapshot of it is a plain
 * directory, and a volume is found again when another snapshotter becomes the default.
 */
final class VolumeSnapshots {

	/** The snapshotter. */
	static final String SNAPSHOTTER = "native";

	private static final String PREFIX = "io.github.libcontainerd/";

	/** Names the volume that a snapshot is. */
	static final String NAME = PREFIX + "volume";

	private static final String CONTENT = PREFIX + "volume.content";

	private static final String OWNERS = PREFIX + "volume.ids";

	private static final String HOST = "host";

	// containerd keeps what has this label.
	private static final String ROOT = "containerd.io/gc.root";

	private static final List<String> RESERVED = List.of(PREFIX, "containerd.io/");

	private static final int MAX_LABEL = 4096;

	private static final String KEY_PREFIX = "libcontainerd-volume-";

	private final SnapshotsApi snapshots;

	VolumeSnapshots(SnapshotsApi snapshots) {
		this.snapshots = snapshots;
	}

	/**
	 * Make a volume, if there is none.
	 */
	void ensure(String name, Map<String, String> labels, Operation operation) {
		Map<String, String> all = new HashMap<>(labels);
		labels.forEach((key, value) -> check(key, value, operation));
		all.put(NAME, name);
		all.put(ROOT, Instant.now().toString());
		try {
			Rpc.await(this.snapshots.stat(key(name)), operation);
		}
		catch (NotFoundException ex) {
			try {
				Rpc.await(this.snapshots.prepare(key(name), null, all), operation);
			}
			catch (AlreadyExistsException ignored) {
				// Another thread or process was faster.
			}
			catch (NotFoundException | InvalidRequestException absent) {
				throw unsupported(operation, absent);
			}
		}
		catch (InvalidRequestException ex) {
			throw unsupported(operation, ex);
		}
	}

	private static UnsupportedByDaemonException unsupported(Operation operation, RuntimeException cause) {
		return new UnsupportedByDaemonException(operation, "named volumes need containerd's snapshotter '" + SNAPSHOTTER
				+ "' (" + cause.getMessage() + "); take it out of disabled_plugins, or mount a directory of the host",
				cause);
	}

	private static void check(String key, String value, Operation operation) {
		if (key.isEmpty() || key.length() + value.length() > MAX_LABEL) {
			throw new InvalidRequestException(operation, "the label '" + key.substring(0, Math.min(80, key.length()))
					+ "' has no key, or more than " + MAX_LABEL + " characters together with its value", null);
		}
		if (RESERVED.stream().anyMatch(key::startsWith)) {
			throw new InvalidRequestException(operation, "the label '" + key + "' is reserved; choose another prefix",
					null);
		}
	}

	List<SnapshotInfo> list(Operation operation) {
		try {
			return Rpc.await(this.snapshots.list("labels.\"" + NAME + "\""), operation)
				.stream()
				.filter((info) -> info.name().equals(key(info.labels().get(NAME))))
				.toList();
		}
		catch (NotFoundException | InvalidRequestException ex) {
			// There is no such snapshotter, so there are no volumes.
			return List.of();
		}
	}

	SnapshotInfo require(String name, Operation operation) {
		try {
			SnapshotInfo info = Rpc.await(this.snapshots.stat(key(name)), operation);
			if (name.equals(info.labels().get(NAME))) {
				return info;
			}
		}
		catch (NotFoundException | InvalidRequestException ex) {
			throw new NotFoundException(operation, "there is no volume '" + name + "'; create it", ex);
		}
		throw new NotFoundException(operation, "there is no volume '" + name + "'; create it", null);
	}

	/**
	 * Ask for the directory of a volume, without waiting.
	 */
	CompletableFuture<List<Mount>> mounts(String name) {
		return this.snapshots.mounts(key(name));
	}

	Path directory(String name, CompletableFuture<List<Mount>> mounts, Operation operation) {
		List<Mount> found = Rpc.await(mounts, operation);
		Mount mount = (found.size() == 1) ? found.get(0) : null;
		if (mount == null || !mount.type().contains("bind")) {
			throw new DaemonErrorException(operation, "the volume '" + name + "' is no directory, but " + found, null);
		}
		return Path.of(mount.source());
	}

	long size(String name, Operation operation) {
		return Rpc.await(this.snapshots.usage(key(name)), operation).size();
	}

	void remove(String name, Operation operation) {
		Rpc.await(this.snapshots.remove(key(name)), operation);
	}

	Content content(SnapshotInfo info) {
		String value = info.labels().get(CONTENT);
		return (value != null) ? Content.valueOf(value) : Content.NEW;
	}

	void content(String name, Content content, Operation operation) {
		Rpc.await(this.snapshots.label(key(name), Map.of(CONTENT, content.name())), operation);
	}

	/**
	 * Return whose ids its files have; {@code null} among them for those of the host.
	 */
	List<@Nullable IdMap> owners(SnapshotInfo info) {
		List<@Nullable IdMap> owners = new ArrayList<>();
		for (String text : info.labels().getOrDefault(OWNERS, HOST).split(" ")) {
			owners.add(IdMap.parse(text));
		}
		return owners;
	}

	void owners(String name, List<@Nullable IdMap> owners, Operation operation) {
		Rpc.await(this.snapshots.label(key(name), Map.of(OWNERS, text(owners))), operation);
	}

	static String text(List<@Nullable IdMap> owners) {
		return owners.stream().map((ids) -> (ids != null) ? ids.text() : HOST).collect(Collectors.joining(" "));
	}

	static Map<String, String> visible(Map<String, String> labels) {
		Map<String, String> visible = new HashMap<>(labels);
		visible.keySet().removeIf((key) -> RESERVED.stream().anyMatch(key::startsWith));
		return visible;
	}

	static String key(@Nullable String name) {
		return KEY_PREFIX + name;
	}

	/** What is in a volume. */
	enum Content {

		/** No container has used it yet. */
		NEW,

		/** What an image has at its place is being copied, or was when somebody died. */
		FILLING,

		/** What containers have made of it. */
		USED

	}

}

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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.internal.rootfs.LiveRoot;
import io.github.libcontainerd.internal.rootfs.RootTree;
import io.github.libcontainerd.internal.rootfs.TreeCopy;
import io.github.libcontainerd.internal.volume.VolumeUse;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.User;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * What is read of a root file system before a container of it starts: its users, and what
 * its volumes begin with. The users of an image are remembered, since it never changes.
 */
final class RootFiles {

	private static final int REMEMBERED = 64;

	// Larger ones are read again every time: all together they have 8 MiB at most.
	private static final int REMEMBERED_BYTES = 128 * 1024;

	private final RunEngine engine;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Accounts> remembered = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Accounts> eldest) {
			return size() > REMEMBERED;
		}

	};

	RootFiles(RunEngine engine) {
		this.engine = engine;
	}

	/**
	 * Find a user and fill the volumes of an image.
	 * @param image the image
	 * @param user the user, empty for root
	 * @param volumes where the image wants volumes
	 * @param directory where they are made
	 * @param named the named volumes
	 * @param use the named volumes in use
	 */
	Found ofImage(ImageDetails image, String user, List<String> volumes, Path directory, List<VolumeMount> named,
			VolumeUse use, Operation operation) {
		Accounts accounts = remembered(image.chainId());
		boolean begun = named.stream().noneMatch((mount) -> use.isNew(mount.volume()));
		if (accounts != null && volumes.isEmpty() && begun) {
			return new Found(user(Optional.of(accounts), user, operation), List.of());
		}
		return this.engine.view(image.snapshotter(), image.chainId(), operation, (mounts) -> {
			Optional<RootTree> root = RootTree.of(mounts);
			Optional<Accounts> read = root.map((tree) -> read(tree::read, operation));
			read.ifPresent((found) -> remember(image.chainId(), found));
			begin(root.orElse(null), named, use, directory, operation);
			return new Found(user(read, user, operation), volumes(root, volumes, directory, operation));
		});
	}

	private @Nullable Accounts remembered(String chainId) {
		this.lock.lock();
		try {
			return this.remembered.get(chainId);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void remember(String chainId, Accounts accounts) {
		if (accounts.bytes() > REMEMBERED_BYTES) {
			return;
		}
		this.lock.lock();
		try {
			this.remembered.put(chainId, accounts);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Find a user in a directory.
	 */
	static User inDirectory(Path directory, String user, Operation operation) {
		return user(Optional.of(read(new LiveRoot(directory)::read, operation)), user, operation);
	}

	private static Accounts read(Accounts.Source root, Operation operation) {
		try {
			return Accounts.read(root);
		}
		catch (IOException | UncheckedIOException ex) {
			throw new DaemonErrorException(operation, "its users can't be read: " + ex, ex);
		}
	}

	private static User user(Optional<Accounts> accounts, String user, Operation operation) {
		if (accounts.isEmpty() && !user.isEmpty() && !Accounts.numeric(user)) {
			throw new InvalidRequestException(operation,
					"the user '" + user + "' can't be looked up with this snapshotter; give numbers, such as 1000:1000",
					null);
		}
		try {
			return accounts.orElseGet(() -> Accounts.parse("", "")).find(user);
		}
		catch (Accounts.UnknownUserException ex) {
			throw new InvalidRequestException(operation,
					ex.getMessage() + "; take one that exists, or numbers, such as 1000:1000", ex);
		}
	}

	private static List<Mount> volumes(Optional<RootTree> root, List<String> volumes, Path directory,
			Operation operation) {
		List<Mount> mounts = new ArrayList<>();
		try {
			for (String volume : volumes) {
				Path made = directory.resolve("volume-" + mounts.size());
				Files.createDirectory(made);
				Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
				RootTree.Node node = root.isPresent() ? root.get().resolve(volume) : null;
				if (node != null && node.directory()) {
					TreeCopy.copy(node, made, made);
				}
				mounts.add(Mount.bind(made.toString(), volume));
			}
			return mounts;
		}
		catch (IOException ex) {
			throw new DaemonErrorException(operation, "its volumes can't be made: " + ex, ex);
		}
	}

	/**
	 * Let volumes begin with what an image has at their places.
	 * @param root the root file system of the image; {@code null} for none
	 */
	static void begin(@Nullable RootTree root, List<VolumeMount> named, VolumeUse use, @Nullable Path directory,
			Operation operation) {
		for (VolumeMount mount : named) {
			try {
				use.begin(mount.volume(), (volume) -> {
					RootTree.Node node = (root != null) ? root.resolve(mount.destination()) : null;
					if (node != null && node.directory() && directory != null) {
						TreeCopy.copy(node, volume, directory.resolve("volume"));
					}
				});
			}
			catch (IOException ex) {
				throw new DaemonErrorException(operation, "its volume '" + mount.volume() + "' can't be filled: " + ex,
						ex);
			}
		}
	}

	/**
	 * What was found.
	 *
	 * @param user the user
	 * @param volumes the mounts of the volumes
	 */
	record Found(User user, List<Mount> volumes) {
	}

}

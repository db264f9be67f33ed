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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonErrorException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.image.ImageDetails;
import io.github.libcontainerd.internal.grpc.Mount;
import io.github.libcontainerd.internal.rootfs.MountedRoot;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.internal.userns.OwnerShift;

/**
 * Gives files to the ids of a container with a user namespace. Does nothing for others.
 */
final class Ownership {

	private final RunEngine engine;

	private final @Nullable IdMap ids;

	private final Operation operation;

	Ownership(RunEngine engine, @Nullable IdMap ids, Operation operation) {
		this.engine = engine;
		// A simulated container has no files.
		this.ids = engine.simulated() ? null : ids;
		this.operation = operation;
	}

	/**
	 * Give it a directory with all that is in it, as root of the host has made it.
	 */
	void tree(Path directory) {
		if (this.ids != null) {
			shift(OwnerShift.into(this.ids), directory);
		}
	}

	/**
	 * Give it the files that mounts show.
	 */
	void sources(List<io.github.libcontainerd.spec.Mount> mounts) {
		mounts.forEach((mount) -> {
			if (mount.source() != null) {
				tree(Path.of(mount.source()));
			}
		});
	}

	/**
	 * Return the snapshot that its root file system is to start from: that of the image,
	 * or a copy of it whose files belong to the ids. The copy is made once for an image
	 * and ids, and lives as long as the image.
	 */
	String root(ImageDetails image) {
		IdMap container = this.ids;
		if (container == null) {
			return image.chainId();
		}
		String name = "libcontainerd-ids-" + hash(image.chainId() + " " + container.text());
		this.engine.derive(image.snapshotter(), image.chainId(), name, this.operation,
				(mounts) -> shift(container, mounts));
		return name;
	}

	private void shift(IdMap container, List<Mount> mounts) {
		try {
			Path place = this.engine.makeTemporaryDirectory();
			try (MountedRoot root = MountedRoot.of(mounts, place)) {
				shift(OwnerShift.into(container), root.path());
			}
			finally {
				this.engine.deleteDirectory(place);
			}
		}
		catch (IOException ex) {
			throw failed(ex);
		}
	}

	private void shift(OwnerShift shift, Path tree) {
		try {
			shift.tree(tree);
		}
		catch (IOException | UncheckedIOException ex) {
			throw failed(ex);
		}
	}

	private DaemonErrorException failed(Exception ex) {
		return new DaemonErrorException(this.operation,
				"its files can't be given to the ids of its user namespace, which only root may do: " + ex, ex);
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

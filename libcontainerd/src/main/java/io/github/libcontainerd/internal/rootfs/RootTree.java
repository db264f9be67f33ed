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

package io.github.libcontainerd.internal.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.Mount;

/**
 * Reads a root file system that nobody changes, without mounting it: the layers of an
 * overlay, one above the other, or one directory. Every link is resolved within the root,
 * as if one were inside.
 */
public final class RootTree {

	private static final int MAX_LINKS = 40;

	private static final int FILE_TYPE = 0170000;

	private static final int CHARACTER_DEVICE = 0020000;

	// The uppermost first.
	private final List<Path> layers;

	private RootTree(List<Path> layers) {
		this.layers = layers;
	}

	/**
	 * Return the tree that mounts would show.
	 * @param mounts how it would be mounted
	 * @return the tree; empty when its files are nowhere to be read, as with a
	 * snapshotter of block devices
	 */
	public static Optional<RootTree> of(List<Mount> mounts) {
		List<Path> layers = layers(mounts);
		boolean readable = !layers.isEmpty() && layers.stream().allMatch(Files::isDirectory);
		return readable ? Optional.of(new RootTree(layers)) : Optional.empty();
	}

	/**
	 * Return the directories that mounts would join.
	 * @param mounts how it would be mounted
	 * @return the directories, the uppermost first; none if they are nowhere to be read
	 */
	public static List<Path> layers(List<Mount> mounts) {
		if (mounts.size() != 1) {
			return List.of();
		}
		Mount mount = mounts.get(0);
		return switch (mount.type()) {
			case "bind", "rbind" -> List.of(Path.of(mount.source()));
			case "overlay" -> overlay(mount.options());
			default -> List.of();
		};
	}

	private static List<Path> overlay(List<String> options) {
		List<Path> layers = new ArrayList<>();
		for (String option : options) {
			if (option.startsWith("upperdir=")) {
				layers.add(0, Path.of(option.substring("upperdir=".length())));
			}
			else if (option.startsWith("lowerdir=")) {
				Arrays.stream(option.substring("lowerdir=".length()).split(":")).map(Path::of).forEach(layers::add);
			}
		}
		return layers;
	}

	/**
	 * Read a file.
	 * @param path the path within the root
	 * @param limit the size in bytes from which on it is refused
	 * @return its bytes; empty when there is no such file
	 * @throws IOException when it can't be read
	 */
	public Optional<byte[]> read(String path, int limit) throws IOException {
		Node node = resolve(path);
		if (node == null || node.directory()) {
			return Optional.empty();
		}
		Path file = node.paths().get(0);
		// Anything but a file might never end.
		if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
			return Optional.empty();
		}
		try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			byte[] bytes = in.readNBytes(limit + 1);
			if (bytes.length > limit) {
				throw new IOException(path + " has more than " + limit + " bytes");
			}
			return Optional.of(bytes);
		}
	}

	/**
	 * Find what is at a path.
	 * @param path the path within the root
	 * @return the node; {@code null} for nothing
	 * @throws IOException when it can't be looked for
	 */
	public @Nullable Node resolve(String path) throws IOException {
		try {
			return find(path);
		}
		catch (InvalidPathException ex) {
			// No file has such a name.
			return null;
		}
	}

	private @Nullable Node find(String path) throws IOException {
		Deque<String> pending = new ArrayDeque<>(RootWay.parts(path));
		Deque<Node> way = new ArrayDeque<>();
		way.push(new Node(this.layers, true));
		int links = 0;
		while (!pending.isEmpty()) {
			String name = pending.pop();
			if (name.equals("..")) {
				if (way.size() > 1) {
					way.pop();
				}
				continue;
			}
			Node child = child(way.element(), Path.of(name));
			if (child == null) {
				return null;
			}
			if (!Files.isSymbolicLink(child.paths().get(0))) {
				way.push(child);
				continue;
			}
			if (++links > MAX_LINKS) {
				throw new FileSystemLoopException(path);
			}
			String target = Files.readSymbolicLink(child.paths().get(0)).toString();
			if (target.startsWith("/")) {
				Node root = way.getLast();
				way.clear();
				way.push(root);
			}
			List<String> targetParts = new ArrayList<>(RootWay.parts(target));
			Collections.reverse(targetParts);
			targetParts.forEach(pending::push);
		}
		return way.element();
	}

	/**
	 * Find what is in a directory, without following a link.
	 */
	static @Nullable Node child(Node directory, Path name) throws IOException {
		if (!directory.directory()) {
			return null;
		}
		List<Path> found = new ArrayList<>();
		for (Path layer : directory.paths()) {
			Path path = layer.resolve(name);
			BasicFileAttributes attributes;
			try {
				attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
			}
			catch (NoSuchFileException ex) {
				continue;
			}
			if (attributes.isOther() && whiteout(path)) {
				break;
			}
			if (!attributes.isDirectory()) {
				return found.isEmpty() ? new Node(List.of(path), false) : new Node(found, true);
			}
			if (!found.isEmpty() && OpaqueDirectories.contain(found.get(found.size() - 1))) {
				break;
			}
			found.add(path);
		}
		return found.isEmpty() ? null : new Node(found, true);
	}

	/**
	 * Whether a layer says by this file that there is none of its name.
	 */
	private static boolean whiteout(Path path) throws IOException {
		int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		long device = (long) Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS);
		return (mode & FILE_TYPE) == CHARACTER_DEVICE && device == 0;
	}

	/**
	 * A file, link or directory.
	 *
	 * @param paths where it is on the host; for a directory in each layer that has a part
	 * of it, the uppermost first
	 * @param directory whether it is a directory
	 */
	public record Node(List<Path> paths, boolean directory) {
	}

}

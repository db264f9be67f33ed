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

package io.github.libcontainerd.test.internal.fake.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.types.Mount;
import io.github.libcontainerd.test.internal.host.Commands;

/**
 * The files that a container sees, found on the host without mounting anything: layers on
 * top of each other as overlayfs joins them, and directories and files bound into them.
 *
 * @param layers the directories, the topmost and only writable one first
 * @param binds what is bound, the deepest destination first
 * @param readOnly whether the layers cannot be written
 */
public record FakeTree(List<Path> layers, List<Bind> binds, boolean readOnly) {

	private static final int MAX_LINKS = 40;

	private static final int CHARACTER_DEVICE = 0x2000;

	private static final int TYPE = 0xf000;

	public static FakeTree of(Path root) {
		return new FakeTree(List.of(root), List.of(), false);
	}

	/**
	 * The root file system of a task.
	 */
	public static FakeTree of(List<Mount> mounts) {
		List<Path> layers = new ArrayList<>();
		for (Mount mount : mounts) {
			if (mount.getType().equals("overlay")) {
				for (String option : mount.getOptionsList()) {
					if (option.startsWith("upperdir=")) {
						layers.add(0, Path.of(option.substring("upperdir=".length())));
					}
					else if (option.startsWith("lowerdir=")) {
						for (String lower : option.substring("lowerdir=".length()).split(":")) {
							layers.add(Path.of(lower));
						}
					}
				}
			}
			else {
				layers.add(Path.of(mount.getSource()));
			}
		}
		return new FakeTree(List.copyOf(layers), List.of(), false);
	}

	/**
	 * Copy what is in the lower layers up into the topmost one, which from then on has
	 * all that there is, for whoever looks at it without this.
	 * @param layers the directories, the topmost one first
	 * @return the topmost one
	 * @throws IOException if it cannot be copied
	 */
	public static Path join(List<Path> layers) throws IOException {
		FakeTree tree = new FakeTree(layers, List.of(), false);
		Path upper = layers.get(0);
		if (tree.visible().size() > 1) {
			tree.copyUp("/");
			Files.createFile(whole(upper));
			removeWhiteouts(upper);
		}
		return upper;
	}

	private void copyUp(String directory) throws IOException {
		for (String name : list(directory)) {
			String path = Path.of(directory).resolve(name).toString();
			Path place = below(this.layers.get(0), path);
			Path found = lookup(path);
			if (found == null) {
				continue;
			}
			// A directory without what is in it.
			if (!found.equals(place)) {
				Files.copy(found, place, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
			}
			if (Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
				copyUp(path);
			}
		}
	}

	private static void removeWhiteouts(Path directory) throws IOException {
		try (var files = Files.walk(directory)) {
			for (Path file : files.filter(FakeTree::isWhiteout).toList()) {
				Files.delete(file);
			}
		}
	}

	/** What says that a topmost layer has all that there is. */
	private static Path whole(Path upper) {
		return upper.resolveSibling(upper.getFileName() + ".whole");
	}

	private List<Path> visible() {
		return (this.layers.size() > 1 && Files.exists(whole(this.layers.get(0)))) ? this.layers.subList(0, 1)
				: this.layers;
	}

	/** The directory that is missing on the host, or {@code null}. */
	public @Nullable Path missing() {
		return this.layers.stream().filter((layer) -> !Files.isDirectory(layer)).findFirst().orElse(null);
	}

	public FakeTree with(List<Bind> more, boolean onlyRead) {
		List<Bind> sorted = new ArrayList<>(more);
		sorted.sort(Comparator.comparing((Bind bind) -> bind.destination.length()).reversed());
		return new FakeTree(this.layers, List.copyOf(sorted), onlyRead);
	}

	/**
	 * Find a file, following links inside.
	 * @param path an absolute path
	 * @return the file on the host, or {@code null} if there is none
	 */
	public @Nullable Path find(String path) {
		Resolved resolved = resolve(path);
		return (resolved != null) ? resolved.file : null;
	}

	/**
	 * The names in a directory.
	 * @param path an absolute path
	 * @return the names, sorted
	 * @throws IOException if there is no such directory
	 */
	public List<String> list(String path) throws IOException {
		Resolved directory = resolve(path);
		if (directory == null || !Files.isDirectory(directory.file)) {
			throw new IOException(path + ": no such directory");
		}
		Set<String> names = new TreeSet<>();
		List<Path> places = new ArrayList<>(List.of(directory.file));
		if (bind(directory.path) == null) {
			visible().forEach((layer) -> places.add(below(layer, directory.path)));
		}
		for (Path place : places) {
			if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
				try (var files = Files.list(place)) {
					files.forEach((file) -> names.add(file.getFileName().toString()));
				}
			}
		}
		names.removeIf((name) -> lookup(Path.of(directory.path).resolve(name).toString()) == null);
		return List.copyOf(names);
	}

	/**
	 * Where to write a file. It is copied up from a lower layer first.
	 * @param path an absolute path
	 * @return the file on the host, which need not exist
	 * @throws IOException if its directory does not exist
	 */
	public Path target(String path) throws IOException {
		Path normal = Path.of("/", path).normalize();
		Path parent = normal.getParent();
		Resolved directory = (parent != null) ? resolve(parent.toString()) : null;
		if (directory == null || !Files.isDirectory(directory.file)) {
			throw new IOException(path + ": nonexistent directory");
		}
		Path found = find(path);
		Path place = Path.of(directory.path).resolve(String.valueOf(normal.getFileName()));
		Bind bind = bind(place.toString());
		if ((bind != null) ? bind.readOnly : this.readOnly) {
			throw new IOException(path + ": Read-only file system");
		}
		if (bind != null) {
			return bind.place(place.toString());
		}
		Path upper = below(this.layers.get(0), place.toString());
		if (found == null || !found.equals(upper)) {
			Path upperDirectory = upper.getParent();
			if (upperDirectory != null) {
				Files.createDirectories(upperDirectory);
			}
			if (Files.exists(upper, LinkOption.NOFOLLOW_LINKS)) {
				Files.delete(upper);
			}
			if (found != null && Files.isDirectory(found)) {
				Files.createDirectory(upper);
			}
			else if (found != null) {
				Files.copy(found, upper);
			}
		}
		return upper;
	}

	/** Make a directory in the topmost layer, unless there is one in any. */
	public void makeDirectory(String path) {
		try {
			if (find(path) == null) {
				Files.createDirectories(below(this.layers.get(0), path));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Remove a file, with what is below it.
	 * @param path an absolute path
	 * @throws IOException if there is none or it cannot be removed
	 */
	public void remove(String path) throws IOException {
		Path normal = Path.of("/", path).normalize();
		if (lookup(normal.toString()) == null) {
			throw new IOException(path + ": no such file");
		}
		Path target = target(normal.toString());
		Commands.delete(target);
		boolean below = visible().size() > 1 && bind(normal.toString()) == null && lookup(normal.toString()) != null;
		if (below) {
			whiteout(target);
		}
	}

	/** Any user may make this device, and only this one. */
	static void whiteout(Path path) {
		Commands.run("mknod", path.toString(), "c", "0", "0");
	}

	private @Nullable Resolved resolve(String path) {
		Deque<String> todo = new ArrayDeque<>(components(path));
		Path current = Path.of("/");
		Path file = lookup("/");
		int links = 0;
		while (!todo.isEmpty()) {
			Path next = current.resolve(todo.pop()).normalize();
			file = lookup(next.toString());
			if (file == null || (!todo.isEmpty() && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
					&& !Files.isSymbolicLink(file))) {
				return null;
			}
			if (!Files.isSymbolicLink(file)) {
				current = next;
				continue;
			}
			if (++links > MAX_LINKS) {
				return null;
			}
			String target = readLink(file);
			List<String> pushed = components(target);
			for (int i = pushed.size() - 1; i >= 0; i--) {
				todo.push(pushed.get(i));
			}
			if (target.startsWith("/")) {
				current = Path.of("/");
			}
			file = lookup(current.toString());
		}
		return (file != null) ? new Resolved(current.toString(), file) : null;
	}

	private static List<String> components(String path) {
		return List.of(path.split("/+")).stream().filter((part) -> !part.isEmpty()).toList();
	}

	private static String readLink(Path link) {
		try {
			return Files.readSymbolicLink(link).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/** Without following a link at the end. */
	private @Nullable Path lookup(String path) {
		Bind bind = bind(path);
		if (bind != null) {
			Path place = bind.place(path);
			return Files.exists(place, LinkOption.NOFOLLOW_LINKS) ? place : null;
		}
		for (Path layer : visible()) {
			Path place = layer;
			boolean here = true;
			List<String> parts = components(path);
			for (int i = 0; i < parts.size() && here; i++) {
				place = place.resolve(parts.get(i));
				if (isWhiteout(place)) {
					return null;
				}
				here = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
				if (here && i < parts.size() - 1 && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
					return null;
				}
			}
			if (here) {
				return place;
			}
		}
		return null;
	}

	private @Nullable Bind bind(String path) {
		return this.binds.stream().filter((bind) -> bind.covers(path)).findFirst().orElse(null);
	}

	/** overlayfs marks what a layer deletes by a device 0, 0. */
	public static boolean isWhiteout(Path path) {
		try {
			Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev", LinkOption.NOFOLLOW_LINKS);
			return attributes.get("mode") instanceof Integer mode && (mode & TYPE) == CHARACTER_DEVICE
					&& attributes.get("rdev") instanceof Number device && device.longValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Path below(Path root, String path) {
		return root.resolve(Path.of("/").relativize(Path.of("/", path).normalize()));
	}

	/**
	 * Something of the host in the place of a path.
	 *
	 * @param destination the path in the container
	 * @param source the path on the host
	 * @param readOnly whether it cannot be written
	 */
	public record Bind(String destination, Path source, boolean readOnly) {

		boolean covers(String path) {
			return Path.of(path).startsWith(this.destination);
		}

		Path place(String path) {
			Path rest = Path.of(this.destination).relativize(Path.of(path));
			return rest.toString().isEmpty() ? this.source : this.source.resolve(rest);
		}

	}

	/**
	 * A file and its path without links.
	 */
	private record Resolved(String path, Path file) {
	}

}

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

package io.github.libcontainerd.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.internal.grpc.api.content.Info;
import io.github.libcontainerd.internal.grpc.api.images.Image;
import io.github.libcontainerd.internal.grpc.api.snapshots.Kind;

/**
 * An image that a {@link FakeContainerd} has from the beginning, in all namespaces:
 * unpacked, and made here instead of coming from a registry. Unless told otherwise it is
 * like busybox: a shell and a few commands, with the users {@code root}, {@code app}
 * (1000) and {@code nobody} (65534).
 * <p>
 * Its containers run their command in the fake's tiny shell, or do what a
 * {@link FakeBehaviour} says.
 *
 * @see FakeContainerd#image(String)
 */
public final class FakeImage {

	private static final String SNAPSHOTTER = "overlayfs";

	private final String name;

	private final ImageBlobs blobs;

	private final byte[] layer;

	private final @Nullable FakeBehaviour behaviour;

	private FakeImage(Builder builder) {
		this.name = builder.name;
		this.layer = builder.layer();
		this.blobs = ImageBlobs.of(this.layer, builder.config());
		this.behaviour = builder.behaviour;
	}

	/**
	 * Describe an image.
	 * @param name its name, completed as Docker does: {@code busybox} is
	 * {@code docker.io/library/busybox:latest}
	 * @return a builder
	 */
	public static Builder named(String name) {
		return new Builder(name);
	}

	/**
	 * Its name.
	 * @return the complete name
	 */
	public String name() {
		return this.name;
	}

	@Nullable FakeBehaviour behaviour() {
		return this.behaviour;
	}

	/** What a pull would have left in the namespace. Only inside the store's lock. */
	void install(FakeStorage storage, FakeMetadata metadata) {
		try {
			var now = FakeEvents.timestamp(Instant.now());
			for (ImageBlobs.Blob blob : this.blobs.blobs(SNAPSHOTTER)) {
				String digest = blob.digest();
				if (!storage.hasBlob(digest)) {
					Files.write(storage.blob(digest), blob.data());
				}
				metadata.blobs()
					.putIfAbsent(digest,
							Info.newBuilder()
								.setDigest(digest)
								.setSize(blob.data().length)
								.setCreatedAt(now)
								.setUpdatedAt(now)
								.putAllLabels(blob.labels())
								.build());
			}
			if (!metadata.snapshots(SNAPSHOTTER).containsKey(this.blobs.diffId())) {
				unpack(storage, metadata);
			}
			metadata.images()
				.put(this.name,
						Image.newBuilder()
							.setName(this.name)
							.setTarget(this.blobs.target())
							.setCreatedAt(now)
							.setUpdatedAt(now)
							.build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void unpack(FakeStorage storage, FakeMetadata metadata) throws IOException {
		String key = this.blobs.diffId();
		Instant now = Instant.now();
		FakeSnapshot snapshot = new FakeSnapshot(key, metadata.backendKey(SNAPSHOTTER, key), null, Kind.COMMITTED,
				Map.of("containerd.io/snapshot.ref", key), now, now,
				storage.snapshotters().create(SNAPSHOTTER, null, Kind.COMMITTED));
		new FakeLayer(snapshot.files(), List.of(), true).apply(new ByteArrayInputStream(this.layer));
		metadata.snapshots(SNAPSHOTTER).put(key, snapshot);
	}

	/**
	 * Describes a {@link FakeImage}.
	 */
	public static final class Builder {

		private final String name;

		private final Map<String, byte[]> files = new TreeMap<>();

		private final List<String> env = new ArrayList<>(
				List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));

		private final Map<String, String> labels = new LinkedHashMap<>();

		private final Map<String, Object> volumes = new LinkedHashMap<>();

		private final Map<String, Object> ports = new LinkedHashMap<>();

		private List<String> entrypoint = List.of();

		private List<String> cmd = List.of("sh");

		private @Nullable String user;

		private @Nullable String workingDir;

		private @Nullable String stopSignal;

		private @Nullable FakeBehaviour behaviour;

		private Builder(String name) {
			this.name = ImageNames.complete(name);
		}

		/**
		 * The entrypoint. A program that is given by its path is there.
		 * @param command the command
		 * @return this builder
		 */
		public Builder entrypoint(String... command) {
			this.entrypoint = List.of(command);
			return this;
		}

		/**
		 * The command, instead of {@code sh}, or the arguments of the entrypoint. A
		 * program that is given by its path is there.
		 * @param command the command
		 * @return this builder
		 */
		public Builder cmd(String... command) {
			this.cmd = List.of(command);
			return this;
		}

		/**
		 * A variable of the environment.
		 * @param variable its name
		 * @param value its value
		 * @return this builder
		 */
		public Builder env(String variable, String value) {
			this.env.removeIf((entry) -> entry.startsWith(variable + "="));
			this.env.add(variable + "=" + value);
			return this;
		}

		/**
		 * The user, in the form of a Dockerfile's {@code USER}.
		 * @param newUser for example {@code app} or {@code 1000:1000}
		 * @return this builder
		 */
		public Builder user(String newUser) {
			this.user = newUser;
			return this;
		}

		/**
		 * The working directory. It is there.
		 * @param directory an absolute path
		 * @return this builder
		 */
		public Builder workingDir(String directory) {
			this.workingDir = directory;
			return this;
		}

		/**
		 * The signal that asks it to stop.
		 * @param signal for example {@code SIGINT}
		 * @return this builder
		 */
		public Builder stopSignal(String signal) {
			this.stopSignal = signal;
			return this;
		}

		/**
		 * A label.
		 * @param key its key
		 * @param value its value
		 * @return this builder
		 */
		public Builder label(String key, String value) {
			this.labels.put(key, value);
			return this;
		}

		/**
		 * A volume.
		 * @param path an absolute path
		 * @return this builder
		 */
		public Builder volume(String path) {
			this.volumes.put(path, Map.of());
			return this;
		}

		/**
		 * A port that is exposed.
		 * @param port for example {@code 8080/tcp}
		 * @return this builder
		 */
		public Builder exposedPort(String port) {
			this.ports.put(port, Map.of());
			return this;
		}

		/**
		 * A file, for example another {@code /etc/passwd}.
		 * @param path an absolute path
		 * @param text what is in it
		 * @return this builder
		 */
		public Builder file(String path, String text) {
			this.files.put(path, text.getBytes(StandardCharsets.UTF_8));
			return this;
		}

		/**
		 * What its containers do instead of running their command.
		 * {@link FakeContainerd#onCreate} comes first.
		 * @param newBehaviour what they do
		 * @return this builder
		 */
		public Builder behaves(FakeBehaviour newBehaviour) {
			this.behaviour = newBehaviour;
			return this;
		}

		/**
		 * Its containers write a text and exit at once, whatever their command.
		 * @param output what they write to standard output, with all line ends
		 * @param exitCode their exit code
		 * @return this builder
		 */
		public Builder prints(String output, int exitCode) {
			return behaves(FakeBehaviour.normal().output(output, "").exit(exitCode, Duration.ZERO));
		}

		/**
		 * Finish.
		 * @return the image
		 */
		public FakeImage build() {
			return new FakeImage(this);
		}

		private Map<String, Object> config() {
			Map<String, Object> config = new LinkedHashMap<>();
			config.put("Env", this.env);
			if (!this.entrypoint.isEmpty()) {
				config.put("Entrypoint", this.entrypoint);
			}
			config.put("Cmd", this.cmd);
			if (this.user != null) {
				config.put("User", this.user);
			}
			if (this.workingDir != null) {
				config.put("WorkingDir", this.workingDir);
			}
			if (this.stopSignal != null) {
				config.put("StopSignal", this.stopSignal);
			}
			Map.of("Labels", this.labels, "Volumes", this.volumes, "ExposedPorts", this.ports).forEach((key, value) -> {
				if (!value.isEmpty()) {
					config.put(key, value);
				}
			});
			return config;
		}

		private byte[] layer() {
			Map<String, byte[]> programs = new TreeMap<>();
			FakeRootfs.COMMANDS.forEach((command) -> programs.put("/bin/" + command, new byte[0]));
			for (List<String> command : List.of(this.entrypoint, this.cmd)) {
				if (!command.isEmpty() && command.get(0).startsWith("/")) {
					programs.putIfAbsent(command.get(0), new byte[0]);
				}
			}
			Map<String, byte[]> texts = new TreeMap<>(
					Map.of("/etc/passwd", BusyboxRootfs.PASSWD.getBytes(StandardCharsets.UTF_8), "/etc/group",
							BusyboxRootfs.GROUP.getBytes(StandardCharsets.UTF_8)));
			texts.putAll(this.files);
			return TarWriter.bytes((tar) -> {
				for (String directory : List.of("bin", "etc", "proc", "sys", "dev", "root", "run", "var")) {
					tar.directory(directory, 0755);
				}
				tar.directory("tmp", 01777);
				if (this.workingDir != null) {
					tar.directory(relative(this.workingDir), 0755);
				}
				programs.forEach((path, data) -> tar.file(relative(path), 0755, data));
				texts.forEach((path, data) -> tar.file(relative(path), programs.containsKey(path) ? 0755 : 0644, data));
			});
		}

		private static String relative(String path) {
			if (!path.startsWith("/") || path.contains("/../")) {
				throw new IllegalArgumentException("Not an absolute path: " + path);
			}
			return path.substring(1);
		}

	}

}

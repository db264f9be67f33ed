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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.fake.store.UnpackedImage;
import io.github.libcontainerd.test.internal.image.ImageNames;

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

	private final String name;

	private final TestImage image;

	private final byte[] layer;

	private final @Nullable FakeBehaviour behaviour;

	private FakeImage(Builder builder) {
		this.name = builder.name;
		this.layer = builder.layer();
		this.image = builder.image(this.layer);
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

	/** The image as a namespace gets it. */
	UnpackedImage unpacked() {
		return new UnpackedImage(this.name, this.image.installation(UnpackedImage.SNAPSHOTTER), this.layer);
	}

	/**
	 * Describes a {@link FakeImage}.
	 */
	public static final class Builder {

		private final String name;

		private final Map<String, String> files = new TreeMap<>();

		private final Map<String, Object> config = new TreeMap<>();

		private final List<String> env = new ArrayList<>(
				List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));

		private final Map<String, String> labels = new LinkedHashMap<>();

		private final Map<String, Object> volumes = new LinkedHashMap<>();

		private final Map<String, Object> ports = new LinkedHashMap<>();

		private List<String> entrypoint = List.of();

		private List<String> cmd = List.of("sh");

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
			this.config.put("User", newUser);
			return this;
		}

		/**
		 * The working directory. It is there.
		 * @param directory an absolute path
		 * @return this builder
		 */
		public Builder workingDir(String directory) {
			this.config.put("WorkingDir", directory);
			return this;
		}

		/**
		 * The signal that asks it to stop.
		 * @param signal for example {@code SIGINT}
		 * @return this builder
		 */
		public Builder stopSignal(String signal) {
			this.config.put("StopSignal", signal);
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
			this.files.put(path, text);
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

		private TestImage image(byte[] layer) {
			TestImage.Builder image = TestImage.builder().layer(layer).config("Env", this.env).config("Cmd", this.cmd);
			if (!this.entrypoint.isEmpty()) {
				image.config("Entrypoint", this.entrypoint);
			}
			Map<String, Object> more = new LinkedHashMap<>(this.config);
			Map.of("Labels", this.labels, "Volumes", this.volumes, "ExposedPorts", this.ports).forEach((key, value) -> {
				if (!value.isEmpty()) {
					more.put(key, value);
				}
			});
			more.forEach(image::config);
			return image.build();
		}

		private byte[] layer() {
			TestTar tar = new TestTar();
			for (String directory : List.of("bin", "dev", "etc", "proc", "root", "run", "sys", "var")) {
				tar.directory(directory);
			}
			tar.directory("tmp", 01777);
			if (this.config.get("WorkingDir") instanceof String directory) {
				tar.directory(relative(directory));
			}
			Set<String> programs = new TreeSet<>();
			FakeRootfs.COMMANDS.forEach((command) -> programs.add("/bin/" + command));
			for (List<String> command : List.of(this.entrypoint, this.cmd)) {
				if (!command.isEmpty() && command.get(0).startsWith("/")) {
					programs.add(command.get(0));
				}
			}
			programs.removeAll(this.files.keySet());
			programs.forEach((path) -> tar.file(relative(path), 0755, new byte[0]));
			Map<String, String> texts = new TreeMap<>(
					Map.of("/etc/passwd", BusyboxRootfs.PASSWD, "/etc/group", BusyboxRootfs.GROUP));
			texts.putAll(this.files);
			texts.forEach((path, text) -> tar.file(relative(path), text));
			return tar.toBytes();
		}

		private static String relative(String path) {
			if (!path.startsWith("/") || path.contains("/../")) {
				throw new IllegalArgumentException("Not an absolute path: " + path);
			}
			return path.substring(1);
		}

	}

}

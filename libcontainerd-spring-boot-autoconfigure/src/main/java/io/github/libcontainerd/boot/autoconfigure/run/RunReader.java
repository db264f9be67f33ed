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

package io.github.libcontainerd.boot.autoconfigure.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.ContainerdException;
import io.github.libcontainerd.image.ImageReference;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * Makes a request of the properties of a container. What can't be right is refused with
 * the name of its property. Not safe for use by several threads at once.
 */
public final class RunReader {

	private final String prefix;

	private final RunProperties properties;

	// In an order that does not change.
	private final Map<String, String> text = new TreeMap<>();

	/**
	 * Create a reader.
	 * @param prefix what the names of the properties begin with, without a dot at its end
	 * @param properties the properties
	 */
	public RunReader(String prefix, RunProperties properties) {
		this.prefix = prefix;
		this.properties = properties;
	}

	/**
	 * Begin a request with what all containers have in common, except for the environment
	 * and when the image is pulled.
	 * @return a new builder
	 * @throws InvalidConfigurationPropertyValueException for the first value that can't
	 * be right
	 */
	public RunRequest.Builder begin() {
		RunRequest.Builder run = RunRequest.of(image());
		set("command", this.properties.getCommand(), (command) -> run.command(command.toArray(String[]::new)));
		set("entrypoint", this.properties.getEntrypoint(),
				(entrypoint) -> run.entrypoint(entrypoint.toArray(String[]::new)));
		set("user", this.properties.getUser(), run::user);
		set("working-dir", this.properties.getWorkingDir(), run::workingDir);
		set("runtime", this.properties.getRuntime(), run::runtime);
		set("memory", this.properties.getMemory(), (size) -> run.memory(size));
		set("cpus", this.properties.getCpus(), run::cpus);
		set("pids", this.properties.getPids(), run::pids);
		set("read-only", this.properties.isReadOnly() ? true : null, run::readOnlyRootfs);
		List<String> dropped = this.properties.getCapDrop();
		set("cap-drop", dropped.isEmpty() ? null : dropped,
				(names) -> run.dropCapabilities(names.toArray(String[]::new)));
		this.properties.getLabels()
			.forEach((key, value) -> set("labels." + key, value, (label) -> run.label(key, label)));
		return run;
	}

	/**
	 * Return the reference of the image.
	 * @return a valid reference
	 * @throws InvalidConfigurationPropertyValueException if there is none
	 */
	public String image() {
		String image = this.properties.getImage();
		if (image == null || !StringUtils.hasText(image)) {
			throw invalid("image", "", "an image is needed");
		}
		set("image", image, ImageReference::parse);
		return image;
	}

	/**
	 * Set environment variables.
	 * @param run gets them
	 * @param env the values by name
	 */
	public void env(RunRequest.Builder run, Map<String, String> env) {
		env.forEach((variable, value) -> set("env." + variable, value, (given) -> run.env(variable, given)));
	}

	/**
	 * Mount volumes, directories and files. As with Docker, what begins with neither a
	 * slash nor a dot is the name of a volume.
	 * @param run gets them
	 * @param volumes each as {@code NAME:CONTAINER} or {@code HOST:CONTAINER}, possibly
	 * with {@code :ro} at its end
	 */
	public void volumes(RunRequest.Builder run, List<String> volumes) {
		volumes.forEach((volume) -> set("volumes", volume, (given) -> volume(run, given)));
		note("volumes", volumes);
	}

	private static void volume(RunRequest.Builder run, String volume) {
		String[] parts = volume.split(":", -1);
		boolean readOnly = parts.length == 3 && parts[2].equals("ro");
		if (parts.length == 3 && parts[2].toLowerCase(Locale.ROOT).matches("(r[ow],)?z(,r[ow])?")) {
			throw new IllegalArgumentException("directories are not relabelled for SELinux here; label '" + parts[0]
					+ "' yourself (chcon -R -t container_file_t DIRECTORY), and leave ':" + parts[2] + "' out");
		}
		if (parts.length < 2 || parts.length > 3 || (parts.length == 3 && !readOnly && !parts[2].equals("rw"))) {
			throw new IllegalArgumentException(
					"write it as 'NAME:CONTAINER', 'HOST:CONTAINER' or with ':ro' at its end");
		}
		if (!parts[0].startsWith("/") && !parts[0].startsWith(".")) {
			if (!VolumeMount.isName(parts[0])) {
				throw new IllegalArgumentException("'" + parts[0]
						+ "' is neither the name of a volume, which has two to 128 letters, digits, '_', '.' or '-', nor"
						+ " a path of the host; begin the latter with '/', or with './' for one of the working"
						+ " directory of the application");
			}
			run.volume(new VolumeMount(parts[0], parts[1], readOnly));
			return;
		}
		bind(run, parts[0], parts[1], readOnly);
	}

	/**
	 * Mount a directory or file of the host.
	 * @param run gets it
	 * @param path the path; a relative one is one of the working directory
	 * @param target the place in the container
	 * @param readOnly whether it can't be changed there
	 */
	public static void bind(RunRequest.Builder run, String path, String target, boolean readOnly) {
		Path source = Path.of(path).toAbsolutePath().normalize();
		if (readOnly) {
			run.bindReadOnly(source, target);
		}
		else {
			run.bind(source, target);
		}
	}

	/**
	 * Set something.
	 * @param <T> the type of the value
	 * @param property the name of the property
	 * @param value the value; {@code null} when it is not set, and nothing is done
	 * @param setter sets it
	 * @throws InvalidConfigurationPropertyValueException if the setter refuses it
	 */
	public <T> void set(String property, @Nullable T value, Consumer<T> setter) {
		if (value == null) {
			return;
		}
		try {
			setter.accept(value);
			note(property, value);
		}
		catch (ContainerdException | IllegalArgumentException ex) {
			// The value of a variable may be a secret.
			throw invalid(property, property.startsWith("env.") ? "..." : value, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Complete a request.
	 * @param run the builder
	 * @return the request
	 * @throws InvalidConfigurationPropertyValueException if its parts don't go together
	 */
	public RunRequest build(RunRequest.Builder run) {
		try {
			return run.build();
		}
		catch (ContainerdException ex) {
			throw new InvalidConfigurationPropertyValueException(this.prefix, "...", String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Note what is set.
	 * @param property the name of the property
	 * @param value the value
	 */
	public void note(String property, Object value) {
		this.text.put(property, value.toString());
	}

	/**
	 * Return all that is set, from which one can tell whether something has changed.
	 * @return the text
	 */
	public String text() {
		return this.text.toString();
	}

	/**
	 * Return what says that a value can't be right.
	 * @param property the name of the property
	 * @param value the value
	 * @param reason why
	 * @return the exception
	 */
	public InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.prefix + "." + property, value, reason);
	}

}

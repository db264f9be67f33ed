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

package io.github.libcontainerd.volume;

import java.util.regex.Pattern;

import io.github.libcontainerd.InvalidRequestException;

/**
 * A named volume at a place in a container. Immutable.
 *
 * @param volume the name of the volume
 * @param destination where in the container, an absolute path
 * @param readOnly whether the container can't change it
 * @since 0.1.0
 */
public record VolumeMount(String volume, String destination, boolean readOnly) {

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}");

	/**
	 * Create a value.
	 * @throws InvalidRequestException if the name is none, or the destination is not
	 * absolute
	 */
	public VolumeMount {
		checkName(volume);
		if (!destination.startsWith("/") || destination.indexOf('\0') >= 0) {
			throw invalid(
					"the destination '" + destination + "' of the volume '" + volume + "' is not an absolute path");
		}
		if (destination.replaceAll("/+", "/").equals("/")) {
			throw invalid("the volume '" + volume + "' can't be mounted at '/', where the root file system is");
		}
	}

	/**
	 * Read a mount of the form {@code name:/path}, {@code name:/path:ro} or
	 * {@code name:/path:rw}.
	 * @param text the text
	 * @return the mount
	 * @throws InvalidRequestException if it is of another form
	 */
	public static VolumeMount parse(String text) {
		String[] parts = text.split(":", -1);
		boolean readOnly = parts.length == 3 && parts[2].equals("ro");
		if (parts.length < 2 || parts.length > 3 || parts.length == 3 && !readOnly && !parts[2].equals("rw")) {
			throw invalid("'" + text + "' is no volume; write it as 'data:/var/lib/data' or 'data:/var/lib/data:ro'");
		}
		return new VolumeMount(parts[0], parts[1], readOnly);
	}

	/**
	 * Whether a text can be the name of a volume: two to 128 letters, digits, {@code _},
	 * {@code .} and {@code -}, the first of which is a letter or a digit.
	 * @param text the text
	 * @return whether it can
	 */
	public static boolean isName(String text) {
		return NAME.matcher(text).matches();
	}

	/**
	 * Check the name of a volume.
	 * @param name the name
	 * @return the name
	 * @throws InvalidRequestException if it is none
	 */
	public static String checkName(String name) {
		if (!isName(name)) {
			throw invalid("'" + name + "' is no name of a volume; use 2 to 128 letters, digits, '_', '.' or '-', the "
					+ "first of which is a letter or a digit");
		}
		return name;
	}

	private static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(null, problem, null);
	}

	/**
	 * Return the text that {@link #parse} reads.
	 */
	@Override
	public String toString() {
		return this.volume + ":" + this.destination + (this.readOnly ? ":ro" : "");
	}

}

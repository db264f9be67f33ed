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

package io.github.libcontainerd.run;

import java.nio.file.Path;

import io.github.libcontainerd.InvalidRequestException;

/**
 * A device of the host that a container may use. Immutable.
 *
 * @param device the device on the host, an absolute path; a link is followed
 * @param path where in the container, an absolute path
 * @param permissions what it may do: some of {@code r} (read), {@code w} (write) and
 * {@code m} (make such a node)
 * @since 0.1.0
 */
public record HostDevice(Path device, String path, String permissions) {

	/**
	 * Create it.
	 * @param device the device on the host, an absolute path
	 * @param path where in the container, an absolute path
	 * @param permissions some of {@code r}, {@code w} and {@code m}
	 * @throws InvalidRequestException if a path is not absolute, or the permissions are
	 * none
	 */
	public HostDevice {
		Checks.absolute("device", device.toString());
		Checks.absolute("path of the device", path);
		if (!permissions.matches("(?!.*(.).*\\1)[rwm]{1,3}")) {
			throw Checks.invalid("the permissions '" + permissions + "' of the device '" + device
					+ "' are not some of 'r', 'w' and 'm'");
		}
	}

	/**
	 * Read one, as Docker writes it.
	 * @param text {@code DEVICE}, {@code DEVICE:PATH} or {@code DEVICE:PATH:PERMISSIONS}
	 * @return the device
	 * @throws InvalidRequestException if it is none of these
	 */
	public static HostDevice parse(String text) {
		String[] parts = text.split(":", -1);
		if (parts.length > 3) {
			throw Checks.invalid("the device '" + text + "' is not DEVICE, DEVICE:PATH or DEVICE:PATH:PERMISSIONS");
		}
		return new HostDevice(Path.of(Checks.text("device", parts[0])), (parts.length > 1) ? parts[1] : parts[0],
				(parts.length > 2) ? parts[2] : "rwm");
	}

}

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

package io.github.libcontainerd.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;

/**
 * A device of this host.
 *
 * @param type {@code c} for one of characters, {@code b} for one of blocks
 * @param major its major number
 * @param minor its minor number
 * @param mode the bits of its mode
 * @param uid its owner
 * @param gid its group
 */
public record DeviceNode(String type, long major, long minor, long mode, long uid, long gid) {

	private static final int TYPE = 0170000;

	private static final int CHARACTERS = 0020000;

	private static final int BLOCKS = 0060000;

	private static final long UNSIGNED = 0xFFFF_FFFFL;

	/**
	 * Look for a device.
	 * @param path its path; a link is followed
	 * @param operation what it is for
	 * @return the device
	 * @throws InvalidRequestException if it is not there, or none
	 */
	public static DeviceNode require(Path path, Operation operation) {
		try {
			Map<String, Object> found = Files.readAttributes(path, "unix:mode,rdev,uid,gid");
			int mode = number(found, "mode");
			int type = mode & TYPE;
			if (type != CHARACTERS && type != BLOCKS) {
				throw new InvalidRequestException(operation,
						"'" + path + "' is no device; "
								+ (Files.isDirectory(path) ? "name the devices in it" : "mount a file with bind"),
						null);
			}
			long number = (long) Objects.requireNonNull(found.get("rdev"));
			return new DeviceNode((type == BLOCKS) ? "b" : "c", major(number), minor(number), mode & ~TYPE,
					number(found, "uid") & UNSIGNED, number(found, "gid") & UNSIGNED);
		}
		catch (NoSuchFileException ex) {
			throw new InvalidRequestException(operation,
					"this host has no device '" + path + "'; load the kernel module that makes it, or leave it out",
					ex);
		}
		catch (IOException ex) {
			throw new InvalidRequestException(operation, "the device '" + path + "' can't be looked at: " + ex, ex);
		}
	}

	private static int number(Map<String, Object> found, String attribute) {
		return (int) Objects.requireNonNull(found.get(attribute));
	}

	static long major(long number) {
		return number >>> 8 & 0xfff | number >>> 32 & 0xfffff000L;
	}

	static long minor(long number) {
		return number & 0xff | number >>> 12 & 0xffffff00L;
	}

}

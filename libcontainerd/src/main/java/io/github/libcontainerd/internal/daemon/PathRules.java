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

package io.github.libcontainerd.internal.daemon;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;

/**
 * What paths containerd and the way to it can't take, found before anything is started.
 */
public final class PathRules {

	private static final int MAX_SOCKET_PATH = 107;

	// sun_path holds 108 bytes with the terminating 0; containerd also makes a socket
	// with ".ttrpc" behind the name and limits that to 104.
	private static final int MAX_MANAGED_SOCKET_PATH = 98;

	private PathRules() {
	}

	/**
	 * Check the path of somebody else's socket.
	 * @param socket the path
	 * @throws RemoteStartException if nobody could connect to it
	 */
	public static void checkSocket(Path socket) {
		checkSocket(socket, MAX_SOCKET_PATH, "a unix socket's path has at most " + MAX_SOCKET_PATH + " bytes", "");
	}

	/**
	 * Check the path of a managed daemon's socket.
	 */
	static void checkManagedSocket(Path socket) {
		checkSocket(socket, MAX_MANAGED_SOCKET_PATH, "choose a shorter state directory",
				"choose another state directory");
	}

	private static void checkSocket(Path socket, int maxBytes, String tooLong, String notAscii) {
		String path = socket.toString();
		if (path.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
			throw new RemoteStartException(Reason.SOCKET_PATH_TOO_LONG, path, tooLong, null);
		}
		if (!StandardCharsets.US_ASCII.newEncoder().canEncode(path)) {
			throw new RemoteStartException(Reason.SOCKET_PATH_NOT_ASCII, path, notAscii, null);
		}
	}

	/**
	 * Check the root of a daemon. The options of an overlay mount are separated by commas
	 * and its layers by colons, and containerd does not escape either.
	 *
	 */
	static void checkRoot(Path root) {
		for (String separator : new String[] { ":", ",", "\\" }) {
			if (root.toString().contains(separator)) {
				throw new RemoteStartException(Reason.DAEMON_ROOT_NOT_MOUNTABLE, root.toString(),
						"'" + separator + "' has a meaning of its own in the options of a mount", null);
			}
		}
	}

}

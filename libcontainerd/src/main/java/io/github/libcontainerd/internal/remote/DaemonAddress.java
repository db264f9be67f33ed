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

package io.github.libcontainerd.internal.remote;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.internal.daemon.DaemonSupervisor;
import io.github.libcontainerd.internal.daemon.Programs;
import io.github.libcontainerd.internal.record.RemoteSettings;

/**
 * Chooses between a containerd that is there already and a managed one.
 */
final class DaemonAddress {

	/** Where a system's containerd listens. */
	static final Path SYSTEM_SOCKET = Path.of("/run/containerd/containerd.sock");

	private DaemonAddress() {
	}

	/**
	 * Return where a containerd that is not managed listens, if that is to be used.
	 * @param settings the options
	 * @return the socket; {@code null} to use a managed containerd
	 * @throws RemoteStartException if there is neither
	 */
	static @Nullable Path external(RemoteSettings settings) {
		if (settings.address() != null) {
			return settings.address();
		}
		if (settings.mode() == DaemonMode.NEVER) {
			return SYSTEM_SOCKET;
		}
		if (settings.mode() == DaemonMode.ALWAYS || DaemonSupervisor.adoptable(settings.daemon())) {
			return null;
		}
		// A socket file alone says nothing: the daemon behind it may be gone.
		if (SocketProbe.listens(SYSTEM_SOCKET)) {
			return SYSTEM_SOCKET;
		}
		if (Programs.find(settings.daemon().binary()).isEmpty()) {
			throw new RemoteStartException(Reason.BINARY_MISSING, settings.daemon().binary(),
					"and nothing listens on " + SYSTEM_SOCKET, null);
		}
		return null;
	}

	/**
	 * Return where containerd is expected, without looking for it.
	 * @param settings the options
	 * @return the socket
	 */
	static Path expected(RemoteSettings settings) {
		Path address = settings.address();
		if (address != null) {
			return address;
		}
		return (settings.mode() == DaemonMode.ALWAYS) ? DaemonSupervisor.socket(settings.daemon()) : SYSTEM_SOCKET;
	}

}

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

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.libcontainerd.RemoteStartException;
import io.github.libcontainerd.RemoteStartException.Reason;
import io.github.libcontainerd.internal.daemon.PathRules;

/**
 * Finds out why a socket can't be used, which gRPC does not tell.
 */
final class SocketProbe {

	private SocketProbe() {
	}

	/**
	 * Check that a process listens on it.
	 * @throws RemoteStartException if none does
	 */
	static void check(Path socket) {
		PathRules.checkSocket(socket);
		if (Files.notExists(socket)) {
			throw new RemoteStartException(Reason.SOCKET_MISSING, socket.toString(), "", null);
		}
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			channel.finishConnect();
		}
		catch (IOException ex) {
			String text = String.valueOf(ex.getMessage());
			Reason reason = text.contains("ermission denied") ? Reason.SOCKET_ACCESS_DENIED : Reason.SOCKET_DEAD;
			throw new RemoteStartException(reason, socket.toString(), text, ex);
		}
	}

	static boolean listens(Path socket) {
		try {
			check(socket);
			return true;
		}
		catch (RemoteStartException ex) {
			return false;
		}
	}

}

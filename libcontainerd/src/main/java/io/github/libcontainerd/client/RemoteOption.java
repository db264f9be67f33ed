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

package io.github.libcontainerd.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.Registry;

/**
 * An option of a {@link Remote}, after v1.12.2's {@code RemoteOption}.
 *
 * @since 0.1.0
 */
public sealed interface RemoteOption {

	/**
	 * Connect to this containerd, which is then never started or stopped by us
	 * ({@code WithRemoteAddr}). Has no effect on an open remote.
	 *
	 * @param socket the unix socket
	 */
	record Address(Path socket) implements RemoteOption {
	}

	/**
	 * The state directory of the containerd given by {@link Address}, {@code state} in
	 * its configuration; by default {@code /run/containerd}. It is only read: while
	 * containerd is away its shims are asked for the exit codes that it would forget. Has
	 * no effect on an open remote.
	 *
	 * @param directory the directory
	 */
	record ContainerdState(Path directory) implements RemoteOption {
	}

	/**
	 * Whether to run a containerd of our own ({@code WithStartDaemon}); by default
	 * {@link DaemonMode#AUTO}. Has no effect on an open remote.
	 *
	 * @param mode the mode
	 */
	record StartDaemon(DaemonMode mode) implements RemoteOption {
	}

	/**
	 * When to connect; by default {@link ConnectMode#AT_ONCE}. In the other modes
	 * {@link Remote#open} fails for an option that can't be right and for a state
	 * directory that can't be used, and does not care about containerd. Clients can be
	 * opened at once. Until containerd is there a call that needs it waits, but not
	 * longer than {@link StartTimeout} after the connecting has begun; then it throws a
	 * {@link DaemonUnavailableException} that says why. {@link Client#list()} is empty
	 * and {@link Remote#ping} fails at once. {@link RemoteEvent.Kind#CONNECTED} tells
	 * that containerd has been found.
	 * <p>
	 * For a remote that was opened with {@link ConnectMode#ON_DEMAND} a change to
	 * {@link ConnectMode#IN_BACKGROUND} begins to connect; it has no effect otherwise.
	 *
	 * @param mode the mode
	 */
	record Connect(ConnectMode mode) implements RemoteOption {
	}

	/**
	 * The containerd program of a managed daemon; by default {@code containerd} on the
	 * PATH. Takes effect at its next start.
	 *
	 * @param program a name on the PATH, or a path
	 */
	record DaemonBinary(String program) implements RemoteOption {
	}

	/**
	 * Where a managed daemon keeps what must survive a reboot, such as images; by default
	 * {@code root} in the state directory. Takes effect at its next start.
	 *
	 * @param directory the directory, made if missing
	 */
	record DaemonRoot(Path directory) implements RemoteOption {
	}

	/**
	 * How long a daemon may take to answer, at first and after each start of a managed
	 * one; by default 15 seconds.
	 *
	 * @param timeout the limit
	 */
	record StartTimeout(Duration timeout) implements RemoteOption {
	}

	/**
	 * The OCI runtime of containers that don't choose one ({@code WithRuntimePath}).
	 * Takes effect with the next container.
	 *
	 * @param runtime the name of a containerd runtime, {@code io.containerd.*}, or the
	 * name or path of a runc-compatible program
	 */
	record RuntimePath(String runtime) implements RemoteOption {
	}

	/**
	 * Arguments of the OCI runtime ({@code WithRuntimeArgs}). Only those that containerd
	 * can pass on: {@code --systemd-cgroup[=true|false]} and {@code --root=DIR}. Takes
	 * effect with the next container.
	 *
	 * @param arguments the arguments
	 */
	record RuntimeArguments(List<String> arguments) implements RemoteOption {

		public RuntimeArguments {
			arguments = List.copyOf(arguments);
		}
	}

	/**
	 * Whether a managed daemon logs at level debug ({@code WithDebugLog}). Takes effect
	 * at its next start.
	 *
	 * @param enabled whether it does
	 */
	record DebugLog(boolean enabled) implements RemoteOption {
	}

	/**
	 * Whether containers outlive this process ({@code WithLiveRestore}); by default they
	 * don't. Takes effect at once.
	 *
	 * @param enabled whether they do
	 */
	record LiveRestore(boolean enabled) implements RemoteOption {
	}

	/**
	 * The {@code oom_score_adj} of a managed daemon ({@code WithOOMScore}), from -1000 to
	 * 1000; 0 leaves it alone. A failure to set it is a warning. Takes effect at its next
	 * start.
	 *
	 * @param score the score
	 */
	record OomScore(int score) implements RemoteOption {
	}

	/**
	 * How long a container that is stopped because its client is closed, or because it
	 * was left over, may take before it is killed; by default 10 seconds. Takes effect at
	 * once.
	 *
	 * @param grace the time
	 */
	record StopGrace(Duration grace) implements RemoteOption {
	}

	/**
	 * Whether restart policies are held back: a container that is due waits until they
	 * are let go, as an application that is still starting wants it. By default they are
	 * not. Takes effect at once.
	 *
	 * @param held whether they are
	 */
	record HoldRestarts(boolean held) implements RemoteOption {
	}

	/**
	 * How long to wait for the rest of a process's output once it has ended; by default 2
	 * seconds. Takes effect with the next exit.
	 *
	 * @param limit the limit
	 */
	record DrainLimit(Duration limit) implements RemoteOption {
	}

	/**
	 * Who is told of the operations of clients; by default nobody. Takes effect with the
	 * next client.
	 *
	 * @param observer the observer
	 */
	record Observer(OperationObserver observer) implements RemoteOption {
	}

	/**
	 * Who is told of pulls, besides the listener of each; by default nobody. Takes effect
	 * with the next client.
	 *
	 * @param observer the observer
	 */
	record Pulls(PullObserver observer) implements RemoteOption {
	}

	/**
	 * How to talk to registries, and where Docker's configuration with further
	 * credentials is. By default every registry is asked with TLS, and the configuration
	 * is {@code config.json} in the directory {@code DOCKER_CONFIG}, or in
	 * {@code ~/.docker}. Takes effect with the next pull.
	 *
	 * @param registries the registries
	 * @param dockerConfig the configuration file; {@code null} for the default one
	 */
	record Registries(List<Registry> registries, @Nullable Path dockerConfig) implements RemoteOption {

		public Registries {
			registries = List.copyOf(registries);
		}
	}

	/**
	 * The snapshotter that images are unpacked with; by default what the namespace says
	 * in its label {@code containerd.io/defaults/snapshotter}, else {@code overlayfs}.
	 * Takes effect with the next call.
	 *
	 * @param name the name of the snapshotter
	 */
	record Snapshotter(String name) implements RemoteOption {
	}

	/**
	 * How many layers of an image are fetched at a time; by default 3. Takes effect with
	 * the next pull.
	 *
	 * @param layers the number, at least 1
	 */
	record ConcurrentDownloads(int layers) implements RemoteOption {
	}

}

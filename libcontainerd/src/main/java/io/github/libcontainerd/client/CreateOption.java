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

import java.util.List;
import java.util.Map;

import io.github.libcontainerd.health.HealthCheck;
import io.github.libcontainerd.restart.RestartManager;

/**
 * An option of {@link Client#create}, after v1.12.2's {@code CreateOption}. A bad one
 * makes the call fail, where v1.12.2 only logged it.
 *
 * @since 0.1.0
 */
public sealed interface CreateOption {

	/**
	 * Start the container again after an exit as this manager says
	 * ({@code WithRestartManager}).
	 * @param manager decides; serves one container only
	 * @return the option
	 */
	static CreateOption restartManager(RestartManager manager) {
		return new WithRestartManager(manager);
	}

	/**
	 * The OCI runtime of this container ({@code WithRuntime}).
	 * @param runtime the name of a containerd runtime, {@code io.containerd.*};
	 * {@code kata}; or the name or path of a runc-compatible program
	 * @param arguments those that containerd can pass on, as in
	 * {@link RemoteOption#runtimeArguments}
	 * @return the option
	 */
	static CreateOption runtime(String runtime, String... arguments) {
		return new WithRuntime(runtime, List.of(arguments));
	}

	/**
	 * Where the standard streams go; by default they are attached, without stdin.
	 * @param stdio the streams
	 * @return the option
	 */
	static CreateOption stdio(Stdio stdio) {
		return new WithStdio(stdio);
	}

	/**
	 * Labels of the container, kept by containerd.
	 * @param labels the labels; a key and its value may have 4096 bytes together
	 * @return the option
	 */
	static CreateOption labels(Map<String, String> labels) {
		return new WithLabels(labels);
	}

	/**
	 * The image that the root file system was made from, for display only.
	 * @param image the reference
	 * @return the option
	 */
	static CreateOption image(String image) {
		return new WithImage(image);
	}

	/**
	 * Take a new snapshot as the root file system, in the place of a directory. It is
	 * removed with the container; all runs of a restart policy share it. The root of the
	 * specification must not be an absolute path then; {@code rootfs} is the usual one.
	 * @param snapshotter the snapshotter, such as {@code overlayfs}
	 * @param parent the committed snapshot that it starts from, such as the chain id of
	 * an unpacked image
	 * @return the option
	 */
	static CreateOption snapshot(String snapshotter, String parent) {
		return new WithSnapshot(snapshotter, parent);
	}

	/**
	 * Keep the container's record, root file system and files after its end, until
	 * {@link Client#delete}. By default they are removed at its end.
	 * @return the option
	 */
	static CreateOption keep() {
		return new Keep();
	}

	/**
	 * The container serves this process only. What is left of it when this process dies
	 * is killed and removed when a client of its namespace is opened next, with live
	 * restore too, by a process that has the same state directory or can see that this
	 * one is gone. What belongs to a live process is left alone.
	 * @return the option
	 */
	static CreateOption ephemeral() {
		return new Ephemeral();
	}

	/**
	 * Return an option for a health check. It is run as long as this library has the
	 * container, also after a restore, and its changes are reported as
	 * {@link io.github.libcontainerd.StateChange#HEALTH}.
	 * @param check the check
	 * @return the option
	 */
	static CreateOption healthCheck(HealthCheck check) {
		return new WithHealthCheck(check);
	}

	/**
	 * The signal that {@link Client#stop} sends first; SIGTERM by default.
	 * @param signal the number of the signal, 1 to 64
	 * @return the option
	 */
	static CreateOption stopSignal(int signal) {
		return new WithStopSignal(signal);
	}

	/**
	 * What {@link CreateOption#restartManager} returns.
	 *
	 * @param manager decides; serves one container only
	 */
	record WithRestartManager(RestartManager manager) implements CreateOption {
	}

	/**
	 * What {@link CreateOption#runtime} returns.
	 *
	 * @param runtime the name of a containerd runtime, {@code io.containerd.*};
	 * {@code kata}; or the name or path of a runc-compatible program
	 * @param arguments those that containerd can pass on, as in
	 * {@link RemoteOption#runtimeArguments}
	 */
	record WithRuntime(String runtime, List<String> arguments) implements CreateOption {

		public WithRuntime {
			arguments = List.copyOf(arguments);
		}
	}

	/**
	 * What {@link CreateOption#stdio} returns.
	 *
	 * @param stdio the streams
	 */
	record WithStdio(Stdio stdio) implements CreateOption {
	}

	/**
	 * What {@link CreateOption#labels} returns.
	 *
	 * @param labels the labels; a key and its value may have 4096 bytes together
	 */
	record WithLabels(Map<String, String> labels) implements CreateOption {

		public WithLabels {
			labels = Map.copyOf(labels);
		}
	}

	/**
	 * What {@link CreateOption#image} returns.
	 *
	 * @param image the reference
	 */
	record WithImage(String image) implements CreateOption {
	}

	/**
	 * What {@link CreateOption#snapshot} returns.
	 *
	 * @param snapshotter the snapshotter, such as {@code overlayfs}
	 * @param parent the committed snapshot that it starts from, such as the chain id of
	 * an unpacked image
	 */
	record WithSnapshot(String snapshotter, String parent) implements CreateOption {
	}

	/**
	 * What {@link CreateOption#keep} returns.
	 */
	record Keep() implements CreateOption {
	}

	/**
	 * What {@link CreateOption#ephemeral} returns.
	 */
	record Ephemeral() implements CreateOption {
	}

	/**
	 * What {@link CreateOption#healthCheck} returns.
	 *
	 * @param check the check
	 */
	record WithHealthCheck(HealthCheck check) implements CreateOption {
	}

	/**
	 * What {@link CreateOption#stopSignal} returns.
	 *
	 * @param signal the number of the signal, 1 to 64
	 */
	record WithStopSignal(int signal) implements CreateOption {
	}

}

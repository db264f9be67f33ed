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

package io.github.libcontainerd.internal.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonMode;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.RemoteOption;
import io.github.libcontainerd.internal.daemon.DaemonSettings;
import io.github.libcontainerd.internal.grpc.RuntimeChoice;

/**
 * The options of a remote, all together. Immutable.
 */
record RemoteSettings(Path stateDirectory, @Nullable Path address, DaemonMode mode, DaemonSettings daemon,
		RuntimeChoice runtime, boolean liveRestore, Duration drainLimit, boolean holdRestarts, Duration stopGrace,
		Path containerdState) {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

	private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

	private static final Path CONTAINERD_STATE = Path.of("/run/containerd");

	private static final Duration STOP_GRACE = Duration.ofSeconds(10);

	static RemoteSettings defaults(Path stateDirectory) {
		Path absolute = stateDirectory.toAbsolutePath().normalize();
		return new RemoteSettings(absolute, null, DaemonMode.AUTO,
				new DaemonSettings(absolute, absolute.resolve("root"), "containerd", false, 0, START_TIMEOUT),
				RuntimeChoice.DEFAULT, false, DRAIN_LIMIT, false, STOP_GRACE, CONTAINERD_STATE);
	}

	RemoteSettings with(RemoteOption... options) {
		RemoteSettings settings = this;
		for (RemoteOption option : options) {
			settings = settings.with(option);
		}
		return settings;
	}

	private RemoteSettings with(RemoteOption option) {
		if (option instanceof RemoteOption.Address change) {
			return new RemoteSettings(this.stateDirectory, change.socket().toAbsolutePath(), this.mode, this.daemon,
					this.runtime, this.liveRestore, this.drainLimit, this.holdRestarts, this.stopGrace,
					this.containerdState);
		}
		if (option instanceof RemoteOption.StartDaemon change) {
			return new RemoteSettings(this.stateDirectory, this.address, change.mode(), this.daemon, this.runtime,
					this.liveRestore, this.drainLimit, this.holdRestarts, this.stopGrace, this.containerdState);
		}
		if (option instanceof RemoteOption.LiveRestore change) {
			return new RemoteSettings(this.stateDirectory, this.address, this.mode, this.daemon, this.runtime,
					change.enabled(), this.drainLimit, this.holdRestarts, this.stopGrace, this.containerdState);
		}
		if (option instanceof RemoteOption.DrainLimit change) {
			if (change.limit().isNegative()) {
				throw invalid("the drain limit must not be negative: " + change.limit());
			}
			return new RemoteSettings(this.stateDirectory, this.address, this.mode, this.daemon, this.runtime,
					this.liveRestore, change.limit(), this.holdRestarts, this.stopGrace, this.containerdState);
		}
		if (option instanceof RemoteOption.ContainerdState change) {
			return new RemoteSettings(this.stateDirectory, this.address, this.mode, this.daemon, this.runtime,
					this.liveRestore, this.drainLimit, this.holdRestarts, this.stopGrace, change.directory());
		}
		if (option instanceof RemoteOption.StopGrace change) {
			if (change.grace().isNegative()) {
				throw invalid("the stop grace must not be negative: " + change.grace());
			}
			return new RemoteSettings(this.stateDirectory, this.address, this.mode, this.daemon, this.runtime,
					this.liveRestore, this.drainLimit, this.holdRestarts, change.grace(), this.containerdState);
		}
		if (option instanceof RemoteOption.HoldRestarts change) {
			return new RemoteSettings(this.stateDirectory, this.address, this.mode, this.daemon, this.runtime,
					this.liveRestore, this.drainLimit, change.held(), this.stopGrace, this.containerdState);
		}
		if (option instanceof RemoteOption.RuntimePath change) {
			return withRuntime(Runtimes.choose(change.runtime(), this.runtime));
		}
		if (option instanceof RemoteOption.RuntimeArguments change) {
			return withRuntime(Runtimes.withArguments(this.runtime, change.arguments()));
		}
		return withDaemon(changeDaemon(option));
	}

	private DaemonSettings changeDaemon(RemoteOption option) {
		DaemonSettings old = this.daemon;
		if (option instanceof RemoteOption.DaemonBinary change) {
			return new DaemonSettings(old.stateDirectory(), old.root(), change.program(), old.debug(), old.oomScore(),
					old.startTimeout());
		}
		if (option instanceof RemoteOption.DaemonRoot change) {
			return new DaemonSettings(old.stateDirectory(), change.directory().toAbsolutePath(), old.binary(),
					old.debug(), old.oomScore(), old.startTimeout());
		}
		if (option instanceof RemoteOption.DebugLog change) {
			return new DaemonSettings(old.stateDirectory(), old.root(), old.binary(), change.enabled(), old.oomScore(),
					old.startTimeout());
		}
		if (option instanceof RemoteOption.OomScore change) {
			if (change.score() < -1000 || change.score() > 1000) {
				throw invalid("the OOM score must be from -1000 to 1000: " + change.score());
			}
			return new DaemonSettings(old.stateDirectory(), old.root(), old.binary(), old.debug(), change.score(),
					old.startTimeout());
		}
		if (option instanceof RemoteOption.StartTimeout change) {
			if (change.timeout().isNegative() || change.timeout().isZero()) {
				throw invalid("the start timeout must be positive: " + change.timeout());
			}
			return new DaemonSettings(old.stateDirectory(), old.root(), old.binary(), old.debug(), old.oomScore(),
					change.timeout());
		}
		throw invalid("unsupported option " + option);
	}

	/**
	 * Refuse what can't take effect any more.
	 */
	static void checkChangeable(List<RemoteOption> options) {
		for (RemoteOption option : options) {
			if (option instanceof RemoteOption.Address || option instanceof RemoteOption.StartDaemon
					|| option instanceof RemoteOption.ContainerdState) {
				throw invalid(option.getClass().getSimpleName() + " can't be changed on an open remote");
			}
		}
	}

	private RemoteSettings withRuntime(RuntimeChoice choice) {
		return new RemoteSettings(this.stateDirectory, this.address, this.mode, this.daemon, choice, this.liveRestore,
				this.drainLimit, this.holdRestarts, this.stopGrace, this.containerdState);
	}

	private RemoteSettings withDaemon(DaemonSettings changed) {
		return new RemoteSettings(this.stateDirectory, this.address, this.mode, changed, this.runtime, this.liveRestore,
				this.drainLimit, this.holdRestarts, this.stopGrace, this.containerdState);
	}

	private static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(Operation.onDaemon("set the options"), problem, null);
	}

}

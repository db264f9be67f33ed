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

package io.github.libcontainerd.internal.record;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.client.CgroupDriver;
import io.github.libcontainerd.client.ConnectMode;
import io.github.libcontainerd.client.DaemonMode;
import io.github.libcontainerd.client.NetworkSettings;
import io.github.libcontainerd.client.OperationObserver;
import io.github.libcontainerd.client.RemoteOption;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.internal.daemon.DaemonSettings;
import io.github.libcontainerd.internal.grpc.container.RuntimeChoice;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.SimulatedFiles;
import io.github.libcontainerd.spi.SimulatedNetworks;

/**
 * The options of a remote, all together. Immutable.
 */
public record RemoteSettings(Path stateDirectory, @Nullable Path address, DaemonMode mode, DaemonSettings daemon,
		RuntimeChoice runtime, boolean liveRestore, Duration drainLimit, boolean holdRestarts, Duration stopGrace,
		@Nullable Path containerdState, RemoteOption.Registries registries, @Nullable String snapshotter, int downloads,
		@Nullable OperationObserver observer, @Nullable PullObserver pulls, ConnectMode connect,
		@Nullable ChannelSource channels, UnaryOperator<RunRequest> runRequests, @Nullable Path initProgram,
		NetworkSettings networks, @Nullable SimulatedNetworks simulatedNetworks,
		@Nullable SimulatedFiles simulatedFiles, UserNamespace userNamespace, boolean choosesCgroups) {

	private static final RemoteOption.Registries NO_REGISTRIES = RemoteOption.registries(List.of(), null);

	public static RemoteSettings defaults(Path stateDirectory) {
		Path absolute = stateDirectory.toAbsolutePath().normalize();
		DaemonSettings daemon = new DaemonSettings(absolute, absolute.resolve("root"), "containerd", false, 0,
				Duration.ofSeconds(15));
		return new RemoteSettings(absolute, null, DaemonMode.AUTO, daemon, RuntimeChoice.DEFAULT, false,
				Duration.ofSeconds(2), false, Duration.ofSeconds(10), null, NO_REGISTRIES, null, 3, null, null,
				ConnectMode.AT_ONCE, null, UnaryOperator.identity(), null, NetworkSettings.defaults(), null, null,
				UserNamespace.host(), false);
	}

	/**
	 * Whether a network is one that containers get without naming one.
	 */
	public boolean isDefaultNetwork(String name) {
		return name.equals(NetworkMode.Bridge.DEFAULT)
				|| this.networks.defaultNetwork() instanceof NetworkMode.Bridge bridge
						&& bridge.endpoints().stream().anyMatch((endpoint) -> endpoint.network().equals(name));
	}

	/**
	 * Return the runtime of a container, whose program is there as far as can be seen.
	 * @param name what the container chooses; {@code null} for the default
	 */
	public RuntimeChoice runtimeNamed(@Nullable String name, Operation operation) {
		return usable((name != null) ? Runtimes.choose(name, this.runtime) : this.runtime, operation);
	}

	/**
	 * Return a runtime whose program is there as far as can be seen.
	 */
	public RuntimeChoice usable(RuntimeChoice choice, Operation operation) {
		// A simulated containerd runs no program.
		if (this.simulatedNetworks == null) {
			Runtimes.requireProgram(choice, this.mode == DaemonMode.ALWAYS, operation);
		}
		return choice;
	}

	public RemoteSettings with(RemoteOption... options) {
		Changes changes = new Changes(this);
		for (RemoteOption option : options) {
			if (!changes.apply(option) && !changes.applyToDaemon(option)) {
				throw invalid("unsupported option " + option);
			}
		}
		return changes.result();
	}

	/**
	 * Return the same settings for a containerd that is a child of this process: nobody
	 * else has decided who makes the control groups, so it is whoever makes those of the
	 * host, unless an option says otherwise.
	 * @param root the root directory of the host
	 */
	public RemoteSettings managed(Path root) {
		Changes changes = new Changes(this);
		if (!this.choosesCgroups) {
			changes.runtime = Runtimes.withDriver(this.runtime, CgroupDriver.AUTO, root);
		}
		return changes.result();
	}

	/**
	 * Return the same settings with restart policies held back, or not.
	 */
	public RemoteSettings withHoldRestarts(boolean held) {
		Changes changes = new Changes(this);
		changes.holdRestarts = held;
		return changes.result();
	}

	/**
	 * Refuse what can't take effect any more.
	 */
	public static void checkChangeable(List<RemoteOption> options) {
		for (RemoteOption option : options) {
			if (option instanceof RemoteOption.Address || option instanceof RemoteOption.StartDaemon
					|| option instanceof RemoteOption.ContainerdState || option instanceof RemoteOption.Connect
					|| option instanceof RemoteOption.Channels || option instanceof RemoteOption.Simulation
					|| option instanceof RemoteOption.FileSimulation) {
				throw invalid(option.getClass().getSimpleName() + " can't be changed on an open remote");
			}
		}
	}

	private static void check(boolean valid, String rule, Object value) {
		if (!valid) {
			throw invalid(rule + ": " + value);
		}
	}

	private static InvalidRequestException invalid(String problem) {
		return new InvalidRequestException(Operation.onDaemon("set the options"), problem, null);
	}

	/**
	 * Settings while options are applied to them, in their order.
	 */
	private static final class Changes {

		private final RemoteSettings old;

		private @Nullable Path address;

		private DaemonMode mode;

		private RuntimeChoice runtime;

		private boolean liveRestore;

		private Duration drainLimit;

		private boolean holdRestarts;

		private Duration stopGrace;

		private @Nullable Path containerdState;

		private RemoteOption.Registries registries;

		private @Nullable String snapshotter;

		private int downloads;

		private @Nullable OperationObserver observer;

		private @Nullable PullObserver pulls;

		private ConnectMode connect;

		private @Nullable ChannelSource channels;

		private UnaryOperator<RunRequest> runRequests;

		private @Nullable Path initProgram;

		private NetworkSettings networks;

		private @Nullable SimulatedNetworks simulatedNetworks;

		private @Nullable SimulatedFiles simulatedFiles;

		private UserNamespace userNamespace;

		private boolean choosesCgroups;

		private Path root;

		private String binary;

		private boolean debug;

		private int oomScore;

		private Duration startTimeout;

		Changes(RemoteSettings old) {
			this.old = old;
			this.address = old.address;
			this.mode = old.mode;
			this.runtime = old.runtime;
			this.liveRestore = old.liveRestore;
			this.drainLimit = old.drainLimit;
			this.holdRestarts = old.holdRestarts;
			this.stopGrace = old.stopGrace;
			this.containerdState = old.containerdState;
			this.registries = old.registries;
			this.snapshotter = old.snapshotter;
			this.downloads = old.downloads;
			this.observer = old.observer;
			this.pulls = old.pulls;
			this.connect = old.connect;
			this.channels = old.channels;
			this.runRequests = old.runRequests;
			this.initProgram = old.initProgram;
			this.networks = old.networks;
			this.simulatedNetworks = old.simulatedNetworks;
			this.simulatedFiles = old.simulatedFiles;
			this.userNamespace = old.userNamespace;
			this.choosesCgroups = old.choosesCgroups;
			this.root = old.daemon.root();
			this.binary = old.daemon.binary();
			this.debug = old.daemon.debug();
			this.oomScore = old.daemon.oomScore();
			this.startTimeout = old.daemon.startTimeout();
		}

		RemoteSettings result() {
			DaemonSettings daemon = new DaemonSettings(this.old.daemon.stateDirectory(), this.root, this.binary,
					this.debug, this.oomScore, this.startTimeout);
			return new RemoteSettings(this.old.stateDirectory, this.address, this.mode, daemon, this.runtime,
					this.liveRestore, this.drainLimit, this.holdRestarts, this.stopGrace, this.containerdState,
					this.registries, this.snapshotter, this.downloads, this.observer, this.pulls, this.connect,
					this.channels, this.runRequests, this.initProgram, this.networks, this.simulatedNetworks,
					this.simulatedFiles, this.userNamespace, this.choosesCgroups);
		}

		boolean apply(RemoteOption option) {
			if (option instanceof RemoteOption.Address change) {
				this.address = change.socket().toAbsolutePath();
			}
			else if (option instanceof RemoteOption.StartDaemon change) {
				this.mode = change.mode();
			}
			else if (option instanceof RemoteOption.Connect change) {
				this.connect = change.mode();
			}
			else if (option instanceof RemoteOption.Channels change) {
				this.channels = change.source();
			}
			else if (option instanceof RemoteOption.RunRequests change) {
				this.runRequests = change.change();
			}
			else if (option instanceof RemoteOption.InitProgram change) {
				this.initProgram = change.program();
			}
			else if (option instanceof RemoteOption.NetworkOption change) {
				this.networks = change.settings();
			}
			else if (option instanceof RemoteOption.Simulation change) {
				this.simulatedNetworks = change.networks();
			}
			else if (option instanceof RemoteOption.FileSimulation change) {
				this.simulatedFiles = change.files();
			}
			else if (option instanceof RemoteOption.ContainerdState change) {
				this.containerdState = change.directory();
			}
			else if (option instanceof RemoteOption.LiveRestore change) {
				this.liveRestore = change.enabled();
			}
			else if (option instanceof RemoteOption.DrainLimit change) {
				check(!change.limit().isNegative(), "the drain limit must not be negative", change.limit());
				this.drainLimit = change.limit();
			}
			else if (option instanceof RemoteOption.StopGrace change) {
				check(!change.grace().isNegative(), "the stop grace must not be negative", change.grace());
				this.stopGrace = change.grace();
			}
			else if (option instanceof RemoteOption.RuntimePath change) {
				this.runtime = Runtimes.choose(change.runtime(), this.runtime);
			}
			else if (option instanceof RemoteOption.Cgroups change) {
				this.runtime = Runtimes.withDriver(this.runtime, change.driver(), Path.of("/"));
				this.choosesCgroups = true;
			}
			else if (option instanceof RemoteOption.Users change) {
				this.userNamespace = change.namespace();
			}
			else if (option instanceof RemoteOption.RuntimeArguments change) {
				this.runtime = Runtimes.withArguments(this.runtime, change.arguments());
				this.choosesCgroups |= change.arguments().stream().anyMatch(Runtimes::choosesCgroups);
			}
			else if (option instanceof RemoteOption.Observer change) {
				this.observer = change.observer();
			}
			else {
				return applyToImages(option);
			}
			return true;
		}

		private boolean applyToImages(RemoteOption option) {
			if (option instanceof RemoteOption.Registries change) {
				this.registries = change;
			}
			else if (option instanceof RemoteOption.Snapshotter change) {
				check(!change.name().isBlank(), "the name of the snapshotter must not be blank", change.name());
				this.snapshotter = change.name();
			}
			else if (option instanceof RemoteOption.ConcurrentDownloads change) {
				check(change.layers() > 0, "the number of concurrent downloads must be positive", change.layers());
				this.downloads = change.layers();
			}
			else if (option instanceof RemoteOption.Pulls change) {
				this.pulls = change.observer();
			}
			else {
				return false;
			}
			return true;
		}

		boolean applyToDaemon(RemoteOption option) {
			if (option instanceof RemoteOption.DaemonBinary change) {
				this.binary = change.program();
			}
			else if (option instanceof RemoteOption.DaemonRoot change) {
				this.root = change.directory().toAbsolutePath();
			}
			else if (option instanceof RemoteOption.DebugLog change) {
				this.debug = change.enabled();
			}
			else if (option instanceof RemoteOption.OomScore change) {
				check(change.score() >= -1000 && change.score() <= 1000, "the OOM score must be from -1000 to 1000",
						change.score());
				this.oomScore = change.score();
			}
			else if (option instanceof RemoteOption.StartTimeout change) {
				check(!change.timeout().isNegative() && !change.timeout().isZero(),
						"the start timeout must be positive", change.timeout());
				this.startTimeout = change.timeout();
			}
			else {
				return false;
			}
			return true;
		}

	}

}

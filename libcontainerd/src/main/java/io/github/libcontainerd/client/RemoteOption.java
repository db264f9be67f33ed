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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.DaemonUnavailableException;
import io.github.libcontainerd.image.PullObserver;
import io.github.libcontainerd.image.Registry;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.UserNamespace;
import io.github.libcontainerd.spi.ChannelSource;
import io.github.libcontainerd.spi.SimulatedFiles;
import io.github.libcontainerd.spi.SimulatedNetworks;

/**
 * An option of a {@link Remote}, after v1.12.2's {@code RemoteOption}.
 *
 * @since 0.1.0
 */
public sealed interface RemoteOption {

	/**
	 * Connect to this containerd ({@code WithRemoteAddr}). It is never started or stopped
	 * by this library. Can't be changed on an open remote.
	 * @param socket the unix socket of its API
	 * @return the option
	 */
	static RemoteOption address(Path socket) {
		return new Address(socket);
	}

	/**
	 * The state directory of the containerd given by {@link #address}, {@code state} in
	 * its configuration. It is only read: while containerd is away its shims are asked
	 * for the exit codes that containerd would forget. By default it is found by the
	 * processes of the containers, whose parents are the shims; say it where those can't
	 * be seen, as from within a container with process ids of its own. Can't be changed
	 * on an open remote.
	 * @param directory the directory
	 * @return the option
	 */
	static RemoteOption containerdState(Path directory) {
		return new ContainerdState(directory);
	}

	/**
	 * Whether to run a containerd of its own, a managed daemon ({@code WithStartDaemon});
	 * by default {@link DaemonMode#AUTO}. Can't be changed on an open remote.
	 * @param mode the mode
	 * @return the option
	 */
	static RemoteOption startDaemon(DaemonMode mode) {
		return new StartDaemon(mode);
	}

	/**
	 * When to connect; by default {@link ConnectMode#AT_ONCE}. In the other modes
	 * {@link Remote#open} fails only for an invalid option or an unusable state
	 * directory, whether containerd is there or not, and clients can be opened at once.
	 * Until containerd is there a call that needs it waits, but not longer than
	 * {@link #startTimeout} from the first attempt to connect; then it throws a
	 * {@link DaemonUnavailableException} with the reason. {@link Client#list()} is empty
	 * and {@link Remote#ping} fails at once. {@link RemoteEvent.Kind#CONNECTED} says that
	 * containerd has been found.
	 * <p>
	 * Can't be changed on an open remote; see {@link Remote#connectInBackground()}.
	 * @param mode the mode
	 * @return the option
	 */
	static RemoteOption connect(ConnectMode mode) {
		return new Connect(mode);
	}

	/**
	 * The containerd program of a managed daemon; by default {@code containerd} on the
	 * PATH. Takes effect at its next start.
	 * @param program a name on the PATH, or a path
	 * @return the option
	 */
	static RemoteOption daemonBinary(String program) {
		return new DaemonBinary(program);
	}

	/**
	 * Where a managed daemon keeps what must survive a reboot, such as images; by default
	 * {@code root} in the state directory. Takes effect at its next start.
	 * @param directory the directory, made if missing
	 * @return the option
	 */
	static RemoteOption daemonRoot(Path directory) {
		return new DaemonRoot(directory);
	}

	/**
	 * How long a daemon may take to answer, at first and after each start of a managed
	 * one; by default 15 seconds.
	 * @param timeout the limit, more than zero
	 * @return the option
	 */
	static RemoteOption startTimeout(Duration timeout) {
		return new StartTimeout(timeout);
	}

	/**
	 * The OCI runtime of containers that don't choose one ({@code WithRuntimePath}).
	 * Takes effect with the next container.
	 * @param runtime the name of a containerd runtime, {@code io.containerd.*};
	 * {@code kata}; or the name or path of a runc-compatible program
	 * @return the option
	 */
	static RemoteOption runtimePath(String runtime) {
		return new RuntimePath(runtime);
	}

	/**
	 * Arguments of the OCI runtime ({@code WithRuntimeArgs}). Only those that containerd
	 * can pass on: {@code --systemd-cgroup[=true|false]} and {@code --root=DIR}. Takes
	 * effect with the next container.
	 * @param arguments the arguments
	 * @return the option
	 */
	static RemoteOption runtimeArguments(List<String> arguments) {
		return new RuntimeArguments(arguments);
	}

	/**
	 * Who makes the control groups of containers, unless the arguments of the runtime say
	 * it; by default {@link CgroupDriver#AUTO} with a containerd that this process has
	 * started, and {@link CgroupDriver#CGROUPFS} with another one. Takes effect with the
	 * next container.
	 * @param driver the driver
	 * @return the option
	 */
	static RemoteOption cgroupDriver(CgroupDriver driver) {
		return new Cgroups(driver);
	}

	/**
	 * The user namespace of runs that don't choose one; by default that of the host.
	 * Takes effect with the next run. Containers of {@code Client.create} have what their
	 * specification says.
	 * @param namespace the namespace
	 * @return the option
	 */
	static RemoteOption userNamespace(UserNamespace namespace) {
		return new Users(namespace);
	}

	/**
	 * Whether a managed daemon logs at level debug ({@code WithDebugLog}); by default
	 * not. Takes effect at its next start.
	 * @param enabled whether it does
	 * @return the option
	 */
	static RemoteOption debugLog(boolean enabled) {
		return new DebugLog(enabled);
	}

	/**
	 * Whether containers outlive this process ({@code WithLiveRestore}); by default they
	 * don't. Takes effect at once.
	 * @param enabled whether they do
	 * @return the option
	 */
	static RemoteOption liveRestore(boolean enabled) {
		return new LiveRestore(enabled);
	}

	/**
	 * The {@code oom_score_adj} of a managed daemon ({@code WithOOMScore}). A failure to
	 * set it is a warning. Takes effect at its next start.
	 * @param score the score, from -1000 to 1000; 0 leaves it alone
	 * @return the option
	 */
	static RemoteOption oomScore(int score) {
		return new OomScore(score);
	}

	/**
	 * How long a container may take to stop before it is killed, when it is stopped
	 * because its client is closed or because it was left over; by default 10 seconds.
	 * Takes effect at once.
	 * @param grace the time, not negative
	 * @return the option
	 */
	static RemoteOption stopGrace(Duration grace) {
		return new StopGrace(grace);
	}

	/**
	 * How long to wait for the rest of a process's output once it has ended; by default 2
	 * seconds. Takes effect with the next exit.
	 * @param limit the limit, not negative
	 * @return the option
	 */
	static RemoteOption drainLimit(Duration limit) {
		return new DrainLimit(limit);
	}

	/**
	 * Who is notified of the operations of clients, for metrics and traces; by default
	 * nobody. Takes effect with the next client.
	 * @param observer the observer
	 * @return the option
	 */
	static RemoteOption observer(OperationObserver observer) {
		return new Observer(observer);
	}

	/**
	 * Who is notified of pulls, besides the listener of each; by default nobody. Takes
	 * effect with the next client.
	 * @param observer the observer
	 * @return the option
	 */
	static RemoteOption pullObserver(PullObserver observer) {
		return new Pulls(observer);
	}

	/**
	 * What is done to each request before {@link Client#containers} run it, for instance
	 * to give it a limit; by default nothing. It is called by the thread that asks for
	 * the run, which gets what it throws. Takes effect with the next run.
	 * @param change returns the request to run in the place of the given one
	 * @return the option
	 */
	static RemoteOption runRequests(UnaryOperator<RunRequest> change) {
		return new RunRequests(change);
	}

	/**
	 * Where the channels to containerd come from; by default the remote makes its own.
	 * Can't be changed on an open remote.
	 * @param source the source, which the remote closes: when it is closed itself, or
	 * when it can't be opened for another reason than an invalid option
	 * @return the option
	 */
	static RemoteOption channelSource(ChannelSource source) {
		return new Channels(source);
	}

	/**
	 * How to talk to registries; by default each one with TLS. Credentials that are not
	 * given are looked up in Docker's configuration, {@code config.json} in the directory
	 * {@code DOCKER_CONFIG} or in {@code ~/.docker}. Takes effect with the next pull.
	 * @param registries the registries
	 * @return the option
	 */
	static Registries registries(Registry... registries) {
		return new Registries(List.of(registries), null);
	}

	/**
	 * As {@link #registries(Registry...)}, with another file for Docker's configuration.
	 * @param registries the registries
	 * @param dockerConfig the file, which need not exist; {@code null} for the default
	 * one
	 * @return the option
	 */
	static Registries registries(List<Registry> registries, @Nullable Path dockerConfig) {
		return new Registries(registries, dockerConfig);
	}

	/**
	 * The snapshotter that images are unpacked with; by default what the namespace says
	 * in its label {@code containerd.io/defaults/snapshotter}, else {@code overlayfs}.
	 * Takes effect with the next call.
	 * @param name the name of the snapshotter
	 * @return the option
	 */
	static RemoteOption snapshotter(String name) {
		return new Snapshotter(name);
	}

	/**
	 * How many layers of an image are fetched at a time; by default 3. Takes effect with
	 * the next pull.
	 * @param layers the number, at least 1
	 * @return the option
	 */
	static RemoteOption concurrentDownloads(int layers) {
		return new ConcurrentDownloads(layers);
	}

	/**
	 * The program that is the first process of containers that are run with
	 * {@link io.github.libcontainerd.run.RunRequest#init init}; by default
	 * {@code tini-static} or {@code docker-init}, where packages install them. It has to
	 * be linked statically, to understand {@code -- COMMAND}, and to be seen by
	 * containerd at the same path. Takes effect with the next run.
	 * @param program an absolute path
	 * @return the option
	 */
	static RemoteOption initProgram(Path program) {
		return new InitProgram(program);
	}

	/**
	 * How the networks of containers are made, and which ones are made when a client is
	 * opened. The network of runs that don't choose one takes effect with the next run,
	 * the rest with the next client.
	 * @param settings the settings
	 * @return the option
	 */
	static RemoteOption networks(NetworkSettings settings) {
		return new NetworkOption(settings);
	}

	/**
	 * As {@link #networks(NetworkSettings)}.
	 * @param settings sets what is not as by default
	 * @return the option
	 */
	static RemoteOption networks(Consumer<NetworkSettings.Builder> settings) {
		NetworkSettings.Builder builder = NetworkSettings.builder();
		settings.accept(builder);
		return networks(builder.build());
	}

	/**
	 * Let networks exist in memory only, for tests with a fake containerd: nothing of the
	 * host is changed. Can't be changed on an open remote.
	 * @param networks the networks; several remotes may have the same
	 * @return the option
	 */
	static RemoteOption simulatedNetworks(SimulatedNetworks networks) {
		return new Simulation(networks);
	}

	/**
	 * Let files be copied into the containers of a fake containerd and out of them, for
	 * tests. Can't be changed on an open remote.
	 * @param files its root file systems
	 * @return the option
	 */
	static RemoteOption simulatedFiles(SimulatedFiles files) {
		return new FileSimulation(files);
	}

	/**
	 * What {@link RemoteOption#address} returns.
	 *
	 * @param socket the unix socket
	 */
	record Address(Path socket) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#containerdState} returns.
	 *
	 * @param directory the directory
	 */
	record ContainerdState(Path directory) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#startDaemon} returns.
	 *
	 * @param mode the mode
	 */
	record StartDaemon(DaemonMode mode) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#connect} returns.
	 *
	 * @param mode the mode
	 */
	record Connect(ConnectMode mode) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#daemonBinary} returns.
	 *
	 * @param program a name on the PATH, or a path
	 */
	record DaemonBinary(String program) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#daemonRoot} returns.
	 *
	 * @param directory the directory, made if missing
	 */
	record DaemonRoot(Path directory) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#startTimeout} returns.
	 *
	 * @param timeout the limit
	 */
	record StartTimeout(Duration timeout) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#runtimePath} returns.
	 *
	 * @param runtime the name of a containerd runtime, {@code io.containerd.*};
	 * {@code kata}; or the name or path of a runc-compatible program
	 */
	record RuntimePath(String runtime) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#runtimeArguments} returns.
	 *
	 * @param arguments the arguments
	 */
	record RuntimeArguments(List<String> arguments) implements RemoteOption {

		public RuntimeArguments {
			arguments = List.copyOf(arguments);
		}
	}

	/**
	 * What {@link RemoteOption#cgroupDriver} returns.
	 *
	 * @param driver the driver
	 */
	record Cgroups(CgroupDriver driver) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#userNamespace} returns.
	 *
	 * @param namespace the namespace
	 */
	record Users(UserNamespace namespace) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#debugLog} returns.
	 *
	 * @param enabled whether it does
	 */
	record DebugLog(boolean enabled) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#liveRestore} returns.
	 *
	 * @param enabled whether they do
	 */
	record LiveRestore(boolean enabled) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#oomScore} returns.
	 *
	 * @param score the score
	 */
	record OomScore(int score) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#stopGrace} returns.
	 *
	 * @param grace the time
	 */
	record StopGrace(Duration grace) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#drainLimit} returns.
	 *
	 * @param limit the limit
	 */
	record DrainLimit(Duration limit) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#observer} returns.
	 *
	 * @param observer the observer
	 */
	record Observer(OperationObserver observer) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#pullObserver} returns.
	 *
	 * @param observer the observer
	 */
	record Pulls(PullObserver observer) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#runRequests} returns.
	 *
	 * @param change returns the request to run in the place of the given one
	 */
	record RunRequests(UnaryOperator<RunRequest> change) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#channelSource} returns.
	 *
	 * @param source the source
	 */
	record Channels(ChannelSource source) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#registries} returns.
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
	 * What {@link RemoteOption#snapshotter} returns.
	 *
	 * @param name the name of the snapshotter
	 */
	record Snapshotter(String name) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#concurrentDownloads} returns.
	 *
	 * @param layers the number, at least 1
	 */
	record ConcurrentDownloads(int layers) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#initProgram} returns.
	 *
	 * @param program the path
	 */
	record InitProgram(Path program) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#networks} returns.
	 *
	 * @param settings the settings
	 */
	record NetworkOption(NetworkSettings settings) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#simulatedNetworks} returns.
	 *
	 * @param networks the networks
	 */
	record Simulation(SimulatedNetworks networks) implements RemoteOption {
	}

	/**
	 * What {@link RemoteOption#simulatedFiles} returns.
	 *
	 * @param files its root file systems
	 */
	record FileSimulation(SimulatedFiles files) implements RemoteOption {
	}

}

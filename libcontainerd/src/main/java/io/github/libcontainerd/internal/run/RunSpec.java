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

package io.github.libcontainerd.internal.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.image.ImageConfig;
import io.github.libcontainerd.internal.host.DeviceNode;
import io.github.libcontainerd.internal.host.SwapAccounting;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.internal.userns.UserNamespaceRules;
import io.github.libcontainerd.run.HostDevice;
import io.github.libcontainerd.run.Limits;
import io.github.libcontainerd.run.NetworkMode;
import io.github.libcontainerd.run.RunRequest;
import io.github.libcontainerd.run.Signals;
import io.github.libcontainerd.spec.Capabilities;
import io.github.libcontainerd.spec.IdMapping;
import io.github.libcontainerd.spec.Linux;
import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.spec.Process;
import io.github.libcontainerd.spec.Root;
import io.github.libcontainerd.spec.Spec;
import io.github.libcontainerd.spec.User;

/**
 * The specification of a container: what its image says, changed by the request.
 */
final class RunSpec {

	/** Where an init program is, which needs no place in the image: /dev is in memory. */
	static final String INIT = "/dev/init";

	private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

	// containerd and its clients act on labels of theirs, whoever has set them.
	private static final List<String> FOREIGN_LABELS = List.of("containerd.io/", "io.containerd.", "io.cri-containerd",
			"io.github.libcontainerd/", "nerdctl/");

	private static final int MAX_LABEL = 4096;

	private static final int MAX_HOSTNAME = 63;

	private static final int SIGTERM = 15;

	private static final Pattern SLASHES = Pattern.compile("/+");

	private static final Pattern NOT_HOSTNAME = Pattern.compile("[^A-Za-z0-9-]");

	private static final ImageConfig NOTHING = new ImageConfig(null, List.of(), List.of(), List.of(), null, null,
			Map.of(), Set.of(), Set.of(), null);

	private final RunRequest request;

	private final ImageConfig config;

	private final @Nullable String profile;

	private final List<DeviceNode> devices;

	/**
	 * Create what makes a specification.
	 * @param profile the AppArmor profile; {@code null} for none
	 */
	RunSpec(RunRequest request, @Nullable ImageConfig config, @Nullable String profile, List<DeviceNode> devices) {
		this.request = request;
		this.config = (config != null) ? config : NOTHING;
		this.profile = profile;
		this.devices = devices;
	}

	/**
	 * Return what is run; empty when neither the image nor the request says it.
	 */
	List<String> args() {
		List<String> args = new ArrayList<>();
		List<String> entrypoint = this.request.entrypoint();
		args.addAll((entrypoint != null) ? entrypoint : this.config.entrypoint());
		if (!this.request.command().isEmpty()) {
			args.addAll(this.request.command());
		}
		else if (entrypoint == null) {
			args.addAll(this.config.cmd());
		}
		return args;
	}

	/**
	 * Return the user as it is asked for; empty for root.
	 */
	String user() {
		String user = (this.request.user() != null) ? this.request.user() : this.config.user();
		return (user != null) ? user.strip() : "";
	}

	/**
	 * Return a host name made of an id.
	 */
	static String hostname(String id) {
		String name = NOT_HOSTNAME.matcher(id).replaceAll("-");
		name = (name.length() > MAX_HOSTNAME) ? name.substring(0, MAX_HOSTNAME) : name;
		return without(name, '-');
	}

	int stopSignal() {
		if (this.request.stopSignal() != null) {
			return this.request.stopSignal();
		}
		String signal = this.config.stopSignal();
		return (signal != null && !signal.isBlank()) ? Signals.parse(signal) : SIGTERM;
	}

	/**
	 * Return the labels of the image and those of the request.
	 */
	Map<String, String> labels() {
		Map<String, String> labels = new LinkedHashMap<>();
		this.config.labels().forEach((key, value) -> {
			boolean foreign = FOREIGN_LABELS.stream().anyMatch(key::startsWith);
			if (!foreign && !key.isEmpty() && bytes(key) + bytes(value) <= MAX_LABEL) {
				labels.put(key, value);
			}
		});
		labels.putAll(this.request.labels());
		return labels;
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Return the volumes of the image that nothing is mounted on otherwise.
	 */
	List<String> volumes() {
		return this.config.volumes()
			.stream()
			.filter((volume) -> volume.startsWith("/") && !volume.equals("/"))
			.filter((volume) -> this.request.mounts().stream().noneMatch((mount) -> same(mount.destination(), volume)))
			.filter((volume) -> this.request.volumes().stream().noneMatch((mount) -> same(mount.destination(), volume)))
			.sorted()
			.toList();
	}

	private static boolean same(String one, String other) {
		return without(one, '/').equals(without(other, '/'));
	}

	/**
	 * Return a text without what it ends with.
	 */
	private static String without(String text, char ending) {
		int end = text.length();
		while (end > 0 && text.charAt(end - 1) == ending) {
			end--;
		}
		return text.substring(0, end);
	}

	/**
	 * Make the specification.
	 * @param root the root file system
	 * @param user who runs it
	 * @param hostname the host name
	 * @param own mounts that the request may replace
	 * @param volumes the named volumes
	 * @param walls the namespaces that it does not share with the host
	 */
	Spec make(String root, User user, String hostname, List<Mount> own, List<Mount> volumes, Walls walls) {
		Spec.Builder spec = Spec.defaults()
			.toBuilder()
			.root(this.request.readOnlyRootfs() ? Root.of(root).readOnly() : Root.of(root))
			.hostname(hostname)
			.process((process) -> process(process, user, hostname))
			.linux((linux) -> linux(linux, walls));
		if (walls.ids() != null && !walls.ownsNetwork(this.request.network())) {
			UserNamespaceRules.shareNetwork(spec);
		}
		List<Mount> mounts = new ArrayList<>(own);
		Stream.concat(volumes.stream(), this.request.mounts().stream()).forEach((mount) -> {
			mounts.removeIf((mine) -> same(mine.destination(), mount.destination()));
			mounts.add(mount);
		});
		if (walls.ids() != null) {
			mounts.addAll(deviceMounts());
		}
		// What is above before what is below.
		mounts.sort(Comparator.comparingInt((mount) -> SLASHES.split(mount.destination()).length));
		mounts.forEach(spec::mount);
		this.request.spec().accept(spec);
		return spec.build();
	}

	private void process(Process.Builder process, User user, String hostname) {
		List<String> args = args();
		if (this.request.init()) {
			args.addAll(0, List.of(INIT, "--"));
		}
		process.args(args).user(user).cwd(workingDir()).terminal(this.request.tty());
		process.apparmorProfile(this.profile).selinuxLabel(this.request.isolation().selinuxLabel());
		List<String> env = new ArrayList<>(
				this.config.env().stream().filter((entry) -> entry.indexOf('=') > 0).toList());
		if (env.stream().noneMatch((entry) -> entry.startsWith("PATH="))) {
			env.add(0, PATH);
		}
		process.env(env);
		process.env("HOSTNAME", hostname);
		if (this.request.tty() && env.stream().noneMatch((entry) -> entry.startsWith("TERM="))) {
			process.env("TERM", "xterm");
		}
		process.env(this.request.env());
		if (this.request.droppedCapabilities().contains("ALL")) {
			process.capabilities(Capabilities.none());
		}
		else {
			process.dropCapabilities(this.request.droppedCapabilities().toArray(String[]::new));
		}
		process.addCapabilities(this.request.addedCapabilities().toArray(String[]::new));
	}

	private String workingDir() {
		String directory = this.request.workingDir();
		if (directory == null) {
			directory = Objects.requireNonNullElse(this.config.workingDir(), "");
		}
		return directory.startsWith("/") ? directory : "/" + directory;
	}

	/**
	 * In a user namespace nobody makes devices, and the runtime would mount the one of
	 * the same path.
	 */
	private List<Mount> deviceMounts() {
		return this.request.devices()
			.subList(0, this.devices.size())
			.stream()
			.map((device) -> Mount.of(device.path(), "bind", device.device().toString(), "bind", "rprivate", "nosuid",
					"noexec"))
			.toList();
	}

	private void devices(Linux.Builder linux, boolean make) {
		for (int i = 0; i < this.devices.size(); i++) {
			DeviceNode node = this.devices.get(i);
			HostDevice device = this.request.devices().get(i);
			if (make) {
				linux.device(new Linux.Device(node.type(), device.path(), node.major(), node.minor(), node.mode(),
						node.uid(), node.gid(), Map.of()));
			}
			linux.resources((resources) -> resources.allowDevice(node.type(), node.major(), node.minor(),
					device.permissions()));
		}
	}

	private void linux(Linux.Builder linux, Walls walls) {
		IdMap ids = walls.ids();
		if (ids != null) {
			linux.uidMappings(ids.uids().toArray(IdMapping[]::new)).gidMappings(ids.gids().toArray(IdMapping[]::new));
			if (walls.userNamespace() != null) {
				linux.namespace("user", walls.userNamespace());
			}
			else {
				linux.namespace("user");
			}
		}
		if (walls.network() != null) {
			linux.namespace("network", walls.network());
		}
		else if (this.request.network() instanceof NetworkMode.Host) {
			linux.removeNamespace("network");
		}
		devices(linux, ids == null);
		linux.mountLabel(this.request.isolation().selinuxMountLabel());
		Limits limits = this.request.limits();
		linux.resources((resources) -> {
			if (limits.memory() != null) {
				resources.memoryLimit(limits.memory());
				if (SwapAccounting.available()) {
					resources.memorySwap((limits.memorySwap() != null) ? limits.memorySwap()
							: SwapAccounting.usualLimit(limits.memory()));
				}
			}
			if (limits.cpus() != null) {
				resources.cpuLimit(limits.cpus());
			}
			if (limits.pids() != null) {
				resources.pidsLimit(limits.pids());
			}
		});
	}

	/**
	 * Namespaces that are made for it before it starts.
	 *
	 * @param network the path of the network namespace to join; {@code null} for what the
	 * request says
	 * @param userNamespace the path of the user namespace to join; {@code null} for a new
	 * one
	 * @param ids the ids of its user namespace; {@code null} for that of the host
	 */
	record Walls(@Nullable String network, @Nullable String userNamespace, @Nullable IdMap ids) {

		/**
		 * Whether its network belongs to its user namespace.
		 */
		boolean ownsNetwork(NetworkMode mode) {
			return this.userNamespace != null || this.network == null && !(mode instanceof NetworkMode.Host);
		}

	}

}

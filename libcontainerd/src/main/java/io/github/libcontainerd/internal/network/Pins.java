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

package io.github.libcontainerd.internal.network;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.IpAddresses;
import io.github.libcontainerd.NetworkException.Reason;
import io.github.libcontainerd.internal.network.host.Failures;
import io.github.libcontainerd.internal.network.host.Host;
import io.github.libcontainerd.internal.network.kernel.AddressRange;
import io.github.libcontainerd.internal.network.kernel.Bridge;
import io.github.libcontainerd.internal.userns.IdMap;
import io.github.libcontainerd.spec.IdMapping;

/**
 * Files that hold network namespaces: the kernel keeps a namespace while it is mounted
 * somewhere, whatever becomes of the processes in it.
 */
final class Pins {

	private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

	private static final int MOUNT_POINT = 4;

	// What its interfaces are before they are made: an address that the library gives is
	// no one else's and is used at once, and no neighbour changes routes by advertising
	// itself as a router.
	private static final String WITH_IPV6 = """
			for parameter in accept_ra accept_dad disable_ipv6; do
				echo 0 >/proc/sys/net/ipv6/conf/default/$parameter || exit 1
			done
			exec ip -batch -""";

	// Nobody needs it for IPv4, and it may not be there or not be ours to set.
	private static final String WITHOUT_IPV6 = """
			{ echo 0 >/proc/sys/net/ipv6/conf/default/accept_ra; } 2>/dev/null
			exec ip -batch -""";

	// Not in the name of the file of any container.
	private static final String USER = "@user";

	/**
	 * Makes a user namespace with a network namespace that belongs to it, and has both
	 * mounted. Its ids can be set by a process outside only, while there is one inside.
	 */
	private static final String MAKE_BOTH = "unshare --mount --propagation unchanged --user=\"$1\" --net=\"$2\""
			+ " sh -c 'echo $$; exec sleep 5' </dev/null | { read -r pid || exit 1;"
			+ " echo \"$3\" >/proc/$pid/uid_map && echo \"$4\" >/proc/$pid/gid_map; code=$?;"
			+ " kill -KILL $pid; exit $code; }";

	private final Host host;

	private final Path directory;

	Pins(Host host, Path directory) {
		this.host = host;
		this.directory = directory.toAbsolutePath().normalize();
		if (!this.directory.toString().matches("[^\\p{Cntrl}]+")) {
			throw new IllegalArgumentException("no directory for mounts: " + directory);
		}
	}

	Path of(Holder holder) {
		return this.directory.resolve(holder.pinName());
	}

	/**
	 * Return the file of a container, which may be in the directory of another owner.
	 */
	Path of(Holder holder, @Nullable Attachment attachment) {
		Path given = (attachment != null) ? attachment.namespace() : null;
		return (given != null && given.endsWith(holder.pinName())) ? given : of(holder);
	}

	/**
	 * Whether any container was attached here and not all were taken back.
	 */
	boolean used() {
		return Files.isDirectory(this.directory);
	}

	/**
	 * Delete the directory, if nothing is in it.
	 */
	void removeIfEmpty() {
		try {
			Files.deleteIfExists(cniState(this.directory.resolve("any")).resolveSibling("."));
			Files.deleteIfExists(this.directory);
		}
		catch (IOException ex) {
			// Something is in it.
		}
	}

	/**
	 * Whether there is a file for a container, or what a process that died has left.
	 */
	boolean exists(Holder holder) {
		return Files.exists(of(holder));
	}

	/**
	 * Make the file, before anything else is claimed for the container.
	 */
	void prepare(Holder holder) {
		Path pin = of(holder);
		try {
			Files.createDirectories(this.directory);
			Files.write(pin, new byte[0]);
		}
		catch (IOException ex) {
			throw Failures.of("make the network of container '" + holder.id() + "'", Reason.FAILED,
					"the file " + pin + " can't be made: " + ex);
		}
	}

	/**
	 * Make a namespace with the interfaces of a container, the other ends of which are on
	 * the host.
	 */
	void make(Holder holder, List<Bridge> bridges, List<Endpoint> endpoints, @Nullable IdMap ids) {
		String operation = "make the network of container '" + holder.id() + "'";
		Path pin = of(holder);
		if (ids != null) {
			makeFor(ids, pin, operation);
		}
		List<String> command = new ArrayList<>(List.of((ids != null) ? "nsenter" : "unshare", "--net=" + pin));
		boolean ipv6 = endpoints.stream().anyMatch((endpoint) -> endpoint.ipv6Address() != null);
		command.addAll(List.of("sh", "-c", ipv6 ? WITH_IPV6 : WITHOUT_IPV6));
		String text = String.join("\n", inside(holder, bridges, endpoints)) + "\n";
		Host.Output made = this.host.run(command, text);
		if (made.code() != 0) {
			throw Failures.of(operation, made);
		}
	}

	/**
	 * What a container may do with its network the kernel asks the user namespace that
	 * the network belongs to.
	 */
	private void makeFor(IdMap ids, Path pin, String operation) {
		Path user = userNamespace(pin);
		try {
			Files.write(user, new byte[0]);
		}
		catch (IOException ex) {
			throw Failures.of(operation, Reason.FAILED, "the file " + user + " can't be made: " + ex);
		}
		Host.Output made = this.host.run(List.of("sh", "-c", MAKE_BOTH, "sh", user.toString(), pin.toString(),
				lines(ids.uids()), lines(ids.gids())), "");
		if (made.code() != 0) {
			throw Failures.of(operation, made);
		}
	}

	private static String lines(List<IdMapping> ranges) {
		return ranges.stream()
			.map((range) -> range.containerId() + " " + range.hostId() + " " + range.size())
			.collect(Collectors.joining("\n"));
	}

	/**
	 * Return the file of the user namespace of a container.
	 * @return the file; {@code null} if it has none of its own
	 */
	@Nullable Path userNamespace(Holder holder, @Nullable IdMap ids) {
		return (ids != null) ? userNamespace(of(holder)) : null;
	}

	private static Path userNamespace(Path pin) {
		return pin.resolveSibling(pin.getFileName() + USER);
	}

	private List<String> inside(Holder holder, List<Bridge> bridges, List<Endpoint> endpoints) {
		List<String> lines = new ArrayList<>(List.of("link set lo up"));
		boolean routed = false;
		boolean ipv6Routed = false;
		for (int i = 0; i < bridges.size(); i++) {
			Bridge bridge = bridges.get(i);
			InetAddress address = endpoints.get(i).address();
			InetAddress ipv6 = endpoints.get(i).ipv6Address();
			String name = "eth" + i;
			String mtu = " mtu " + bridge.mtu();
			lines.add("link add name " + name + " address " + Bridge.hardwareAddress(address) + mtu
					+ " type veth peer name " + holder.interfaceName(i) + mtu + " netns " + this.host.path());
			if (ipv6 == null) {
				lines.addAll(bridge.withoutOwnAddress(name));
			}
			lines.add("addr add " + address.getHostAddress() + "/" + bridge.subnet().prefixLength()
					+ " broadcast + dev " + name);
			lines.add("link set dev " + name + " up");
			if (!bridge.internal() && !routed) {
				lines.add("route add default via " + bridge.gateway().getHostAddress() + " dev " + name);
				routed = true;
			}
			if (ipv6 != null) {
				AddressRange range = Objects.requireNonNull(bridge.ipv6Range());
				lines.add("addr add " + IpAddresses.format(ipv6) + "/" + range.subnet().prefixLength() + " dev " + name
						+ " nodad");
				if (!bridge.internal() && !ipv6Routed) {
					lines.add("route add ::/0 via " + IpAddresses.format(range.gateway()) + " dev " + name);
					ipv6Routed = true;
				}
			}
		}
		return lines;
	}

	/**
	 * Return the file of what plugins need to take a container out of its network.
	 */
	Path cniState(Path pin) {
		Path given = pin.toAbsolutePath().resolveSibling(".").normalize();
		return given.resolveSibling(given.getFileName() + "-cni").resolve(pin.getFileName());
	}

	/**
	 * Make a namespace in the place of one that is gone, with an interface that has its
	 * addresses.
	 */
	void replace(Path pin, List<String> addresses) {
		List<String> lines = new ArrayList<>(List.of("link set lo up", "link add name eth0 type bridge"));
		addresses.forEach((address) -> lines.add("addr add " + address + " dev eth0"));
		try {
			Files.createDirectories(pin.resolveSibling("."));
			Files.write(pin, new byte[0]);
		}
		catch (IOException ex) {
			throw Failures.of("let go of a network", Reason.FAILED, "the file " + pin + " can't be made: " + ex);
		}
		Host.Output made = this.host.run(List.of("unshare", "--net=" + pin, "ip", "-batch", "-"),
				String.join("\n", lines) + "\n");
		if (made.code() != 0) {
			throw Failures.of("let go of a network", made);
		}
	}

	/**
	 * Let go of a namespace. It ends with the last process in it.
	 */
	void release(Holder holder, Path pin) {
		// As often as it was mounted, should that have happened.
		for (Path mounted : mounted()) {
			if (mounted.equals(pin) || mounted.equals(userNamespace(pin))) {
				Host.Output output = this.host.run(List.of("umount", mounted.toString()), "");
				if (output.code() != 0 && isMounted(mounted)) {
					throw Failures.of("let go of the network of container '" + holder.id() + "'", output);
				}
			}
		}
	}

	/**
	 * Delete the file, after everything else was taken back.
	 */
	void delete(Holder holder, Path pin) {
		try {
			// What it is found by goes last.
			Files.deleteIfExists(userNamespace(pin));
			Files.deleteIfExists(pin);
		}
		catch (IOException ex) {
			throw Failures.of("let go of the network of container '" + holder.id() + "'", Reason.FAILED,
					"the file " + pin + " can't be deleted: " + ex);
		}
	}

	/**
	 * Whether a file holds a namespace.
	 */
	boolean isMounted(Path pin) {
		return mounted().contains(pin);
	}

	/**
	 * Return those who have a pin, mounted or not.
	 */
	Set<Holder> holders(String owner) {
		Set<Holder> holders = new HashSet<>();
		if (Files.isDirectory(this.directory)) {
			try (Stream<Path> files = Files.list(this.directory)) {
				files.map((file) -> Holder.ofPin(owner, file.getFileName().toString())).forEach((holder) -> {
					if (holder != null) {
						holders.add(holder);
					}
				});
			}
			catch (IOException ex) {
				throw Failures.of("look for networks of containers", Reason.FAILED,
						"the directory " + this.directory + " can't be read: " + ex);
			}
		}
		return holders;
	}

	private List<Path> mounted() {
		List<Path> paths = new ArrayList<>();
		try {
			for (String line : Files.readAllLines(MOUNTS)) {
				String[] fields = line.split(" ");
				if (line.contains(" - nsfs ")) {
					paths.add(Path.of(unescape(fields[MOUNT_POINT])));
				}
			}
		}
		catch (IOException ex) {
			throw Failures.of("look for networks of containers", Reason.FAILED, "mounts can't be read: " + ex);
		}
		return paths;
	}

	private static String unescape(String path) {
		return path.replace("\\040", " ").replace("\\134", "\\");
	}

}

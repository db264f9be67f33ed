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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.libcontainerd.AlreadyExistsException;
import io.github.libcontainerd.InvalidRequestException;
import io.github.libcontainerd.Operation;
import io.github.libcontainerd.PortBinding;
import io.github.libcontainerd.network.EndpointRequest;
import io.github.libcontainerd.network.Networks;

/**
 * Gives containers network namespaces with interfaces in networks, addresses and
 * published ports, and takes them back. Whatever is held is in the kernel under the name
 * of its holder; this object remembers only what its own process has attached. Each
 * method may be called again after it has failed, and does what is left to do. Safe for
 * use by several threads; several processes may use the same networks.
 */
public final class NetworkDriver {

	private static final Logger LOGGER = LoggerFactory.getLogger(NetworkDriver.class);

	private static final int MOST_NETWORKS = 8;

	private static final int MOST_PORTS = 64;

	private static final long VANISH = TimeUnit.SECONDS.toNanos(1);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(3);

	private final DriverSettings settings;

	private final Host host;

	private final Bridges bridges;

	private final Firewall firewall;

	private final Pins pins;

	private final Repairs repairs;

	private final Networks networks;

	private final Neighbours neighbours = new Neighbours();

	private final Counters counters = new Counters();

	private final Addressing addressing = new Addressing();

	private final Map<Holder, Held> held = new ConcurrentHashMap<>();

	private final Map<String, Bridge> known = new ConcurrentHashMap<>();

	// Attaching and detaching share it; mending excludes them, since it makes again what
	// is missing and must not see what is half done.
	private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

	/**
	 * Create a driver. Nothing is made before it is needed.
	 * @param settings how networks are made
	 * @param host where they are made
	 */
	public NetworkDriver(DriverSettings settings, Host host) {
		this.settings = settings;
		this.host = host;
		this.bridges = new Bridges(host);
		this.firewall = new Firewall(host);
		this.pins = new Pins(host, settings.pins());
		ForwardPolicy policy = new ForwardPolicy(host, settings.acceptForwarding());
		this.repairs = new Repairs(this.bridges, this.firewall, policy, this.counters);
		this.networks = new BridgeNetworks(this.bridges, this.firewall, policy, this.repairs,
				new StatusReport(host, this.bridges, this.firewall, policy, this.counters), settings.pool(),
				this.lock.writeLock());
	}

	/**
	 * Return the networks of the host.
	 * @return the networks
	 */
	public Networks networks() {
		return this.networks;
	}

	/**
	 * Return who tells containers of each other.
	 * @return the neighbours
	 */
	public Neighbours neighbours() {
		return this.neighbours;
	}

	/**
	 * Return the container that holds something.
	 * @param namespace the namespace in containerd
	 * @param id the container id
	 * @return the holder, of this owner
	 */
	public Holder holder(String namespace, String id) {
		return new Holder(this.settings.owner(), namespace, id);
	}

	/**
	 * Make the network namespace of a container, with its addresses and ports.
	 * @param holder the container
	 * @param request what it wants
	 * @return what it holds
	 * @throws AlreadyExistsException if this process has attached a container of this id
	 */
	public Attachment attach(Holder holder, AttachRequest request) {
		check(holder, request);
		this.lock.readLock().lock();
		try {
			Held mine = new Held();
			if (this.held.putIfAbsent(holder, mine) != null) {
				throw new AlreadyExistsException(
						Operation.onContainer("make the network of", holder.namespace(), holder.id()),
						"a container of this id has one; use another id", null);
			}
			try {
				return mine.set(make(holder, request, mine));
			}
			catch (RuntimeException ex) {
				undo(holder, ex);
				throw ex;
			}
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private static void check(Holder holder, AttachRequest request) {
		Operation operation = Operation.onDaemon("attach container '" + holder.id() + "' to its networks");
		if (request.endpoints().isEmpty() || request.endpoints().size() > MOST_NETWORKS) {
			throw new InvalidRequestException(operation,
					"a container can be in 1 to " + MOST_NETWORKS + " networks, not in " + request.endpoints().size(),
					null);
		}
		if (request.ports().size() > MOST_PORTS) {
			throw new InvalidRequestException(operation,
					"a container can have at most " + MOST_PORTS + " published ports, not " + request.ports().size(),
					null);
		}
		Set<String> names = new HashSet<>();
		for (EndpointRequest endpoint : request.endpoints()) {
			if (!names.add(endpoint.network())) {
				throw new InvalidRequestException(operation, "network '" + endpoint.network() + "' is asked for twice",
						null);
			}
		}
	}

	private Attachment make(Holder holder, AttachRequest request, Held mine) {
		if (this.pins.exists(holder)) {
			// Of a process that died while it made or removed the same.
			release(holder, null);
		}
		this.pins.prepare(holder);
		for (boolean again = false; true; again = true) {
			List<Bridge> chosen = bridges(holder, request);
			try (Claiming claiming = new Claiming(this.host, this.firewall, this.addressing,
					this.settings.publishAddress(), holder, request, chosen)) {
				if (claiming.claim()) {
					mine.reservations = claiming.takeReservations();
					this.pins.make(holder, chosen, claiming.addresses());
					this.bridges.plug(holder, chosen);
					return new Attachment(holder, this.pins.of(holder), endpoints(request, claiming.addresses()),
							claiming.bindings());
				}
			}
			if (again) {
				throw Failures.unknown("attach container '" + holder.id() + "'",
						request.endpoints().stream().map(EndpointRequest::network).toList().toString());
			}
			this.known.clear();
			this.repairs.mend(List.of());
		}
	}

	private static List<Endpoint> endpoints(AttachRequest request, List<InetAddress> addresses) {
		List<Endpoint> endpoints = new ArrayList<>();
		for (int i = 0; i < addresses.size(); i++) {
			EndpointRequest wish = request.endpoints().get(i);
			endpoints.add(new Endpoint(wish.network(), addresses.get(i), wish.aliases()));
		}
		return endpoints;
	}

	private List<Bridge> bridges(Holder holder, AttachRequest request) {
		List<Bridge> chosen = new ArrayList<>();
		for (EndpointRequest endpoint : request.endpoints()) {
			Bridge bridge = this.known.get(endpoint.network());
			if (bridge == null) {
				this.bridges.list().forEach((present) -> this.known.put(present.name(), present));
				bridge = this.known.get(endpoint.network());
			}
			if (bridge == null) {
				throw Failures.unknown("attach container '" + holder.id() + "'", endpoint.network());
			}
			chosen.add(bridge);
		}
		if (!request.ports().isEmpty() && chosen.stream().allMatch(Bridge::internal)) {
			throw new InvalidRequestException(Operation.onDaemon("publish ports of container '" + holder.id() + "'"),
					"it is in internal networks only, which nothing outside reaches", null);
		}
		return chosen;
	}

	private void undo(Holder holder, RuntimeException cause) {
		Held mine = this.held.get(holder);
		try {
			release(holder, null);
		}
		catch (RuntimeException ex) {
			// What is left is found by the next attempt or sweep.
			cause.addSuppressed(ex);
		}
		finally {
			this.held.remove(holder);
			if (mine != null) {
				mine.close();
			}
		}
	}

	/**
	 * Take back all that a container holds. Does nothing when it holds nothing any more,
	 * also when another one has taken its id meanwhile.
	 * @param attachment what it holds; none of its processes runs any more
	 */
	public void detach(Attachment attachment) {
		Holder holder = attachment.holder();
		this.lock.readLock().lock();
		try {
			// Keeps a new container of the id out.
			Held mine = new Held();
			mine.set(attachment);
			Held other = this.held.putIfAbsent(holder, mine);
			if (other != null && !attachment.equals(other.attachment)) {
				return;
			}
			mine = (other != null) ? other : mine;
			try {
				this.neighbours.remove(attachment);
				if (this.pins.exists(holder)) {
					release(holder, attachment);
				}
			}
			finally {
				this.held.remove(holder, mine);
				mine.close();
			}
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	// The address goes last: nobody else may get it while the interface answers for it.
	private void release(Holder holder, @Nullable Attachment attachment) {
		this.pins.release(holder);
		awaitUnplugged(holder, (attachment != null) ? attachment.endpoints().size() : MOST_NETWORKS);
		List<String> lines = (attachment != null) ? lines(attachment) : lines(List.of(holder));
		Firewall.Refusal refusal = lines.isEmpty() ? null : this.firewall.apply(lines);
		for (int i = 0; refusal != null && i < MOST_NETWORKS; i++) {
			if (!refusal.absent()) {
				throw Failures.of("take back the addresses of container '" + holder.id() + "'", refusal.output());
			}
			List<String> left = lines(List.of(holder));
			refusal = left.isEmpty() ? null : this.firewall.apply(left);
		}
		this.pins.delete(holder);
	}

	private void awaitUnplugged(Holder holder, int networks) {
		for (int i = 0; i < networks; i++) {
			String link = holder.interfaceName(i);
			long begin = System.nanoTime();
			while (this.host.hasInterface(link)) {
				if (System.nanoTime() - begin > VANISH) {
					LOGGER.debug("A process keeps the network of container '{}'; its interface is removed",
							holder.id());
					this.bridges.unplug(link);
					break;
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

	private static List<String> lines(Attachment attachment) {
		List<String> lines = new ArrayList<>();
		for (PortBinding port : attachment.ports()) {
			lines.add(Firewall.withoutPort(port.protocol(), port.hostAddress(), port.hostPort()));
		}
		attachment.endpoints().forEach((endpoint) -> lines.add(Firewall.withoutAddress(endpoint.address())));
		return lines;
	}

	private List<String> lines(Collection<Holder> holders) {
		Set<String> comments = new HashSet<>();
		holders.forEach((holder) -> comments.add(holder.comment()));
		return lines(this.firewall.list(), comments);
	}

	private static List<String> lines(Claims claims, Set<String> comments) {
		List<String> lines = new ArrayList<>();
		claims.ports()
			.stream()
			.filter((claim) -> comments.contains(claim.comment()))
			.forEach((claim) -> lines.add(Firewall.withoutPort(claim.protocol(), claim.address(), claim.port())));
		claims.addresses()
			.stream()
			.filter((claim) -> comments.contains(claim.comment()))
			.forEach((claim) -> lines.add(Firewall.withoutAddress(claim.address())));
		return lines;
	}

	/**
	 * Take a container over that a process attached before this one.
	 * @param attachment what it holds
	 * @return whether its network namespace is still there
	 */
	public boolean adopt(Attachment attachment) {
		this.lock.readLock().lock();
		try {
			Held mine = new Held();
			if (this.held.putIfAbsent(attachment.holder(), mine) == null) {
				mine.set(attachment);
				mine.reservations = reserveAgain(attachment.ports());
			}
			return this.pins.isMounted(attachment.namespace());
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private List<Host.Reservation> reserveAgain(List<PortBinding> ports) {
		List<Host.Reservation> reservations = new ArrayList<>();
		for (PortBinding port : ports) {
			try {
				reservations.add(this.host.reserve(port.protocol(), port.hostAddress(), port.hostPort()));
			}
			catch (IOException ex) {
				LOGGER.debug("A process has port {} that is published; its packets go to the container", port, ex);
			}
		}
		return reservations;
	}

	/**
	 * Take back what containers hold that are no more. Those of other owners and of other
	 * namespaces are not touched, nor those that this process has attached.
	 * @param namespace the namespace in containerd
	 * @param living the ids of its containers
	 * @return the holders of what was taken back, as comments say it
	 */
	public Set<String> sweep(String namespace, Set<String> living) {
		if (!this.pins.used()) {
			return Set.of();
		}
		this.lock.writeLock().lock();
		try {
			Set<String> keep = new HashSet<>();
			living.forEach((id) -> keep.add(new Holder(this.settings.owner(), namespace, id).comment()));
			this.held.keySet().forEach((holder) -> keep.add(holder.comment()));
			List<Holder> pinned = this.pins.holders(this.settings.owner())
				.stream()
				.filter((holder) -> holder.namespace().equals(namespace) && !keep.contains(holder.comment()))
				.toList();
			pinned.forEach(this.pins::release);
			pinned.forEach((holder) -> awaitUnplugged(holder, MOST_NETWORKS));
			Claims claims = this.firewall.list();
			String mine = this.settings.owner() + " " + namespace + "/";
			Set<String> gone = new HashSet<>();
			claims.addresses().forEach((claim) -> gone.add(claim.comment()));
			claims.ports().forEach((claim) -> gone.add(claim.comment()));
			gone.removeIf((comment) -> !comment.startsWith(mine) || keep.contains(comment));
			List<String> lines = lines(claims, gone);
			Firewall.Refusal refusal = lines.isEmpty() ? null : this.firewall.apply(lines);
			if (refusal != null) {
				throw Failures.of("take back what containers held", refusal.output());
			}
			pinned.forEach((holder) -> gone.add(holder.comment()));
			pinned.forEach(this.pins::delete);
			this.counters.swept(gone.size());
			return gone;
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Make again what somebody has taken out of the firewall of the host's networks and
	 * of the containers of this process. Does nothing when it has no such containers.
	 * @return how much was missing, 0 for nothing
	 */
	public int repair() {
		if (this.held.isEmpty()) {
			return 0;
		}
		this.lock.writeLock().lock();
		try {
			List<Attachment> attachments = new ArrayList<>();
			this.held.values().forEach((mine) -> {
				if (mine.attachment != null) {
					attachments.add(mine.attachment);
				}
			});
			int missing = this.repairs.mend(attachments);
			if (missing > 0) {
				LOGGER.warn("{} entries of networks were missing in the firewall of this host and were made again",
						missing);
			}
			return missing;
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Return how much was missing so far, whoever has found it.
	 * @return the number of entries that were made again
	 */
	public long repaired() {
		return this.counters.repaired();
	}

	/**
	 * Let go of ports that are reserved. Networks and containers stay as they are.
	 */
	public void close() {
		this.held.values().forEach(Held::close);
		this.pins.removeIfEmpty();
	}

	/**
	 * What this process has attached.
	 */
	private static final class Held {

		private volatile @Nullable Attachment attachment;

		private volatile List<Host.Reservation> reservations = List.of();

		Attachment set(Attachment made) {
			this.attachment = made;
			return made;
		}

		void close() {
			this.reservations.forEach(Host.Reservation::close);
		}

	}

}
